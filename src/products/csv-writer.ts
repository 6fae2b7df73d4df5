/** Batches of points to the bytes of a product's CSV: the inverse of `csv-reader.ts`, byte for byte when told the dialect. */
import { attributeColumns } from './columns.js';
import { headerNames } from './csv-header.js';
import { ASCII } from './decimal.js';
import { MAX_NUMBER_BYTES, writeNumber, writeTenths, writeText } from './decimal-writer.js';
import type { ProductLevel } from './file-name.js';
import {
  type CsvDialect,
  MISSING_TENTHS,
  type NumberStyle,
  type PointBatch,
  type ProductHeader,
} from './point-batch.js';
import { mmOfTenths } from './tenths.js';

export interface WriteOptions {
  readonly level: ProductLevel;
  readonly header: ProductHeader;
  /** How the original was written; EGMS's usual way for products that have none. */
  readonly dialect?: CsvDialect;
}

/** Text of the file in order: `begin`, any number of `rows`, `end`. Every buffer is the receiver's to keep. */
export interface ProductCsvWriter {
  begin(): Buffer;
  /** Points `from` up to but not including `to`; all of them by default. */
  rows(batch: PointBatch, from?: number, to?: number): Buffer;
  end(): Buffer;
}

const COMMA = ASCII.comma;
/** Of a cell with its comma, in usual files; only a first guess of the size of a buffer. */
const USUAL_CELL_BYTES = 6;

export function createProductCsvWriter(options: WriteOptions): ProductCsvWriter {
  const { level, header, dialect = usualDialect(level, header) } = options;
  if (dialect.attributeStyles.length !== header.attributes.length) {
    const { length } = dialect.attributeStyles;
    throw new RangeError(`dialect: expected ${header.attributes.length} attribute styles, got ${length}`);
  }
  return {
    // Line ends are written before rows, not after: so the last line needs no special case.
    begin: () => Buffer.from(`${dialect.byteOrderMark ? '\ufeff' : ''}${headerNames(level, header).join(',')}`),
    rows: (batch, from = 0, to = batch.count) => writeRows(batch, from, to, header, dialect),
    end: () => Buffer.from(dialect.finalNewline ? dialect.newline : ''),
  };
}

/** A whole file, as chunks. */
export async function* writeProductCsv(
  batches: AsyncIterable<PointBatch>,
  options: WriteOptions,
): AsyncGenerator<Buffer, void, undefined> {
  const writer = createProductCsvWriter(options);
  yield writer.begin();
  for await (const batch of batches) yield writer.rows(batch);
  yield writer.end();
}

/** How EGMS writes its files. */
export function usualDialect(level: ProductLevel, header: ProductHeader): CsvDialect {
  const columns = attributeColumns(level, header.generation);
  const decimalsOf = new Map(columns.map(({ attribute, decimals }) => [attribute, decimals]));
  return {
    newline: '\n',
    finalNewline: true,
    byteOrderMark: false,
    missing: '',
    attributeStyles: header.attributes.map((attribute): NumberStyle => {
      const decimals = decimalsOf.get(attribute) ?? 0;
      return { kind: decimals === 0 ? 'integer' : 'repr', decimals };
    }),
    seriesStyle: { kind: 'repr', decimals: 1 },
  };
}

function writeRows(batch: PointBatch, from: number, to: number, header: ProductHeader, dialect: CsvDialect): Buffer {
  const { attributes, seriesTenths, seriesMm } = batch;
  const nDates = header.dates.length;
  const { attributeStyles, seriesStyle, missing, newline } = dialect;
  const cells = 1 + attributes.length + nDates;
  const maxRowBytes = newline.length + cells * (MAX_NUMBER_BYTES + 1);
  let out: Buffer = Buffer.allocUnsafeSlow((to - from) * cells * USUAL_CELL_BYTES + maxRowBytes);
  let at = 0;
  for (let point = from; point < to; point++) {
    if (at + maxRowBytes > out.length) out = grown(out, at, maxRowBytes);
    at = writeText(out, at, newline);
    at = writeText(out, at, batch.pid[point]);
    for (let column = 0; column < attributes.length; column++) {
      out[at++] = COMMA;
      at = writeValue(out, at, attributes[column][point], attributeStyles[column], missing);
    }
    const first = point * nDates;
    if (seriesTenths) {
      at = writeSeriesTenths(out, at, seriesTenths, first, first + nDates, seriesStyle, missing);
    } else if (seriesMm) {
      for (let index = first; index < first + nDates; index++) {
        out[at++] = COMMA;
        at = writeValue(out, at, seriesMm[index], seriesStyle, missing);
      }
    }
  }
  return out.subarray(0, at);
}

function writeSeriesTenths(
  out: Buffer,
  start: number,
  tenths: Int16Array,
  from: number,
  to: number,
  style: NumberStyle,
  missing: string,
): number {
  const oneDecimal = style.kind === 'repr' || (style.kind === 'fixed' && style.decimals === 1);
  let at = start;
  for (let index = from; index < to; index++) {
    const value = tenths[index];
    out[at++] = COMMA;
    at =
      oneDecimal && value !== MISSING_TENTHS
        ? writeTenths(out, at, value)
        : writeValue(out, at, mmOfTenths(value), style, missing);
  }
  return at;
}

function writeValue(out: Buffer, at: number, value: number, style: NumberStyle, missing: string): number {
  if (Number.isFinite(value)) return writeNumber(out, at, value, style);
  if (Number.isNaN(value)) return writeText(out, at, missing);
  throw new RangeError(`an infinite number has no place in a product: ${value}`);
}

function grown(out: Buffer, used: number, needed: number): Buffer {
  const larger = Buffer.allocUnsafeSlow(2 * out.length + needed);
  out.copy(larger, 0, 0, used);
  return larger;
}
