/** Which EGMS products (bursts of level 2, tiles of level 3) have points in an area, under the names of their files. */
import type { Server } from '../server/server.js';

export interface ProductInArea {
  /** `EGMS_L2b_117_0264_IW2_VV_2020_2024_1`. */
  readonly name: string;
  /** Points of it in the area. */
  readonly count?: number;
}

/** An area with more is told so: nobody downloads hundreds of files by clicking. */
export const MOST_PRODUCTS = 24;

const quoted = (name: string): string => `'${name.replaceAll("'", "''")}'`;
export const filterOf = (product: string): string => `product = ${quoted(product)}`;
export const filterWithout = (products: readonly string[]): string | undefined =>
  products.length === 0 ? undefined : `product NOT IN (${products.map(quoted).join(', ')})`;

/** Asks for one point of any product not met yet until there is none: as many small questions as there are products. */
export async function productsIn(
  server: Server,
  collection: string,
  bbox: string,
  signal: AbortSignal,
): Promise<readonly ProductInArea[]> {
  type Items = { features: readonly { properties: { product?: unknown } }[]; numberMatched?: number };
  const path = server.collectionPath(collection, 'items');
  const first = (filter: string | undefined) =>
    server.json<Items>(path, {
      signal,
      query: { bbox, limit: 1, properties: 'product', skipGeometry: 'true', filter },
    });
  const names: string[] = [];
  while (names.length < MOST_PRODUCTS) {
    const { features } = await first(filterWithout(names));
    const name = features[0]?.properties.product;
    if (typeof name !== 'string' || names.includes(name)) break;
    names.push(name);
  }
  const counts = await Promise.all(names.map(async (name) => (await first(filterOf(name))).numberMatched));
  return names.map((name, i) => ({ name, count: counts[i] })).sort((a, b) => a.name.localeCompare(b.name));
}

/** What the server is asked for, west, south, east, north; the world at most. */
export const boxQuery = ([west, south, east, north]: readonly number[]): string =>
  [Math.max(-180, west), Math.max(-90, south), Math.min(180, east), Math.min(90, north)]
    .map((degrees) => String(Number(degrees.toFixed(6))))
    .join(',');
