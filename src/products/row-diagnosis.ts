/** Says what is wrong with a row that the parser refused: line, column, what was expected and what stands there. */
import { invalidProduct, type ServiceError } from '../errors.js';
import { ASCII, CellForm, DecimalScanner } from './decimal.js';

export const PID_LENGTH = 10;

/** Columns of a file, as much of them as its rows need. */
export interface RowLayout {
  /** File name for errors. */
  readonly where: string;
  /** Names in the file of the attribute columns after `pid`. */
  readonly attributeNames: readonly string[];
  /** Whether a point is nowhere without this attribute, one per attribute. */
  readonly isCoordinate: readonly boolean[];
  /** Whether this attribute is a whole number (`isInt32`), one per attribute. */
  readonly isInteger: readonly boolean[];
  /** Names of the date columns. */
  readonly dates: readonly string[];
}

const BASE62 = new Uint8Array(256);
for (const byte of Buffer.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz')) BASE62[byte] = 1;

export function isPidByte(byte: number): boolean {
  return BASE62[byte] === 1;
}

/** Whether a 32-bit integer holds the value; however it is spelled, `1.0` is whole. */
export function isInt32(value: number): boolean {
  return (value | 0) === value;
}

/** The error for the row that begins at `start`, up to its line feed; `line` counts the header as 1. */
export function diagnoseRow(bytes: Buffer, start: number, line: number, layout: RowLayout): ServiceError {
  const end = bytes.indexOf(ASCII.lf, start);
  const text = bytes.toString('latin1', start, end).replace(/\r$/, '');
  const where = `${layout.where}:${line}`;
  if (text.includes('\0')) return invalidProduct(where, 'expected text, got a NUL byte: the file is damaged');
  if (text.includes('"')) return invalidProduct(where, 'quoted cells are not supported; EGMS files have no quotes');
  const names = ['pid', ...layout.attributeNames, ...layout.dates];
  const cells = text.split(',');
  if (cells.length !== names.length) {
    return invalidProduct(where, `expected ${names.length} cells as in the header, got ${cells.length}`);
  }
  const pid = cells[0];
  if (pid.length !== PID_LENGTH || ![...Buffer.from(pid)].every(isPidByte)) {
    const expected = `expected ${PID_LENGTH} characters of 0-9, A-Z, a-z`;
    return invalidProduct(`${where} (column pid)`, `${expected}, got ${pid === '' ? 'nothing' : quoted(pid)}`);
  }
  const scanner = new DecimalScanner();
  for (let column = 1; column < cells.length; column++) {
    const cell = cells[column];
    const value = scanner.scan(Buffer.from(`${cell}\n`, 'latin1'), 0);
    const { form } = scanner;
    const at = `${where} (column ${names[column]})`;
    if (form === CellForm.infinite) return invalidProduct(at, `expected a finite number, got ${quoted(cell)}`);
    if (form === CellForm.text) return invalidProduct(at, `expected a number, got ${quoted(cell)}`);
    if (form >= CellForm.empty && layout.isCoordinate[column - 1]) {
      return invalidProduct(at, `expected a coordinate, got ${cell === '' ? 'nothing' : quoted(cell)}`);
    }
    if (form < CellForm.empty && layout.isInteger[column - 1] && !isInt32(value)) {
      return invalidProduct(at, `expected a whole number from -2147483648 to 2147483647, got ${quoted(cell)}`);
    }
  }
  throw new Error(`${where}: the row parser refused a row in which nothing is wrong`);
}

/** Text of the file as it may stand in a message: escaped and short. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text);
}
