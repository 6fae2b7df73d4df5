/**
 * Streaming reader of a product's CSV: chunks in, batches of points out. Memory is one batch, one chunk and one line,
 * whatever the size of the file.
 */
import { invalidProduct } from '../errors.js';
import { INTEGER_ATTRIBUTES } from './columns.js';
import { checkCoordinates } from './coordinate-check.js';
import { attributeNamesOf, parseHeader } from './csv-header.js';
import { ASCII } from './decimal.js';
import type { ProductLevel } from './file-name.js';
import { LineBuffer } from './line-buffer.js';
import type { AttributeName, CsvDialect, PointBatch, ProductHeader } from './point-batch.js';
import { quoted } from './row-diagnosis.js';
import { RowParser } from './row-parser.js';

export interface ReadOptions {
  /** What errors call the file. */
  readonly where: string;
  /** The level that the file's name promises; without it, what the columns say. */
  readonly level?: ProductLevel;
  /** Points in a batch, 2,048 by default; the last may have fewer. */
  readonly batchSize?: number;
  readonly signal?: AbortSignal;
}

export interface ProductCsv {
  readonly level: ProductLevel;
  readonly header: ProductHeader;
  /**
   * The points in file order; to be iterated once. Every batch is the receiver's to keep.
   * Throws `invalidProduct` at the first row that is wrong. Leaving the loop early closes the input.
   */
  batches(): AsyncGenerator<PointBatch, void, undefined>;
  /** What was found on the way. Throws before the last batch was taken. */
  summary(): CsvSummary;
}

export interface CsvSummary {
  readonly rows: number;
  readonly dialect: CsvDialect;
  /** Whether writing the batches in this dialect gives the same bytes. */
  readonly reproducible: boolean;
  /** Missing values per attribute of the header, and of all series together. */
  readonly missingAttributeValues: readonly number[];
  readonly missingSeriesValues: number;
}

const DEFAULT_BATCH_SIZE = 2048;
/** No line of an EGMS file comes near it; a file without line ends must not fill the memory. */
const MAX_LINE_BYTES = 1024 * 1024;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const COORDINATES: readonly AttributeName[] = ['eastingM', 'northingM', 'longitudeDeg', 'latitudeDeg'];

/**
 * Reads the header; the points follow by `batches()`. Throws `invalidProduct` for a header that is no product's.
 * Closes the input on any error, here and later.
 */
export async function openProductCsv(input: AsyncIterable<Buffer>, options: ReadOptions): Promise<ProductCsv> {
  const reader = new CsvReader(input[Symbol.asyncIterator](), options);
  try {
    return await reader.open();
  } catch (error) {
    await reader.close();
    throw error;
  }
}

class CsvReader {
  private readonly lines = new LineBuffer();
  private byteOrderMark = false;
  private headerCarriageReturn = false;
  /** Line of the first blank line met: only allowed where nothing follows. */
  private blankLine: number | undefined;
  private ended = false;
  private finished = false;

  constructor(
    private readonly input: AsyncIterator<Buffer>,
    private readonly options: ReadOptions,
  ) {}

  async open(): Promise<ProductCsv> {
    const { where, level: expectedLevel, batchSize = DEFAULT_BATCH_SIZE } = this.options;
    const names = await this.readHeader();
    const { level, header } = parseHeader(names, where, expectedLevel);
    const parser = new RowParser(
      {
        where,
        attributeNames: attributeNamesOf(level, header),
        isCoordinate: header.attributes.map((attribute) => COORDINATES.includes(attribute)),
        isInteger: header.attributes.map((attribute) => INTEGER_ATTRIBUTES.has(attribute)),
        dates: header.dates,
      },
      batchSize,
    );
    return {
      level,
      header,
      batches: () => this.batches(parser, header, batchSize),
      summary: () => this.summary(parser),
    };
  }

  async close(): Promise<void> {
    await this.input.return?.();
  }

  private async readHeader(): Promise<readonly string[]> {
    const { lines } = this;
    const { where } = this.options;
    while (lines.complete === 0 && (await this.more())) this.refuseOverlong(1);
    const end = lines.bytes.indexOf(ASCII.lf);
    if (lines.complete === 0) throw invalidProduct(where, 'the file is empty; expected a header line');
    let line = lines.bytes.subarray(0, end);
    this.byteOrderMark = line.subarray(0, 3).equals(BYTE_ORDER_MARK);
    if (this.byteOrderMark) line = line.subarray(3);
    this.headerCarriageReturn = line.at(-1) === ASCII.cr;
    if (this.headerCarriageReturn) line = line.subarray(0, -1);
    lines.start = end + 1;
    const at = `${where}:1`;
    if (line.includes(0)) throw invalidProduct(at, 'expected UTF-8 text, got a NUL byte: not a CSV, or not in UTF-8');
    if (line.includes(ASCII.quote))
      throw invalidProduct(at, 'quoted names are not supported; EGMS files have no quotes');
    const text = line.toString('utf8');
    if (!text.includes(','))
      throw invalidProduct(at, `expected a header line of names with commas, got ${quoted(text)}`);
    return text.split(',');
  }

  private async *batches(parser: RowParser, header: ProductHeader, batchSize: number) {
    const { lines } = this;
    const { where } = this.options;
    const take = () => {
      const batch = parser.take();
      checkCoordinates(batch, header, where);
      return batch;
    };
    try {
      do {
        while (lines.start < lines.complete) {
          this.parseLines(parser, batchSize);
          if (parser.count === batchSize) yield take();
        }
        this.refuseOverlong(parser.rows + 2);
      } while (await this.more());
      if (parser.rows === 0) throw invalidProduct(where, 'the file has a header and no rows');
      if (parser.count > 0) yield take();
      this.finished = true;
    } finally {
      await this.close();
    }
  }

  /** Parses whole lines until the batch is full or no whole line is left. */
  private parseLines(parser: RowParser, batchSize: number): void {
    const { lines } = this;
    const { bytes, complete } = lines;
    let start = lines.start;
    while (start < complete && parser.count < batchSize) {
      start = this.skipBlankLine(bytes, start, parser.rows + 2) ?? parser.parseRow(bytes, start);
    }
    lines.start = start;
  }

  /** Index after a blank line at `start`, undefined when it is not blank. */
  private skipBlankLine(bytes: Buffer, start: number, line: number): number | undefined {
    const length = bytes[start] === ASCII.lf ? 1 : bytes[start] === ASCII.cr && bytes[start + 1] === ASCII.lf ? 2 : 0;
    if (length > 0) {
      this.blankLine ??= line;
      return start + length;
    }
    if (this.blankLine !== undefined) {
      throw invalidProduct(`${this.options.where}:${this.blankLine}`, 'expected a point, got a blank line');
    }
    return undefined;
  }

  /** Appends the next chunk, or the end; false when the end was already taken. */
  private async more(): Promise<boolean> {
    this.options.signal?.throwIfAborted();
    if (this.ended) return false;
    const { done, value } = await this.input.next();
    if (done) {
      this.ended = true;
      this.lines.finish();
    } else {
      this.lines.append(value);
    }
    return true;
  }

  private refuseOverlong(line: number): void {
    if (this.lines.pending <= MAX_LINE_BYTES) return;
    const detail = `expected lines of at most ${MAX_LINE_BYTES} bytes, got a longer one`;
    throw invalidProduct(`${this.options.where}:${line}`, detail);
  }

  private summary(parser: RowParser): CsvSummary {
    if (!this.finished) throw new Error('summary: ask after the last batch');
    const { attributeStyles, seriesStyle } = parser;
    const columns = [...attributeStyles, seriesStyle];
    const nanCells = columns.reduce((sum, column) => sum + column.nanCells, 0);
    const emptyCells = columns.reduce((sum, column) => sum + column.emptyCells, 0);
    const missing = nanCells > emptyCells ? 'NaN' : '';
    const dialect: CsvDialect = {
      newline: this.headerCarriageReturn ? '\r\n' : '\n',
      finalNewline: this.lines.endsInLineFeed,
      byteOrderMark: this.byteOrderMark,
      missing,
      attributeStyles: attributeStyles.map((column) => column.style(missing)),
      seriesStyle: seriesStyle.style(missing),
    };
    const mixedNewlines = this.headerCarriageReturn ? parser.sawLineFeed : parser.sawCarriageReturn;
    const mixedStyles = [...dialect.attributeStyles, dialect.seriesStyle].some((style) => style.kind === 'mixed');
    return {
      rows: parser.rows,
      dialect,
      reproducible: !mixedNewlines && !mixedStyles && this.blankLine === undefined,
      missingAttributeValues: attributeStyles.map((column) => column.missing),
      missingSeriesValues: seriesStyle.missing,
    };
  }
}
