/** Which products lie in an area: asked of a server that writes down what it was asked. */
import { expect, test } from 'vitest';
import {
  allOf,
  areaOf,
  MOST_PRODUCTS,
  polygonFilter,
  productsIn,
} from '../../../explorer/src/downloads/product-list.js';
import { Server } from '../../../explorer/src/server/server.js';

const BOUNDS = [13, 38, 14, 39];
const POLYGON: GeoJSON.Polygon = {
  type: 'Polygon',
  coordinates: [
    [
      [13.1, 38.1],
      [13.2, 38.1],
      [13.2, 38.3],
      [13.1, 38.1],
    ],
  ],
};

function serverWith(names: readonly string[], counts: Readonly<Record<string, number | undefined>>) {
  const asked: { path: string; query: Record<string, string> }[] = [];
  const server = new Server(new URL('http://egms.example.org/'));
  server.json = async <T>(path: string, { query = {} }: { query?: object } = {}) => {
    asked.push({ path, query: query as Record<string, string> });
    if (path.endsWith('/products')) return { features: names.map(feature) } as T;
    const name = /product = '([^']+)'/.exec((query as { filter: string }).filter)![1];
    return { numberMatched: counts[name] } as T;
  };
  return { server, asked };
}

const feature = (id: string) => ({
  id,
  properties: { points: 100, source_bytes: 5e6, start_date: '2020-01-03', end_date: '2024-12-31' },
  links: [{ rel: 'enclosure', href: `http://egms.example.org/${id}.zip` }],
});

const find = (server: Server, polygon?: GeoJSON.Polygon) =>
  productsIn(server, 'l2b', areaOf(BOUNDS, polygon), new AbortController().signal);

test('products are those of the box that have points in it, each with its file', async () => {
  const { server } = serverWith(['A', 'B', 'C'], { A: 3, B: 0, C: undefined });
  const { products, isCut } = await find(server);
  expect(products).toEqual([
    expect.objectContaining({ name: 'A', count: 3, points: 100, bytes: 5e6, href: 'http://egms.example.org/A.zip' }),
    expect.objectContaining({ name: 'C', count: undefined }),
  ]);
  expect(isCut).toBe(false);
});

test('of a polygon, points are counted within it, and its own box is asked for', async () => {
  const { server, asked } = serverWith(['A'], { A: 3 });
  await find(server, POLYGON);
  expect(asked[0].query.bbox).toBe('13.099999,38.099999,13.200001,38.300001');
  expect(asked[1].query.filter).toBe(
    "(product = 'A') AND (S_INTERSECTS(geometry, POLYGON((13.1 38.1, 13.2 38.1, 13.2 38.3, 13.1 38.1))))",
  );
});

test('of more than can be listed it is said that there are more', async () => {
  const names = Array.from({ length: MOST_PRODUCTS + 1 }, (_, i) => `P${i}`);
  const { server } = serverWith(names, Object.fromEntries(names.map((name) => [name, 1])));
  const { products, isCut } = await find(server);
  expect([products.length, isCut]).toEqual([MOST_PRODUCTS, true]);
});

test('filters stand together only where there are several', () => {
  expect(allOf(undefined, '')).toBeUndefined();
  expect(allOf('a = 1', undefined)).toBe('a = 1');
  expect(allOf('a = 1 OR b = 2', 'c = 3')).toBe('(a = 1 OR b = 2) AND (c = 3)');
  expect(polygonFilter(areaOf(BOUNDS, undefined))).toBeUndefined();
});
