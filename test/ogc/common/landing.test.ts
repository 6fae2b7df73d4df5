import request from 'supertest';
import { describe, expect, test } from 'vitest';
import type { Link } from '../../../src/http/links.js';
import { memoryCatalog, ustica } from '../../support/memory-catalog.js';
import { testApp } from '../../support/test-app.js';

const app = testApp({ config: { url: 'https://example.org/egms' } });
const linksOf = async (): Promise<Link[]> => (await request(app).get('/')).body.links;

describe('the landing page', () => {
  test('has the links clients look for, by short name and by URI, each typed', async () => {
    const links = await linksOf();
    const typed = links.map(({ rel, type, href }) => [rel, type, href]);
    const home = 'https://example.org/egms';
    const json = 'application/json';
    expect(typed).toEqual(
      expect.arrayContaining([
        ['self', json, `${home}/`],
        ['alternate', 'text/html', `${home}/?f=html`],
        ['service-desc', 'application/vnd.oai.openapi+json;version=3.0', `${home}/api?f=json`],
        ['service-doc', 'text/html', `${home}/api.html`],
        ['conformance', json, `${home}/conformance`],
        ['http://www.opengis.net/def/rel/ogc/1.0/conformance', json, `${home}/conformance`],
        ['data', json, `${home}/collections`],
        ['http://www.opengis.net/def/rel/ogc/1.0/data', json, `${home}/collections`],
        ['license', 'text/html', 'https://example.org/license'],
      ]),
    );
    expect(links.every(({ type }) => type)).toBe(true);
  });

  test('leads only to resources that answer with the type it promises', async () => {
    const here = testApp();
    const { body } = await request(here).get('/');
    for (const { href, type } of body.links as Link[]) {
      const { origin, pathname, search } = new URL(href);
      if (origin === 'https://example.org') continue;
      const { status, headers } = await request(here).get(pathname + search);
      expect({ href, status, type: headers['content-type'].replace('; charset=utf-8', '') }).toEqual({
        href,
        status: 200,
        type,
      });
    }
  });

  test('says what the service is', async () => {
    const { body } = await request(app).get('/');
    expect(body).toMatchObject({ title: 'Ground motion of Ustica', description: 'Displacement series of an island.' });
  });

  test('shows people the collections with their sizes, and how to use them', async () => {
    const { type, text } = await request(app).get('/').set('Accept', 'text/html');
    expect(type).toBe('text/html');
    expect(text).toContain('4 measurement points');
    expect(text).toContain('L2b Calibrated, descending, 2020-2024');
    expect(text).toContain('Lakes of the world &amp; their names.');
    expect(text).toContain('ogrinfo -ro "OAPIF:https://example.org/egms/"');
    expect(text).toContain('<link rel="alternate" type="application/json"');
  });

  test('works while there is nothing to show', async () => {
    const empty = testApp({ catalog: memoryCatalog([]) });
    const { status, text } = await request(empty).get('/?f=html');
    expect(status).toBe(200);
    expect(text).toContain('open-egms ingest');
  });

  test('carries the key on when it came by query', async () => {
    const { body } = await request(app).get('/?api_key=k');
    const own = (body.links as Link[]).filter(({ href }) => href.startsWith('https://example.org/egms'));
    expect(own.every(({ href }) => new URL(href).searchParams.get('api_key') === 'k')).toBe(true);
    const byHeader = await request(app).get('/').set('X-API-Key', 'k');
    expect(byHeader.text).not.toContain('api_key');
  });

  test('has another tag as soon as a collection changes', async () => {
    const tagWith = async (version: string) => {
      const changed = testApp({
        catalog: memoryCatalog([[{ ...ustica, version }, []]]),
        config: { url: 'https://a.example' },
      });
      return (await request(changed).get('/')).headers.etag;
    };
    expect(await tagWith('7')).toBe(await tagWith('7'));
    expect(await tagWith('7')).not.toBe(await tagWith('8'));
  });
});
