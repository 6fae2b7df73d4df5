/**
 * The hot path of every ingest: rows of a product's CSV, bytes to columns. Nothing is allocated per cell; the series of
 * real files (one decimal a cell) never leaves integers.
 *
 * Whatever does not look right is left to `diagnoseRow`, which reads the row again and says what is wrong.
 */
import { ASCII, CellForm, DecimalScanner } from './decimal.js';
import { NumberStyleTracker } from './number-style.js';
import { NEGATIVE_ZERO_TENTHS, type PointBatch } from './point-batch.js';
import { diagnoseRow, isInt32, isPidByte, PID_LENGTH, type RowLayout } from './row-diagnosis.js';
import { mmOfTenths, tenthsOfMm } from './tenths.js';

const { minus: MINUS, zero: ZERO, dot: DOT, comma: COMMA, cr: CR } = ASCII;
const SIGN = 1 << 31;

export class RowParser {
  /** Data rows parsed so far, of all batches. */
  rows = 0;
  sawLineFeed = false;
  sawCarriageReturn = false;
  readonly attributeStyles: readonly NumberStyleTracker[];
  readonly seriesStyle = new NumberStyleTracker();

  private readonly scanner = new DecimalScanner();
  private pid: string[] = [];
  private attributes: Float64Array[] = [];
  private seriesTenths: Int16Array | undefined;
  /** Takes over for the rest of the batch at the first value that tenths cannot hold. */
  private seriesMm: Float64Array | undefined;
  /** Of the row being parsed. */
  private rowStart = 0;

  constructor(
    private readonly layout: RowLayout,
    private readonly batchSize: number,
  ) {
    this.attributeStyles = layout.attributeNames.map(() => new NumberStyleTracker());
  }

  /** Points in the batch being filled. */
  get count(): number {
    return this.pid.length;
  }

  /**
   * Parses the row that begins at `start`; `bytes` must hold its line feed. Returns the index after that.
   * Throws `invalidProduct` naming line and column.
   */
  parseRow(bytes: Buffer, start: number): number {
    if (this.pid.length === 0) this.allocate();
    const row = this.pid.length;
    this.rowStart = start;
    let next = this.parsePid(bytes, start);
    next = this.parseAttributes(bytes, next, row);
    const nDates = this.layout.dates.length;
    const from = row * nDates;
    next = this.seriesMm
      ? this.parseSeriesMm(bytes, next, from, from + nDates - 1, this.seriesMm)
      : this.parseSeriesTenths(bytes, next, from, from + nDates - 1, this.seriesTenths!);
    if (bytes[next - 1] === CR) {
      this.sawCarriageReturn = true;
      next++;
    } else {
      this.sawLineFeed = true;
    }
    this.rows++;
    return next;
  }

  /** Hands over the rows parsed since the last call; the arrays are the receiver's. */
  take(): PointBatch {
    const count = this.pid.length;
    const full = count === this.batchSize;
    const nValues = count * this.layout.dates.length;
    const batch: PointBatch = {
      count,
      firstRow: this.rows - count,
      pid: this.pid,
      attributes: full ? this.attributes : this.attributes.map((values) => values.slice(0, count)),
      seriesTenths: this.seriesMm || full ? this.seriesTenths : this.seriesTenths?.slice(0, nValues),
      seriesMm: full ? this.seriesMm : this.seriesMm?.slice(0, nValues),
    };
    this.pid = [];
    return batch;
  }

  private allocate(): void {
    this.attributes = this.layout.attributeNames.map(() => new Float64Array(this.batchSize));
    this.seriesTenths = new Int16Array(this.batchSize * this.layout.dates.length);
    this.seriesMm = undefined;
  }

  private parsePid(bytes: Buffer, start: number): number {
    const end = start + PID_LENGTH;
    for (let at = start; at < end; at++) if (!isPidByte(bytes[at])) this.refuse(bytes);
    if (bytes[end] !== COMMA) this.refuse(bytes);
    this.pid.push(bytes.toString('latin1', start, end));
    return end + 1;
  }

  private parseAttributes(bytes: Buffer, start: number, row: number): number {
    const { scanner, attributes, attributeStyles } = this;
    const { isCoordinate, isInteger } = this.layout;
    let next = start;
    for (let column = 0; column < attributes.length; column++) {
      const value = scanner.scan(bytes, next);
      const { form, end } = scanner;
      const missing = form >= CellForm.empty;
      if (bytes[end] !== COMMA || form >= CellForm.infinite || (missing && isCoordinate[column])) {
        this.refuse(bytes);
      }
      if (isInteger[column] && !missing && !isInt32(value)) this.refuse(bytes);
      attributeStyles[column].note(form, scanner.decimals);
      attributes[column][row] = value;
      next = end + 1;
    }
    return next;
  }

  /** Cells `from` to `last` (indices of the batch's series); returns the index after the byte that ends the last one. */
  private parseSeriesTenths(bytes: Buffer, start: number, from: number, last: number, out: Int16Array): number {
    let next = start;
    let asUsual = 0;
    for (let index = from; index <= last; index++) {
      // As usual: `-1.2,` or `-12.3,`, without a branch on sign or length: those are as good as random, and a wrong
      // guess costs more than all the arithmetic. Anything else, the last cell included, is for the scanner.
      const minus = isZero(bytes[next] ^ MINUS);
      const at = next + minus;
      const first = bytes[at] - ZERO;
      const short = isZero(bytes[at + 1] ^ DOT);
      const second = (bytes[at + 1] - ZERO) & (short - 1);
      const point = at + 2 - short;
      const decimal = bytes[point + 1] - ZERO;
      const wrong =
        (bytes[point] ^ DOT) |
        (bytes[point + 2] ^ COMMA) |
        // Negative where a digit is none, or where a second one follows a zero.
        ((first | (9 - first) | second | (9 - second) | decimal | (9 - decimal) | (first - 1 + short)) & SIGN);
      if (wrong === 0) {
        const tenths = (first * (10 - 9 * short) + second) * 10 + decimal;
        out[index] = (tenths ^ -minus) + minus;
        if (tenths === 0 && minus === 1) out[index] = NEGATIVE_ZERO_TENTHS;
        next = point + 3;
        asUsual++;
        continue;
      }
      const value = this.scanSeriesCell(bytes, next, index === last);
      next = this.scanner.end + 1;
      const exact = tenthsOfMm(value);
      if (exact === undefined) {
        this.seriesMm = this.toMillimetres(out, index);
        this.seriesTenths = undefined;
        this.seriesMm[index] = value;
        if (asUsual > 0) this.seriesStyle.note(CellForm.plain, 1);
        return index === last ? next : this.parseSeriesMm(bytes, next, index + 1, last, this.seriesMm);
      }
      out[index] = exact;
    }
    if (asUsual > 0) this.seriesStyle.note(CellForm.plain, 1);
    if (bytes[next - 1] === COMMA) this.refuse(bytes);
    return next;
  }

  private parseSeriesMm(bytes: Buffer, start: number, from: number, last: number, out: Float64Array): number {
    let next = start;
    for (let index = from; index <= last; index++) {
      out[index] = this.scanSeriesCell(bytes, next, index === last);
      next = this.scanner.end + 1;
    }
    return next;
  }

  /** Value in mm, NaN when missing; `scanner.end` is a comma, or an end of line when it is the last cell. */
  private scanSeriesCell(bytes: Buffer, start: number, isLast: boolean): number {
    const { scanner } = this;
    const value = scanner.scan(bytes, start);
    const { form, end } = scanner;
    if (form >= CellForm.infinite || (bytes[end] === COMMA) === isLast) this.refuse(bytes);
    this.seriesStyle.note(form, scanner.decimals);
    return value;
  }

  /** The first `length` tenths of the batch as mm, in a new array for the whole batch. */
  private toMillimetres(tenths: Int16Array, length: number): Float64Array {
    const mm = new Float64Array(tenths.length);
    for (let i = 0; i < length; i++) mm[i] = mmOfTenths(tenths[i]);
    return mm;
  }

  private refuse(bytes: Buffer): never {
    throw diagnoseRow(bytes, this.rowStart, this.rows + 2, this.layout);
  }
}

/** 1 for 0, 0 for any other number from 1 to 2^31 - 1. */
function isZero(value: number): number {
  return (value - 1) >>> 31;
}
