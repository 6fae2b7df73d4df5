/** The outputs as text: a GeoJSON collection of areas, a table of areas, a table of series. */
import { createWriteStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { csvHeader, csvText, NEWLINE } from '../../src/formats/csv.js';
import type { OutputValue } from '../../src/jobs/process.js';
import { isoDate } from '../../src/products/epochs.js';
import { type ActiveArea, geometryOf, propertiesOf, rounded } from './active-area.js';

/** Larger outputs are files. */
const MOST_INLINE_BYTES = 1 << 20;
/** Micrometres. */
const SERIES_DECIMALS = 3;

export function* areasGeoJson(areas: readonly ActiveArea[]): Generator<string> {
  yield '{"type":"FeatureCollection","features":[';
  for (const [place, area] of areas.entries()) {
    const feature = {
      type: 'Feature',
      id: area.id,
      geometry: geometryOf(area),
      properties: propertiesOf(area),
      ...(area.motion && { series: seriesMember(area) }),
    };
    yield `${place === 0 ? '' : ','}\n${JSON.stringify(feature)}`;
  }
  yield '\n]}\n';
}

function seriesMember({ motion }: ActiveArea): object {
  const { dates, meanMm } = motion!.series;
  return { dates: dates.map(isoDate), mean: Array.from(meanMm, (mm) => rounded(mm, SERIES_DECIMALS)) };
}

export function* areasCsv(areas: readonly ActiveArea[], withSeries: boolean): Generator<string> {
  const names = withSeries ? [...SHAPE_COLUMNS, ...MOTION_COLUMNS] : SHAPE_COLUMNS;
  yield csvHeader(['id', ...names]);
  for (const area of areas) {
    const properties = propertiesOf(area);
    const cells = names.map((name) => properties[name] ?? null);
    yield [csvText(area.id), ...cells.map(cellText)].join(',') + NEWLINE;
  }
}

/** Known before there is an area, so that a table of none has its header. */
const SHAPE_COLUMNS = [
  'count',
  'area_m2',
  'density_per_km2',
  'mean_velocity',
  'mean_velocity_spread',
  'max_velocity',
] as const;
const MOTION_COLUMNS = [
  'trend',
  'trend_velocity',
  'acceleration',
  'seasonality',
  'step_date',
  'step_mm',
  'rmse',
  'temporal_index',
  'spatial_index',
  'quality',
] as const;

export function* seriesCsv(areas: readonly ActiveArea[]): Generator<string> {
  yield csvHeader(['id', 'date', 'mean_mm']);
  for (const { id, motion } of areas) {
    const { dates, meanMm } = motion!.series;
    const lines = dates.map((date, i) => `${id},${isoDate(date)},${cellText(rounded(meanMm[i], SERIES_DECIMALS))}`);
    yield lines.join(NEWLINE) + NEWLINE;
  }
}

const cellText = (cell: string | number | null): string =>
  cell === null ? '' : typeof cell === 'number' ? String(cell) : csvText(cell);

/** Writes an output into a file of the job's folder and hands over the file, or what stands in it when that is little. */
export async function textOutput(
  folder: string,
  fileName: string,
  mediaType: string,
  text: Iterable<string>,
  signal: AbortSignal,
): Promise<OutputValue> {
  const path = join(folder, fileName);
  await pipeline(Readable.from(text, { objectMode: true }), createWriteStream(path), { signal });
  if ((await stat(path)).size > MOST_INLINE_BYTES) return { kind: 'file', fileName, mediaType };
  const content = await readFile(path, 'utf8');
  const isJson = mediaType.endsWith('json');
  return isJson ? { kind: 'json', value: JSON.parse(content), mediaType } : { kind: 'text', text: content, mediaType };
}
