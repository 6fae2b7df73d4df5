/**
 * CSV as RFC 4180 has it: commas, CRLF, quotes where needed and doubled inside, a header line, missing values empty.
 *
 * Spreadsheets take a cell that begins with = + - @, tab or carriage return for a formula, and a formula can reach out of
 * the file. Text beginning so gets an apostrophe in front, which spreadsheets read as "this is text" (OWASP, "CSV
 * Injection"). Numbers are never touched, -4.36 least of all, nor is text that is one; other programs see the apostrophe, which
 * is the lesser harm: identifiers and codes do not begin with those characters.
 */
import { type CellColumn, type CellEncoding, type Cells, isFiniteText, isTrueText } from './cells.js';

export const NEWLINE = '\r\n';

const NEEDS_QUOTES = /[",\r\n]/;
const LOOKS_LIKE_FORMULA = /^[=+\-@\t\r]/;
const IS_NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** The header line. */
export function csvHeader(names: readonly string[]): string {
  return names.map(csvText).join(',') + NEWLINE;
}

/** Compiles the writer of lines with these columns. */
export function csvRowWriter(columns: readonly CellColumn[]): (cells: Cells) => string {
  const encodings = columns.map((column) => column.encoding);
  return (cells) => {
    let line = '';
    for (let i = 0; i < encodings.length; i++) line += (i === 0 ? '' : ',') + csvCell(encodings[i], cells[i]);
    return line + NEWLINE;
  };
}

/** One cell; null, NaN and infinities are empty. */
export function csvCell(encoding: CellEncoding, cell: string | null): string {
  if (cell === null) return '';
  switch (encoding) {
    case 'number':
      return isFiniteText(cell) ? cell : '';
    case 'boolean':
      return isTrueText(cell) ? 'true' : 'false';
    default:
      return csvText(cell);
  }
}

/** Any text as a cell: made harmless, quoted when it has to be. An empty string is quoted, to differ from a missing value. */
export function csvText(text: string): string {
  if (text === '') return '""';
  const harmless = LOOKS_LIKE_FORMULA.test(text) && !IS_NUMBER.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
