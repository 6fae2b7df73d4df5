/** Asks the server for what a selection holds: statistics and the mean series, values for a histogram, points of a profile. */
import { cql2Text } from '../layers/filters.js';
import type { Server } from '../server/server.js';
import type { LayerState } from '../state/state.js';
import { alongLine, type PlacedPoint, type ProfilePoint } from './profile.js';
import { groundsOf, type Selection } from './selection.js';

export interface ValueStatistics {
  readonly count: number;
  readonly mean: number | null;
  readonly median: number | null;
  readonly std: number | null;
  readonly min: number | null;
  readonly max: number | null;
}

export interface Summary {
  readonly points: number;
  /** Fewer than `points` where the server took an even share. */
  readonly pointsUsed: number;
  readonly attribute: ValueStatistics;
  readonly dates: readonly string[];
  readonly meanMm: readonly (number | null)[];
  readonly lowMm: readonly (number | null)[];
  readonly highMm: readonly (number | null)[];
}

/** The most that an answer of points holds. */
const MOST_SAMPLED = 10_000;

type Parameters = Readonly<Record<string, string | number | undefined>>;

async function ask(
  server: Server,
  { collection, filters }: LayerState,
  coords: string,
  more: Parameters,
  signal: AbortSignal,
): Promise<Response | undefined> {
  const url = server.url(server.collectionPath(collection, 'area'), {
    coords,
    ...more,
    filter: cql2Text(filters),
  });
  const response = await server.ask(url, signal);
  return response.status === 204 ? undefined : response;
}

/** Undefined when there is no point in it. */
export async function readSummary(
  server: Server,
  layer: LayerState,
  selection: Selection,
  attribute: string,
  signal: AbortSignal,
): Promise<Summary | undefined> {
  const [ground] = groundsOf(selection);
  const more = {
    'parameter-name': `displacement,${attribute}`,
    aggregate: 'mean,median,std,min,max,p10,p90',
    f: 'geojson',
  };
  const response = await ask(server, layer, ground, more, signal);
  if (!response) return undefined;
  type Lists = Readonly<Record<'mean' | 'p10' | 'p90', readonly (number | null)[]>>;
  type Answer = { features: readonly { properties: Record<string, unknown> }[] };
  const { properties } = ((await response.json()) as Answer).features[0];
  const displacement = properties.displacement as Lists;
  return {
    points: properties.points as number,
    pointsUsed: properties.points_used as number,
    attribute: properties[attribute] as ValueStatistics,
    dates: properties.dates as readonly string[],
    meanMm: displacement.mean,
    lowMm: displacement.p10,
    highMm: displacement.p90,
  };
}

export interface Sample {
  readonly points: readonly PlacedPoint[];
  readonly matched: number;
}

/** Attributes of the points, or of an even share of them. */
export async function readPoints(
  server: Server,
  layer: LayerState,
  selection: Selection,
  attributes: readonly string[],
  signal: AbortSignal,
): Promise<Sample> {
  const more = { 'parameter-name': attributes.join(','), f: 'csv', limit: MOST_SAMPLED };
  const parts = await Promise.all(
    groundsOf(selection).map(async (ground) => {
      const response = await ask(server, layer, ground, more, signal);
      if (!response) return { points: [], matched: 0 };
      const points = pointsOfCsv(await response.text(), attributes);
      return { points, matched: Number(response.headers.get('OGC-NumberMatched') ?? points.length) };
    }),
  );
  return {
    points: parts.flatMap(({ points }) => points),
    matched: parts.reduce((sum, { matched }) => sum + matched, 0),
  };
}

/** The server's own shape: a header, no quoted cells, since identifiers and numbers need none. */
export function pointsOfCsv(csv: string, attributes: readonly string[]): readonly PlacedPoint[] {
  const [head, ...rows] = csv.trim().split(/\r?\n/);
  const names = head.split(',');
  const [pid, longitude, latitude, ...columns] = ['pid', 'longitude', 'latitude', ...attributes].map((name) =>
    names.indexOf(name),
  );
  return rows.map((row) => {
    const cells = row.split(',');
    const value = (at: number) => (cells[at] === undefined || cells[at] === '' ? null : Number(cells[at]));
    return {
      pid: cells[pid],
      longitude: Number(cells[longitude]),
      latitude: Number(cells[latitude]),
      values: columns.map(value),
    };
  });
}

export interface Profile {
  readonly points: readonly ProfilePoint[];
  /** In the corridor, as the server counted them; more than there are points where it answered with a share. */
  readonly matched: number;
  readonly isShare: boolean;
}

export async function readProfile(
  server: Server,
  layer: LayerState,
  selection: Extract<Selection, { kind: 'line' }>,
  attributes: readonly string[],
  signal: AbortSignal,
): Promise<Profile> {
  const { points, matched } = await readPoints(server, layer, selection, attributes, signal);
  return {
    points: alongLine(selection.line, selection.widthM, points),
    matched,
    isShare: points.length < matched,
  };
}

/** Formats of rows have the series as the files of EGMS do: a column for each date. */
const WIDE_FORMATS = ['csv', 'fgb'];

/** All points with their series, streamed by the server: an address for a link. A circle is asked for as its outline. */
export function exportUrl(
  server: Server,
  { collection, filters }: LayerState,
  selection: Selection,
  f: string,
): string {
  const tests = groundsOf(selection).map((ring) => `S_INTERSECTS(geometry,${ring})`);
  const ground = tests.length > 1 ? `(${tests.join(' OR ')})` : tests[0];
  const filter = [ground, cql2Text(filters)].filter((each) => each !== undefined).join(' AND ');
  const query = { filter, f, stream: 'true', profile: WIDE_FORMATS.includes(f) ? 'wide' : 'series' };
  return server.url(server.collectionPath(collection, 'items'), query);
}
