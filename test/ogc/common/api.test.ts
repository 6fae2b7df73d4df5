import request from 'supertest';
import { describe, expect, test } from 'vitest';
import type { Parameter } from '../../../src/http/contract.js';
import type { ApiDocument } from '../../../src/ogc/common/api-document.js';
import type { PublicOperation } from '../../../src/ogc/common/public-operation.js';
import { listening } from '../../support/listening.js';
import { testApp } from '../../support/test-app.js';

const app = testApp();

describe('the API document', () => {
  test.each(['/api', '/openapi', '/api?f=json'])('is at %s, with exactly the type clients compare', async (path) => {
    const { status, headers } = await request(app).get(path);
    expect({ status, type: headers['content-type'] }).toEqual({
      status: 200,
      type: 'application/vnd.oai.openapi+json;version=3.0',
    });
  });

  test.each([
    'application/vnd.oai.openapi+json;version=3.0',
    'application/vnd.oai.openapi+json; version=3.0, application/openapi+json;version=3.0, application/json',
    'application/geo+json, application/json',
    '*/*',
  ])('is given to whoever sends Accept: %s', async (accept) => {
    const document = await listening(app, async (base) => {
      const response = await fetch(`${base}/api`, { headers: { Accept: accept } });
      return (await response.json()) as ApiDocument;
    });
    expect(document.openapi).toBe('3.0.3');
  });

  test('is the same at both addresses', async () => {
    await listening(app, async (base) => {
      const at = async (path: string) => (await fetch(`${base}${path}`)).text();
      expect(await at('/api')).toBe(await at('/openapi'));
    });
  });

  test('describes only operations that answer', async () => {
    await listening(app, async (base) => {
      const { paths, components } = (await (await fetch(`${base}/api`)).json()) as ApiDocument;
      // What cannot be asked without a place or a box is left out.
      const needsMore = ({ parameters }: PublicOperation) =>
        parameters.some((parameter) => {
          const component = '$ref' in parameter ? parameter.$ref.split('/').pop()! : undefined;
          return (component === undefined ? (parameter as Parameter) : components.parameters[component]).required;
        });
      const readable = Object.entries(paths).filter(([path, { get }]) => get && !path.includes('{') && !needsMore(get));
      expect(readable.length).toBeGreaterThan(6);
      for (const [path] of readable)
        expect({ path, status: (await fetch(base + path)).status }).toEqual({ path, status: 200 });
    });
  });

  test.each(['/api.html', '/api?f=html', '/openapi?f=html&ui=swagger'])('is a page at %s', async (path) => {
    const { type, text } = await request(app).get(path);
    expect(type).toBe('text/html');
    expect(text).toContain('/collections/lakes');
    expect(text).toContain('default 1000');
  });
});
