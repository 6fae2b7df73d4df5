/** Rows of a joined product, gathered into batches. */
import { MISSING_TENTHS, type PointBatch } from '../../products/point-batch.js';
import { LARGEST_TENTHS } from '../../products/tenths.js';

/** As many as loaders like to take at once. */
const BATCH_POINTS = 4096;

export class JoinedRows {
  readonly #full: PointBatch[] = [];
  #pid: string[] = [];
  #attributes: Float64Array[];
  #tenths: Int16Array;
  /** Set once a row came that tenths cannot hold. */
  #mm: Float64Array | undefined;
  #firstRow = 0;

  constructor(
    private readonly attributeCount: number,
    private readonly dateCount: number,
  ) {
    this.#attributes = this.#emptyColumns();
    this.#tenths = new Int16Array(BATCH_POINTS * dateCount);
  }

  get count(): number {
    return this.#firstRow + this.#pid.length;
  }

  /**
   * Adds a point with its series, mm, NaN missing, rounded to tenths of a millimetre as EGMS publishes it.
   * @param value of each attribute, by its place
   */
  add(pid: string, value: (attribute: number) => number, displacementMm: Float64Array): void {
    const row = this.#pid.length;
    this.#pid.push(pid);
    for (let a = 0; a < this.attributeCount; a++) this.#attributes[a][row] = value(a);
    const at = row * this.dateCount;
    for (let d = 0; d < this.dateCount; d++) this.#write(at + d, displacementMm[d]);
    if (this.#pid.length === BATCH_POINTS) this.#close();
  }

  /** All rows. Nothing can be added afterwards. */
  batches(): readonly PointBatch[] {
    if (this.#pid.length > 0) this.#close();
    return this.#full;
  }

  #write(at: number, mm: number): void {
    // Adding zero turns -0, which is what -0.04 is rounded to, into 0.
    const tenths = Math.round(mm * 10) + 0;
    const fits = Math.abs(tenths) <= LARGEST_TENTHS;
    if (this.#mm) this.#mm[at] = tenths / 10;
    else if (fits) this.#tenths[at] = tenths;
    else if (Number.isNaN(mm)) this.#tenths[at] = MISSING_TENTHS;
    else {
      this.#mm = Float64Array.from(this.#tenths, (before) => (before === MISSING_TENTHS ? Number.NaN : before / 10));
      this.#mm[at] = tenths / 10;
    }
  }

  #close(): void {
    const count = this.#pid.length;
    const values = count * this.dateCount;
    this.#full.push({
      count,
      firstRow: this.#firstRow,
      pid: this.#pid,
      attributes: this.#attributes.map((column) => column.slice(0, count)),
      ...(this.#mm ? { seriesMm: this.#mm.slice(0, values) } : { seriesTenths: this.#tenths.slice(0, values) }),
    });
    this.#firstRow += count;
    this.#pid = [];
    this.#attributes = this.#emptyColumns();
    this.#mm = undefined;
  }

  #emptyColumns(): Float64Array[] {
    return Array.from({ length: this.attributeCount }, () => new Float64Array(BATCH_POINTS));
  }
}
