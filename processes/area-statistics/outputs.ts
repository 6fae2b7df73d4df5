/** The outputs, written area by area into files; small ones then travel in the answer itself. */
import { createWriteStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { csvHeader, csvText, NEWLINE } from '../../src/formats/csv.js';
import type { AreaResult } from '../../src/insar/area-statistics/area-result.js';
import type { AreaFeature } from '../../src/insar/area-statistics/areas.js';
import type { OutputValue } from '../../src/jobs/process.js';
import type { Parameters } from './parameters.js';
import { ownProperties, seriesColumns, seriesNames, statisticNames, statisticValues } from './result-columns.js';

export interface ReportedAreas {
  /** As it came, without its features. */
  readonly collection: Readonly<Record<string, unknown>>;
  readonly features: readonly AreaFeature[];
  readonly result: (place: number) => Promise<AreaResult>;
}

/** Larger outputs are files. */
const MOST_INLINE_BYTES = 1 << 20;
const BLOCK_CHARACTERS = 1 << 16;

export async function* statisticsGeoJson(areas: ReportedAreas, parameters: Parameters): AsyncGenerator<string> {
  const names = statisticNames(parameters);
  const seriesKeys = seriesNames(parameters);
  const own = ownProperties(names);
  const { features: _, ...members } = areas.collection;
  const head = JSON.stringify({ ...members, type: 'FeatureCollection' });
  yield `${head.slice(0, -1)},"features":[`;
  for (const [place, feature] of areas.features.entries()) {
    const result = await areas.result(place);
    const values = statisticValues(result);
    const properties = Object.fromEntries([...own(feature), ...names.map((name, i) => [name, values[i]])]);
    const written = { ...feature, properties, ...seriesMember(result, seriesKeys) };
    yield `${place === 0 ? '' : ','}\n${JSON.stringify(written)}`;
  }
  yield '\n]}\n';
}

function seriesMember({ series }: AreaResult, keys: readonly string[]): { series?: unknown } {
  if (series === undefined) return {};
  if (series === null) return { series: null };
  const columns = seriesColumns(series);
  return { series: { dates: series.dates, ...Object.fromEntries(keys.map((key, i) => [key, columns[i]])) } };
}

export async function* areasCsv(areas: ReportedAreas, parameters: Parameters): AsyncGenerator<string> {
  const names = statisticNames(parameters);
  const own = ownProperties(['area', 'id', ...names]);
  const ownNames = [...new Set(areas.features.flatMap((feature) => own(feature).map(([name]) => name)))];
  yield csvHeader(['area', 'id', ...ownNames, ...names]);
  for (const [place, feature] of areas.features.entries()) {
    const given = Object.fromEntries(own(feature));
    const values = statisticValues(await areas.result(place));
    const cells = [place, feature.id, ...ownNames.map((name) => given[name]), ...values];
    yield cells.map(csvCellOf).join(',') + NEWLINE;
  }
}

export async function* seriesCsv(areas: ReportedAreas, parameters: Parameters): AsyncGenerator<string> {
  yield csvHeader(['area', 'id', 'date', ...seriesNames(parameters)]);
  for (const [place, feature] of areas.features.entries()) {
    const { series } = await areas.result(place);
    if (!series) continue;
    const columns = seriesColumns(series);
    const start = `${place},${csvCellOf(feature.id)}`;
    const lines = series.dates.map(
      (date, i) => `${start},${date},${columns.map((column) => column[i] ?? '').join(',')}`,
    );
    yield lines.join(NEWLINE) + NEWLINE;
  }
}

/** Text is made harmless and quoted; what is neither text nor number is written as JSON. */
function csvCellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return csvText(typeof value === 'string' ? value : JSON.stringify(value));
}

/** Writes an output into a file of the job's folder and hands over the file, or what stands in it when that is little. */
export async function textOutput(
  folder: string,
  fileName: string,
  mediaType: string,
  text: AsyncIterable<string>,
  signal: AbortSignal,
): Promise<OutputValue> {
  const path = join(folder, fileName);
  await pipeline(Readable.from(inBlocks(text), { objectMode: true }), createWriteStream(path), { signal });
  const { size } = await stat(path);
  if (size > MOST_INLINE_BYTES) return { kind: 'file', fileName, mediaType };
  const content = await readFile(path, 'utf8');
  const isJson = mediaType.endsWith('json');
  return isJson ? { kind: 'json', value: JSON.parse(content), mediaType } : { kind: 'text', text: content, mediaType };
}

/** Many small texts as few larger ones: each costs a turn of the stream. */
async function* inBlocks(text: AsyncIterable<string>): AsyncGenerator<string> {
  let block = '';
  for await (const part of text) {
    block += part;
    if (block.length < BLOCK_CHARACTERS) continue;
    yield block;
    block = '';
  }
  yield block;
}
