/** Geometries of areas as they come in GeoJSON (RFC 7946), taken apart into rings, lines and places. */

/** What is wrong with the areas, and where: a JSON pointer below the collection of features. */
export class AreaFault extends Error {
  override readonly name = 'AreaFault';
  constructor(
    readonly pointer: string,
    readonly detail: string,
  ) {
    super(`${pointer}: ${detail}`);
  }
}

/** Coordinates side by side, longitude first, degrees; heights are left out. */
export interface GeometryParts {
  /** Polygons as their rings. */
  readonly polygons: readonly (readonly Float64Array[])[];
  /** Lines, and single places as lines of one vertex. */
  readonly lines: readonly Float64Array[];
}

const NOTHING: GeometryParts = { polygons: [], lines: [] };
/** Collections in collections: nobody means more than a few. */
const DEEPEST = 8;

/** Throws `AreaFault` for what is no geometry, or not in degrees of longitude and latitude. */
export function geometryParts(geometry: unknown, pointer: string, depth = 0): GeometryParts {
  // A feature without geometry is valid GeoJSON, and holds nothing.
  if (geometry === null || geometry === undefined) return NOTHING;
  if (typeof geometry !== 'object') throw new AreaFault(pointer, `expected a geometry or null, got ${shown(geometry)}`);
  const { type, coordinates, geometries } = geometry as Record<string, unknown>;
  const below = `${pointer}/coordinates`;
  switch (type) {
    case 'Polygon':
      return { polygons: [vertexLists(coordinates, below)], lines: [] };
    case 'MultiPolygon':
      return { polygons: list(coordinates, below).map((rings, i) => vertexLists(rings, `${below}/${i}`)), lines: [] };
    case 'LineString':
      return { polygons: [], lines: [vertices(coordinates, below)] };
    case 'MultiLineString':
      return { polygons: [], lines: vertexLists(coordinates, below) };
    case 'Point':
      // GeoJSON lets the coordinates of a geometry be empty.
      return { polygons: [], lines: list(coordinates, below).length === 0 ? [] : [vertices([coordinates], below)] };
    case 'MultiPoint':
      return { polygons: [], lines: list(coordinates, below).map((place, i) => vertices([place], `${below}/${i}`)) };
    case 'GeometryCollection': {
      if (depth >= DEEPEST) throw new AreaFault(pointer, `expected at most ${DEEPEST} collections inside each other`);
      const parts = list(geometries, `${pointer}/geometries`).map((member, i) =>
        geometryParts(member, `${pointer}/geometries/${i}`, depth + 1),
      );
      return { polygons: parts.flatMap(({ polygons }) => polygons), lines: parts.flatMap(({ lines }) => lines) };
    }
    default:
      throw new AreaFault(`${pointer}/type`, `expected the type of a GeoJSON geometry, got ${shown(type)}`);
  }
}

const vertexLists = (value: unknown, pointer: string): Float64Array[] =>
  list(value, pointer).map((part, i) => vertices(part, `${pointer}/${i}`));

function vertices(value: unknown, pointer: string): Float64Array {
  const positions = list(value, pointer);
  const out = new Float64Array(2 * positions.length);
  for (let i = 0; i < positions.length; i++) {
    const position = positions[i];
    const [longitudeDeg, latitudeDeg] = Array.isArray(position) ? position : [];
    // Written so that NaN and text fail too.
    if (!(isDegrees(longitudeDeg, 180) && isDegrees(latitudeDeg, 90))) {
      throw new AreaFault(
        `${pointer}/${i}`,
        `expected longitude and latitude in degrees (WGS 84), got ${shown(position)}; ` +
          'areas in another reference system must be reprojected to EPSG:4326 first',
      );
    }
    out[2 * i] = longitudeDeg;
    out[2 * i + 1] = latitudeDeg;
  }
  return out;
}

const isDegrees = (value: unknown, most: number): value is number =>
  typeof value === 'number' && Math.abs(value) <= most;

function list(value: unknown, pointer: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new AreaFault(pointer, `expected an array, got ${shown(value)}`);
}

/** Enough of a value to recognise it by. */
export function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
