import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { fakeMaps } from '../../support/fake-maps.js';
import { testApp } from '../../support/test-app.js';

const declared = async (config = {}): Promise<string[]> =>
  (await request(testApp({ config })).get('/conformance')).body.conformsTo;

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The rows of openapi/CONFORMANCE.md: classes of the first cell, tests of the others. */
const rows = readFileSync(join(root, 'openapi', 'CONFORMANCE.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => {
    const [, first, ...others] = line.split('|');
    return { classes: quoted(first), tests: testsOf(quoted(others.join())) };
  });

/** A bare name is in the folder of the path before it. */
function testsOf(names: readonly string[]): readonly string[] {
  let folder = '';
  return names
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => {
      if (!name.includes('/')) return `${folder}/${name}`;
      folder = dirname(name);
      return name;
    });
}

function quoted(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
}

describe('the conformance declaration', () => {
  test('holds the four classes without which QGIS filters by itself, and the three it profits from', async () => {
    expect(await declared()).toEqual(
      expect.arrayContaining([
        'http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2',
        'http://www.opengis.net/spec/cql2/1.0/conf/cql2-text',
        'http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter',
        'http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter',
        'http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators',
        'http://www.opengis.net/spec/cql2/1.0/conf/case-insensitive-comparison',
        'http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions',
      ]),
    );
  });

  test('declares nothing that a row of openapi/CONFORMANCE.md does not trace to a test', async () => {
    for (const uri of await declared()) {
      const short = uri.replace(/^.*\/spec\/(?:ogcapi-)?([^/]+)\/[\d.]+\/conf\//, '$1/');
      const tests = rows.filter(({ classes }) => classes.includes(short)).flatMap((row) => row.tests);
      expect(tests, uri).not.toEqual([]);
    }
  });

  test('declares nothing more with maps that no row traces', async () => {
    const { body } = await request(testApp({ maps: fakeMaps().drawing })).get('/conformance');
    for (const uri of body.conformsTo as string[]) {
      const short = uri.replace(/^.*\/spec\/(?:ogcapi-)?([^/]+)\/[\d.]+\/conf\//, '$1/');
      const tests = rows.filter(({ classes }) => classes.includes(short)).flatMap((row) => row.tests);
      expect(tests, uri).not.toEqual([]);
    }
  });

  test('every test that a row of openapi/CONFORMANCE.md names exists', () => {
    const missing = rows.flatMap(({ tests }) => tests).filter((file) => !existsSync(join(root, file)));
    expect(missing).toEqual([]);
  });

  test('names each class once', async () => {
    const classes = await declared();
    expect(new Set(classes).size).toBe(classes.length);
  });

  test('has the draft name for old clients unless it is switched off', async () => {
    const legacy = 'http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-operators';
    expect(await declared()).toContain(legacy);
    expect(await declared({ legacyConformance: false })).not.toContain(legacy);
  });

  test('is a page, too', async () => {
    const { text } = await request(testApp()).get('/conformance?f=html');
    expect(text).toContain('ogcapi-features-1/1.0');
  });
});
