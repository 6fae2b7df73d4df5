import { describe, expect, test } from 'vitest';
import { programStylesOf } from '../../../src/maps/program-styles.js';
import { eastwards, lineOfSight, upwards } from '../../support/styled-collections.js';
import { L2, L3, STEPS, STYLE_TYPE, styledApp } from './styled-app.js';

interface Entry {
  readonly id: string;
  readonly title: string;
  readonly links: readonly { readonly rel: string; readonly type: string; readonly href: string }[];
}

describe('the styles of a collection', () => {
  test('are those of the program and the stored ones, with the default', async () => {
    const { get, send } = styledApp();
    const before = (await get(L2).expect(200)).body;
    expect(before.default).toBe('velocity');
    expect(before.styles.map(({ id }: Entry) => id)).toEqual(programStylesOf(lineOfSight).map(({ id }) => id));
    await send('post', L2).send(STEPS).expect(201);
    const after = (await get(L2)).body.styles as Entry[];
    expect(after.slice(-1)).toMatchObject([{ id: 'steps', title: 'Steps' }]);
    expect(new Set(after.map(({ id }) => id)).size).toBe(after.length);
  });

  test('have links to stylesheets, metadata and legend that answer with the type they say', async () => {
    const { get } = styledApp();
    // Many lead to the same legends.
    const types = new Map<string, string>();
    for (const path of [L2, L3, '/styles']) {
      for (const { links } of (await get(path)).body.styles as Entry[]) {
        const rels = links.map(({ rel }) => rel);
        expect(rels).toEqual(expect.arrayContaining(['stylesheet', 'describedby', 'preview']));
        for (const { href, type } of links) types.set(href, type.split(';')[0]);
      }
    }
    for (const [href, type] of types) {
      const { pathname, search } = new URL(href);
      const answer = await get(pathname + search);
      expect([href, answer.status, answer.type]).toEqual([href, 200, type]);
    }
  });

  test('a displacement comes in our own language alone', async () => {
    const { get } = styledApp();
    const entry = ((await get(L2)).body.styles as Entry[]).find(({ id }) => id === 'displacement')!;
    expect(entry.links.filter(({ rel }) => rel === 'stylesheet').map(({ type }) => type)).toEqual([STYLE_TYPE]);
  });

  test('are held by clients until one of them changes', async () => {
    const { get, send } = styledApp();
    const { etag } = (await get(L2)).headers;
    await get(L2).set('If-None-Match', etag).expect(304);
    await send('post', L2).send(STEPS).expect(201);
    await get(L2).set('If-None-Match', etag).expect(200);
  });

  test('of a table and of a collection that does not exist are not found', async () => {
    const { get } = styledApp();
    await get('/collections/lakes/styles').expect(404);
    await get('/collections/nowhere/styles').expect(404);
  });

  test('are shown to people with their legends', async () => {
    const { get } = styledApp();
    const { text } = await get(L3).set('Accept', 'text/html').expect(200);
    expect(text).toContain('Mean velocity upwards');
    expect(text).toContain(`src="http://localhost${L3}/velocity/legend?f=svg"`);
    expect(text).not.toContain('style=');
  });
});

describe('the styles of the service', () => {
  test('are called by collection and style, and found by that name', async () => {
    const { get } = styledApp();
    const { body } = await get('/styles').expect(200);
    const ids = (body.styles as Entry[]).map(({ id }) => id);
    expect(ids).toEqual(
      [lineOfSight, eastwards, upwards].flatMap((collection) =>
        programStylesOf(collection).map(({ id }) => `${collection.id}:${id}`),
      ),
    );
    expect((await get(`/styles/${encodeURIComponent(ids[0])}?f=json`)).body).toEqual(
      (await get(`${L2}/velocity`)).body,
    );
    for (const id of ['velocity', ':velocity', 'lakes:velocity', `${upwards.id}:height`, `${upwards.id}:`]) {
      await get(`/styles/${encodeURIComponent(id)}`).expect(404);
    }
  });

  test('are shown to people by collection', async () => {
    const { get } = styledApp();
    const { text } = await get('/styles?f=html').expect(200);
    for (const { title } of [lineOfSight, eastwards, upwards]) expect(text).toContain(title);
  });
});
