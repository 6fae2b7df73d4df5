/** Which EGMS products (bursts of level 2, tiles of level 3) have points in an area, and the files they are had as. */
import type { Server } from '../server/server.js';

export interface ProductInArea {
  /** `EGMS_L2b_117_0264_IW2_VV_2020_2024_1`. */
  readonly name: string;
  /** Points of it in the area; absent where the server does not count so far. */
  readonly count?: number;
  /** Points of it in all. */
  readonly points: number;
  /** About: the size of the file that it came in. */
  readonly bytes?: number;
  /** `2020-01-03`. */
  readonly startDate: string;
  readonly endDate: string;
  /** The zip, as EGMS delivers it. */
  readonly href: string;
}

export interface ProductsInArea {
  readonly products: readonly ProductInArea[];
  /** There may be more. */
  readonly isCut: boolean;
}

/** Where points are wanted: within a box, and within a polygon where there is one. */
export interface DownloadArea {
  /** West, south, east, north, as the server is asked. */
  readonly bbox: string;
  readonly polygon?: GeoJSON.Polygon;
}

/** An area with more is told so: nobody downloads hundreds of files by clicking. */
export const MOST_PRODUCTS = 24;

const quoted = (name: string): string => `'${name.replaceAll("'", "''")}'`;
export const filterOf = (product: string): string => `product = ${quoted(product)}`;

/** CQL2; undefined without a polygon: the box says all. */
export const polygonFilter = ({ polygon }: DownloadArea): string | undefined =>
  polygon &&
  `S_INTERSECTS(geometry, POLYGON(${polygon.coordinates.map((ring) => `(${ring.map((at) => at.join(' ')).join(', ')})`).join(', ')}))`;

export const allOf = (...filters: readonly (string | undefined)[]): string | undefined => {
  const given = filters.filter((filter) => filter !== undefined && filter !== '');
  return given.length === 0
    ? undefined
    : given.length === 1
      ? given[0]
      : given.map((filter) => `(${filter})`).join(' AND ');
};

/** Those whose box meets that of the area, less those whose points all lie beside it. */
export async function productsIn(
  server: Server,
  collection: string,
  area: DownloadArea,
  signal: AbortSignal,
): Promise<ProductsInArea> {
  const { features } = await server.json<{ features: readonly ProductFeature[] }>(
    server.collectionPath(collection, 'products'),
    { signal, query: { bbox: area.bbox, limit: MOST_PRODUCTS + 1 } },
  );
  const path = server.collectionPath(collection, 'items');
  const countOf = async (name: string) => {
    const query = { bbox: area.bbox, limit: 1, resulttype: 'hits', filter: allOf(filterOf(name), polygonFilter(area)) };
    return (await server.json<{ numberMatched?: number }>(path, { signal, query })).numberMatched;
  };
  const found = await Promise.all(
    features.slice(0, MOST_PRODUCTS).map(
      async ({ id, properties, links }): Promise<ProductInArea> => ({
        name: id,
        count: await countOf(id),
        points: properties.points,
        bytes: properties.source_bytes,
        startDate: properties.start_date,
        endDate: properties.end_date,
        href: links.find(({ rel }) => rel === 'enclosure')?.href ?? '',
      }),
    ),
  );
  return { products: found.filter(({ count }) => count !== 0), isCut: features.length > MOST_PRODUCTS };
}

interface ProductFeature {
  readonly id: string;
  readonly properties: {
    readonly points: number;
    readonly source_bytes?: number;
    readonly start_date: string;
    readonly end_date: string;
  };
  readonly links: readonly { readonly rel: string; readonly href: string }[];
}

/** What the server is asked for, west, south, east, north; the world at most. */
export const boxQuery = ([west, south, east, north]: readonly number[]): string =>
  [Math.max(-180, west), Math.max(-90, south), Math.min(180, east), Math.min(90, north)]
    .map((degrees) => String(Number(degrees.toFixed(6))))
    .join(',');

/** Of the view, or of a polygon. */
export function areaOf(bounds: readonly number[], polygon: GeoJSON.Polygon | undefined): DownloadArea {
  if (!polygon) return { bbox: boxQuery(bounds) };
  const [longitudes, latitudes] = [0, 1].map((axis) => polygon.coordinates[0].map((at) => at[axis]));
  // Rounded outwards: nothing of the polygon is cut off by its own box.
  const margin = 1e-6;
  const box = [
    Math.min(...longitudes) - margin,
    Math.min(...latitudes) - margin,
    Math.max(...longitudes) + margin,
    Math.max(...latitudes) + margin,
  ];
  return { bbox: boxQuery(box), polygon };
}
