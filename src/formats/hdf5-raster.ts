/** One dataset of an HDF5 file, or one plane of it, read by rows: complex or real. */
import { invalidRaster } from '../errors.js';
import type { RowValues } from './geotiff-reader.js';
import type { Hdf5File, Hdf5Library, Hdf5TypeFacts } from './hdf5-library.js';
import { type Hdf5Sample, nameOf, sampleOf } from './hdf5-samples.js';

/** Read at one go: inflating so much takes some 40 ms. Chunks larger than that are inflated whole in any case. */
const PIECE_BYTES = 3 * 2 ** 20;
/** Of a dataset without chunks. */
const PLAIN_ROWS = 64;

export class Hdf5Raster {
  readonly widthPixels: number;
  readonly heightPixels: number;
  /** Reading in multiples of so many rows inflates every chunk once. */
  readonly blockRows: number;
  readonly #chunkColumns: number;

  private constructor(
    /** Of the file. */
    readonly path: string,
    private readonly library: Hdf5Library,
    private readonly file: Hdf5File,
    private readonly dataset: string,
    private readonly plane: number | undefined,
    readonly sample: Hdf5Sample,
    facts: Hdf5TypeFacts,
  ) {
    const [height, width] = facts.shape!.slice(-2);
    [this.heightPixels, this.widthPixels] = [height, width];
    const [chunkRows, chunkColumns] = facts.chunks?.slice(-2) ?? [PLAIN_ROWS, width];
    this.blockRows = Math.min(chunkRows, height);
    this.#chunkColumns = Math.min(chunkColumns, width);
  }

  /**
   * @param plane of a dataset of three dimensions: which one
   * @throws `invalidRaster` for another number of dimensions, no pixels, no such plane, or samples that are no numbers
   */
  static of(
    path: string,
    library: Hdf5Library,
    file: Hdf5File,
    dataset: string,
    plane: number | undefined,
    facts: Hdf5TypeFacts,
  ): Hdf5Raster {
    const shape = facts.shape ?? [];
    const wanted = plane === undefined ? 2 : 3;
    if (shape.length !== wanted || shape.some((size) => size === 0)) {
      const got = shape.length === 0 ? 'one value' : shape.join(' x ');
      throw invalidRaster(path, `${dataset}: expected a raster of ${wanted} dimensions, got ${got}`);
    }
    if (plane !== undefined && !(plane >= 0 && plane < shape[0])) {
      throw invalidRaster(path, `${dataset}: expected a plane of 0 to ${shape[0] - 1}, got ${plane}`);
    }
    const sample = sampleOf(facts);
    if (!sample) throw invalidRaster(path, `${dataset}: expected real or complex numbers, got ${nameOf(facts)}`);
    return new Hdf5Raster(path, library, file, dataset, plane, sample, facts);
  }

  /** Values of a row, two for each complex pixel. */
  get rowValues(): number {
    return this.widthPixels * (this.sample.isComplex ? 2 : 1);
  }

  /** Rows `first` to `first + rows - 1`, whole. */
  async readRows<T extends RowValues = Float32Array>(first: number, rows: number, out?: T): Promise<T> {
    const { heightPixels, widthPixels } = this;
    if (
      !(Number.isInteger(first) && Number.isInteger(rows) && first >= 0 && rows >= 0 && first + rows <= heightPixels)
    ) {
      throw new RangeError(`${this.path}: expected rows of 0 to ${heightPixels - 1}, got ${rows} rows from ${first}`);
    }
    const wanted = rows * this.rowValues;
    const values = out ?? (new Float32Array(wanted) as T);
    if (values.length !== wanted) throw new RangeError(`out: expected ${wanted} values, got ${values.length}`);
    const columns = this.#pieceColumns();
    for (let row = first; row < first + rows; ) {
      const next = Math.min(first + rows, (Math.floor(row / this.blockRows) + 1) * this.blockRows);
      for (let column = 0; column < widthPixels; column += columns) {
        this.#copyPiece(row, next - row, column, Math.min(columns, widthPixels - column), first, values);
        // The library works on this very thread: others get their turn between pieces.
        await new Promise((resolve) => setImmediate(resolve));
      }
      row = next;
    }
    return values;
  }

  /** Lies in a file that others read as well: `Hdf5Reader.close` closes it. */
  async close(): Promise<void> {}

  /** Whole chunks, as many as a piece may hold. */
  #pieceColumns(): number {
    const chunkBytes = this.blockRows * this.#chunkColumns * this.sample.bytes;
    return this.#chunkColumns * Math.max(1, Math.floor(PIECE_BYTES / chunkBytes));
  }

  #copyPiece(row: number, rows: number, column: number, columns: number, first: number, out: RowValues): void {
    const perPixel = this.sample.isComplex ? 2 : 1;
    const plane = this.plane === undefined ? [] : [this.plane];
    const window = {
      first: [...plane, row, column],
      count: [...plane.map(() => 1), rows, columns],
      bytes: rows * columns * this.sample.bytes,
    };
    const copy = (memory: ArrayBufferLike, at: number) => {
      const piece = this.sample.view(memory, at, rows * columns);
      for (let i = 0; i < rows; i++) {
        const source = i * columns * perPixel;
        const target = (row - first + i) * this.rowValues + column * perPixel;
        out.set(piece.subarray(source, source + columns * perPixel), target);
      }
    };
    try {
      this.library.readWindow(this.file, this.dataset, window, copy);
    } catch (error) {
      const where = `${this.dataset}: rows ${row} to ${row + rows - 1}`;
      throw invalidRaster(this.path, `${where}: cannot be read (${(error as Error).message})`, error);
    }
  }
}
