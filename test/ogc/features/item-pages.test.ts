import request from 'supertest';
import { describe, expect, test } from 'vitest';
import type { Catalog } from '../../../src/catalog/catalog.js';
import type { ItemsPage, ItemsQuery } from '../../../src/catalog/items.js';
import { ServiceError } from '../../../src/errors.js';
import { crsByUri } from '../../../src/geodesy/crs.js';
import { allPages } from '../../../src/ogc/features/item-pages.js';
import type { ItemsRequest } from '../../../src/ogc/features/items-request.js';
import { seriesOutput } from '../../../src/ogc/features/series-profile.js';
import { listening } from '../../support/listening.js';
import { rawBody } from './raw-body.js';
import { ITEMS, POINT_COUNT, pid, volcano, volcanoApp, volcanoCatalog } from './volcano.js';

const page = (next?: string, version = '1', edition: string | undefined = version): ItemsPage => ({
  columns: [],
  rows: [],
  next,
  version,
  ...(edition && { edition }),
});

const asked: ItemsRequest = {
  collection: volcano,
  crs: crsByUri('CRS84')!,
  series: seriesOutput({ profile: 'attributes', 'date-names': 'YYYYMMDD' }, volcano),
  isStream: true,
  url: new URL('https://example.org'),
  query: { limit: 2, offset: 7, withGeometry: true, crs: 'CRS84', series: 'none', count: 'none' },
};

/** A catalog that answers with what is given, and remembers what it was asked. */
function scripted(answers: (ItemsPage | Error)[]) {
  const questions: ItemsQuery[] = [];
  const catalog: Catalog = {
    ...volcanoCatalog(),
    items: async (_collection, query) => {
      questions.push(query);
      const answer = answers.shift()!;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  return { catalog, questions };
}

const { signal } = new AbortController();

describe('all pages of a question', () => {
  test('are asked for one after another by cursor, without the offset, and end with the last', async () => {
    const { catalog, questions } = scripted([page('b'), page()]);
    const seen: (string | undefined)[] = [];
    for await (const { next } of allPages(catalog, { ...asked, batch: 50 }, page('a'), signal)) seen.push(next);
    expect(seen).toEqual(['a', 'b', undefined]);
    expect(questions.map(({ cursor, offset, limit }) => [cursor, offset, limit])).toEqual([
      ['a', undefined, 50],
      ['b', undefined, 50],
    ]);
  });

  test('the next one is on its way while one is written', async () => {
    const { catalog, questions } = scripted([page('b'), page()]);
    const pages = allPages(catalog, asked, page('a'), signal);
    await pages.next();
    expect(questions).toHaveLength(1);
    await pages.return(undefined);
    expect(questions).toHaveLength(1);
  });

  test('a page of another version ends the stream: half old, half new never was', async () => {
    const { catalog } = scripted([page(undefined, '2')]);
    const pages = allPages(catalog, asked, page('a', '1'), signal);
    await pages.next();
    await expect(pages.next()).rejects.toThrow(ServiceError);
  });

  test('a table that cannot tell its edition goes on, whatever else was committed beside it', async () => {
    const { catalog } = scripted([page(undefined, '2', '')]);
    const pages = allPages(catalog, asked, page('a', '1', ''), signal);
    await pages.next();
    expect((await pages.next()).value?.version).toBe('2');
  });

  test('a failure comes when its page is due, not before', async () => {
    const { catalog } = scripted([new Error('gone')]);
    const pages = allPages(catalog, asked, page('a'), signal);
    expect((await pages.next()).value).toEqual(page('a'));
    await expect(pages.next()).rejects.toThrow('gone');
  });
});

describe('stream=true', () => {
  const app = volcanoApp();

  test('answers with everything, whatever limit says, and without next', async () => {
    const { body, headers } = await request(app).get(`${ITEMS}?stream=true&limit=3`).expect(200);
    expect(body.numberReturned).toBe(POINT_COUNT);
    expect(body.features.map(({ id }: { id: string }) => id)).toEqual(
      Array.from({ length: POINT_COUNT }, (_, i) => pid(i)),
    );
    expect(body.links.map(({ rel }: { rel: string }) => rel)).not.toContain('next');
    expect(headers['ogc-numberreturned']).toBeUndefined();
  });

  test.each(['csv', 'geojsonseq'])('works as %s: the same as one large page', async (f) => {
    const all = await rawBody(request(app).get(`${ITEMS}?stream=true&f=${f}`));
    const whole = await rawBody(request(app).get(`${ITEMS}?limit=${POINT_COUNT}&f=${f}`));
    expect(all.body.equals(whole.body)).toBe(true);
    expect(all.headers.link).not.toContain('rel="next"');
  });

  test('is no page for people', async () => {
    await request(app).get(`${ITEMS}?stream=true&f=html`).expect(400);
    await request(app).get(`${ITEMS}?stream=perhaps`).expect(400);
  });

  test('filters, sorts and selects like a page', async () => {
    const query = 'filter=mean_velocity%20%3C%20-12&sortby=-mean_velocity&properties=mean_velocity';
    const { body } = await request(app).get(`${ITEMS}?stream=true&${query}`).expect(200);
    expect(body.features.map(({ properties }: { properties: unknown }) => properties)).toEqual(
      [-12.1, -12.2, -12.3, -12.4, -12.5].map((velocity) => ({ mean_velocity: velocity })),
    );
  });

  test('breaks off when the data change meanwhile: the client sees that the answer is incomplete', async () => {
    let version = 1;
    const catalog = volcanoCatalog();
    const changing: Catalog = {
      ...catalog,
      items: async (collection, query) => ({
        ...(await catalog.items(collection, { ...query, limit: 100 })),
        edition: String(version),
        version: String(version++),
      }),
    };
    await listening(volcanoApp({ catalog: changing }), async (baseUrl) => {
      const response = await fetch(`${baseUrl}${ITEMS}?stream=true`);
      expect(response.status).toBe(200);
      await expect(response.text()).rejects.toThrow();
    });
  });
});
