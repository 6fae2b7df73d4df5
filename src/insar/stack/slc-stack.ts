/** A stack of radar images as everything that computes sees it, whatever files it lies in: described, and read by rows. */
import type { RowValues } from '../../formats/geotiff-reader.js';
import type { RasterPlace } from '../../formats/raster-place.js';
import type { StackDescription } from './stack-description.js';

/** Rasters of the geometry; `slantRangeM` only when it is one. */
export type GeometryLayer = 'height' | 'losEast' | 'losNorth' | 'losUp' | 'slantRangeM' | 'longitude' | 'latitude';

export interface RowRange {
  readonly first: number;
  readonly count: number;
}

/** One raster of a stack. */
export interface RowSource {
  /** The file, as errors name it. */
  readonly path: string;
  /** Reading in multiples of so many rows decompresses every block once. */
  readonly blockRows: number;
  readRows<T extends RowValues = Float32Array>(first: number, rows: number, out?: T): Promise<T>;
  close(): Promise<void>;
}

export class SlcStack {
  constructor(
    /** Where the files lie. */
    readonly folder: string,
    readonly description: StackDescription,
    readonly widthPixels: number,
    readonly heightPixels: number,
    /** Undefined in radar geometry. */
    readonly place: RasterPlace | undefined,
    /** What was put right, or may surprise. */
    readonly notices: readonly string[],
    private readonly images: readonly RowSource[],
    private readonly layers: ReadonlyMap<GeometryLayer, RowSource>,
    /** Files that hold several of the rasters. */
    private readonly shared: readonly { close(): Promise<void> }[] = [],
  ) {}

  /** Files of the images, in order of the dates. */
  get imagePaths(): readonly string[] {
    return this.images.map(({ path }) => path);
  }

  /** Reading in multiples of so many rows decompresses every block once. */
  get blockRows(): number {
    return Math.max(...this.images.map(({ blockRows }) => blockRows));
  }

  /**
   * Rows of the image of a date: (count, width) complex, interleaved float32. What is no data (0 + 0i, or NaN in either
   * part) is NaN in both.
   */
  async readTile(dateIndex: number, rows: RowRange, out?: Float32Array): Promise<Float32Array> {
    const image = this.images[dateIndex];
    if (!image) throw new RangeError(`dateIndex: expected 0 to ${this.images.length - 1}, got ${dateIndex}`);
    const values = await image.readRows(rows.first, rows.count, out);
    for (let i = 0; i < values.length; i += 2) {
      const [re, im] = [values[i], values[i + 1]];
      // NaN in one part makes the sum NaN.
      if ((re === 0 && im === 0) || Number.isNaN(re + im)) values[i] = values[i + 1] = Number.NaN;
    }
    return values;
  }

  hasLayer(layer: GeometryLayer): boolean {
    return this.layers.has(layer);
  }

  /** Rows of the geometry, NaN where there is none; `slantRangeM` also when it is one number. */
  async readGeometry<T extends RowValues = Float32Array>(layer: GeometryLayer, rows: RowRange, out?: T): Promise<T> {
    const { slantRangeM } = this.description.geometry;
    if (layer === 'slantRangeM' && typeof slantRangeM === 'number') {
      return (out ?? (new Float32Array(rows.count * this.widthPixels) as T)).fill(slantRangeM) as T;
    }
    const raster = this.layers.get(layer);
    if (!raster) throw new RangeError(`${layer}: this stack has no such raster`);
    return raster.readRows(rows.first, rows.count, out);
  }

  async close(): Promise<void> {
    await Promise.all([...this.images, ...this.layers.values(), ...this.shared].map((one) => one.close()));
  }
}
