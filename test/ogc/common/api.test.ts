import request from 'supertest';
import { describe, expect, test } from 'vitest';
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
    const { body } = await request(app).get('/api').set('Accept', accept).parse(jsonBody);
    expect(body.openapi).toBe('3.0.3');
  });

  test('is the same at both addresses', async () => {
    const at = async (path: string) => {
      const { text } = await request(app).get(path).set('Host', 'example.org').buffer(true).parse(textBody);
      return text ?? '';
    };
    expect(await at('/api')).toBe(await at('/openapi'));
  });

  test('describes only operations that answer', async () => {
    const { body } = await request(app).get('/api').parse(jsonBody);
    const readable = Object.entries<Record<string, unknown>>(body.paths).filter(
      ([path, { get }]) => get && !path.includes('{'),
    );
    expect(readable.length).toBeGreaterThan(6);
    for (const [path] of readable)
      expect({ path, status: (await request(app).get(path)).status }).toEqual({ path, status: 200 });
  });

  test.each(['/api.html', '/api?f=html', '/openapi?f=html&ui=swagger'])('is a page at %s', async (path) => {
    const { type, text } = await request(app).get(path);
    expect(type).toBe('text/html');
    expect(text).toContain('/collections/lakes');
    expect(text).toContain('default 1000');
  });
});

type Parser = Parameters<ReturnType<ReturnType<typeof request>['get']>['parse']>[0];

const textBody: Parser = (response, done) => {
  let text = '';
  response.setEncoding('utf8');
  response.on('data', (part: string) => {
    text += part;
  });
  response.on('end', () => done(null, text));
};

const jsonBody: Parser = (response, done) => textBody(response, (error, text) => done(error, JSON.parse(String(text))));
