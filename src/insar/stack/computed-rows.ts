/** A raster of a stack that no file holds: made, row by row, of others. */
import type { RowValues } from '../../formats/geotiff-reader.js';
import type { RowSource } from './slc-stack.js';

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
