/** The rows of a tile as batches of a level 3 product, and a checksum over all that is in them. */
import { createHash } from 'node:crypto';
import { orthoPid, SERIES_COLUMNS } from '../../products/ortho-product.js';
import type { AttributeName, PointBatch, ProductHeader } from '../../products/point-batch.js';
import { type ComponentRecords, seriesMm } from './block-file.js';
import type { Component } from './block-rows.js';
import type { RowRun } from './tile-rows.js';

/** Points of a batch: what loaders take at a time. */
const BATCH_POINTS = 4_096;

export interface OrthoBatches {
  readonly batches: AsyncGenerator<PointBatch>;
  /** SHA-256 over pids, attributes and series in order, and the bytes that went into it: known after the last batch. */
  readonly fingerprint: () => { readonly sha256: string; readonly bytes: number };
}

/** @param producer first character of the pids, as a number */
export function orthoBatches(
  runs: AsyncIterable<RowRun>,
  component: Component,
  header: ProductHeader,
  producer: number,
): OrthoBatches {
  const hash = createHash('sha256');
  let bytes = 0;
  const take = (data: Uint8Array | string) => {
    hash.update(data);
    bytes += data.length;
  };

  async function* batches(): AsyncGenerator<PointBatch> {
    let pending: RunRows[] = [];
    let count = 0;
    let firstRow = 0;
    for await (const run of runs) {
      const rows = await readRun(run, component, header, producer);
      pending.push(rows);
      count += rows.pid.length;
      if (count < BATCH_POINTS) continue;
      yield note(joined(pending, header, firstRow));
      firstRow += count;
      [pending, count] = [[], 0];
    }
    if (count > 0) yield note(joined(pending, header, firstRow));
  }

  const note = (batch: PointBatch): PointBatch => {
    take(batch.pid.join());
    for (const column of batch.attributes) take(new Uint8Array(column.buffer));
    take(new Uint8Array((batch.seriesTenths ?? batch.seriesMm!).buffer));
    return batch;
  };

  return { batches: batches(), fingerprint: () => ({ sha256: hash.digest('hex'), bytes }) };
}

interface RunRows {
  readonly pid: readonly string[];
  readonly attributes: readonly Float64Array[];
  readonly records: ComponentRecords;
}

async function readRun(
  { file, from, to, centre }: RowRun,
  component: Component,
  header: ProductHeader,
  producer: number,
): Promise<RunRows> {
  const records = await file.records(component, from, to);
  const rows = Array.from({ length: to - from }, (_, i) => from + i);
  const centres = rows.map(centre);
  const columnOf = (attribute: AttributeName): Float64Array => {
    const ofSeries = (SERIES_COLUMNS as readonly AttributeName[]).indexOf(attribute);
    if (ofSeries >= 0) return records.attributes[ofSeries];
    if (attribute === 'eastingM') return Float64Array.from(centres, ({ eastingM }) => eastingM);
    if (attribute === 'northingM') return Float64Array.from(centres, ({ northingM }) => northingM);
    const fact = FACT_OF.get(attribute);
    if (!fact) throw new RangeError(`${attribute}: not a column of level 3`);
    return Float64Array.from(rows, (row) => file.fact(row, fact));
  };
  return {
    pid: centres.map(({ eastingM, northingM }) => orthoPid(producer, eastingM, northingM)),
    attributes: header.attributes.map(columnOf),
    records,
  };
}

const FACT_OF: ReadonlyMap<AttributeName, Parameters<RowRun['file']['fact']>[1]> = new Map([
  ['heightM', 'heightM'],
  ['gnssVelocityNorthMmPerYear', 'gnssNorthMmPerYear'],
  ['gnssVelocityEastMmPerYear', 'gnssEastMmPerYear'],
  ['gnssVelocityUpMmPerYear', 'gnssUpMmPerYear'],
]);

function joined(parts: readonly RunRows[], header: ProductHeader, firstRow: number): PointBatch {
  const pid = parts.flatMap((part) => part.pid);
  const attributes = header.attributes.map((_, k) => concatenated(parts.map((part) => part.attributes[k])));
  const batch = { count: pid.length, firstRow, pid, attributes };
  const series = parts.map(({ records }) => records.series);
  const tenths = series.filter((part) => part instanceof Int16Array);
  if (tenths.length < series.length) return { ...batch, seriesMm: concatenated(series.map(seriesMm)) };
  const seriesTenths = new Int16Array(pid.length * header.dates.length);
  let at = 0;
  for (const part of tenths) {
    seriesTenths.set(part, at);
    at += part.length;
  }
  return { ...batch, seriesTenths };
}

function concatenated(parts: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
