import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { testApp } from '../../support/test-app.js';

const declared = async (config = {}): Promise<string[]> =>
  (await request(testApp({ config })).get('/conformance')).body.conformsTo;

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

  test('declares nothing that openapi/CONFORMANCE.md does not trace to a test that exists', async () => {
    const root = fileURLToPath(new URL('../../../', import.meta.url));
    const page = readFileSync(join(root, 'openapi', 'CONFORMANCE.md'), 'utf8');
    for (const uri of await declared()) {
      const short = uri.replace(/^.*\/spec\/(?:ogcapi-)?([^/]+)\/[\d.]+\/conf\//, '$1/');
      expect(page, uri).toContain(`\`${short}\``);
    }
    const named = [...page.matchAll(/`([\w./-]+\.test\.ts)`/g)].map(([, file]) => file);
    const files = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' });
    for (const file of named)
      expect(
        files.some((known) => `test/${known}`.endsWith(file)),
        file,
      ).toBe(true);
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
