/** A raster of a stack that no file holds: made, row by row, of others. */
import type { RowValues } from '../../formats/geotiff-reader.js';
import { turn } from '../turns.js';
import type { RowSource } from './slc-stack.js';

/** Computed between two turns of the event loop: some 10 ms. */
const VALUES_AT_ONCE = 2 ** 18;

export class ComputedRows implements RowSource {
  constructor(
    /** The file that it comes from, for messages. */
    readonly path: string,
    readonly blockRows: number,
    private readonly widthPixels: number,
    private readonly fill: (first: number, rows: number, out: RowValues) => Promise<void> | void,
  ) {}

  async readRows<T extends RowValues = Float32Array>(first: number, rows: number, out?: T): Promise<T> {
    const values = out ?? (new Float32Array(rows * this.widthPixels) as T);
    if (values.length !== rows * this.widthPixels) {
      throw new RangeError(`out: expected ${rows * this.widthPixels} values, got ${values.length}`);
    }
    await this.fill(first, rows, values);
    return values;
  }

  /** What it is made of is closed by whoever opened it. */
  async close(): Promise<void> {}
}

/** A raster whose every value follows from those of one or two others at the same pixel, in double precision. */
export function combinedRows(
  path: string,
  widthPixels: number,
  sources: readonly [RowSource, RowSource?],
  formula: (first: number, second: number) => number,
): RowSource {
  const [one, other] = sources;
  return new ComputedRows(
    path,
    Math.max(one.blockRows, other?.blockRows ?? 1),
    widthPixels,
    async (first, rows, out) => {
      const read = (source: RowSource) => source.readRows(first, rows, new Float64Array(rows * widthPixels));
      const a = await read(one);
      const b = other ? await read(other) : a;
      for (let from = 0; from < out.length; from += VALUES_AT_ONCE) {
        const to = Math.min(out.length, from + VALUES_AT_ONCE);
        for (let i = from; i < to; i++) out[i] = formula(a[i], b[i]);
        await turn();
      }
    },
  );
}
