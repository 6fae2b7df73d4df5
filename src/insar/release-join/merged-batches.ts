/** Rows of a product that come in many small batches, in batches of a good size, numbered anew. */
import type { PointBatch } from '../../products/point-batch.js';

/** Loaders like 4,096 to 8,192 points; no batch that comes in is larger than the first number. */
const ENOUGH_POINTS = 4096;

export async function* mergedBatches(batches: AsyncIterable<PointBatch>): AsyncGenerator<PointBatch> {
  let waiting: PointBatch[] = [];
  let points = 0;
  let firstRow = 0;
  const take = (): PointBatch => {
    const batch = concatenated(waiting, firstRow);
    firstRow += batch.count;
    waiting = [];
    points = 0;
    return batch;
  };
  for await (const batch of batches) {
    if (batch.count === 0) continue;
    const isOtherKind =
      waiting.length > 0 && (waiting[0].seriesTenths === undefined) !== (batch.seriesTenths === undefined);
    if (isOtherKind) yield take();
    waiting.push(batch);
    points += batch.count;
    if (points >= ENOUGH_POINTS) yield take();
  }
  if (points > 0) yield take();
}

/** The rows for which `isKept` holds. */
export function filteredBatch(batch: PointBatch, isKept: (pid: string) => boolean): PointBatch {
  const rows = batch.pid.flatMap((pid, row) => (isKept(pid) ? row : []));
  if (rows.length === batch.count) return batch;
  const { seriesTenths, seriesMm } = batch;
  const pick = <T extends Int16Array | Float64Array>(series: T): T => {
    const dates = series.length / batch.count;
    const out = series.slice(0, rows.length * dates) as T;
    rows.forEach((row, i) => {
      out.set(series.subarray(row * dates, (row + 1) * dates), i * dates);
    });
    return out;
  };
  return {
    count: rows.length,
    firstRow: batch.firstRow,
    pid: rows.map((row) => batch.pid[row]),
    attributes: batch.attributes.map((column) => Float64Array.from(rows, (row) => column[row])),
    ...(seriesTenths ? { seriesTenths: pick(seriesTenths) } : { seriesMm: pick(seriesMm!) }),
  };
}

function concatenated(batches: readonly PointBatch[], firstRow: number): PointBatch {
  if (batches.length === 1) return { ...batches[0], firstRow };
  const count = batches.reduce((sum, batch) => sum + batch.count, 0);
  const [{ attributes, seriesTenths }] = batches;
  return {
    count,
    firstRow,
    pid: batches.flatMap((batch) => batch.pid),
    attributes: attributes.map((_, a) =>
      joined(
        new Float64Array(count),
        batches.map((batch) => batch.attributes[a]),
      ),
    ),
    ...(seriesTenths
      ? {
          seriesTenths: joined(
            new Int16Array(lengthOf(batches.map((b) => b.seriesTenths!))),
            batches.map((b) => b.seriesTenths!),
          ),
        }
      : {
          seriesMm: joined(
            new Float64Array(lengthOf(batches.map((b) => b.seriesMm!))),
            batches.map((b) => b.seriesMm!),
          ),
        }),
  };
}

const lengthOf = (arrays: readonly { length: number }[]) => arrays.reduce((sum, { length }) => sum + length, 0);

function joined<T extends Int16Array | Float64Array>(out: T, parts: readonly T[]): T {
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
