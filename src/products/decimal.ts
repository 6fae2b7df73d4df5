/**
 * Numbers of CSV text, straight from the bytes: no string per cell, and always the double that `Number(text)` gives.
 *
 * A mantissa of at most 15 digits and a power of ten up to 10^22 are exact doubles, so one division rounds correctly
 * (Clinger 1990, "How to read floating point numbers accurately", doi:10.1145/93542.93557). Longer ones and exponents
 * go through `Number`.
 */

export const ASCII = { tab: 9, lf: 10, cr: 13, quote: 34, comma: 44, minus: 45, dot: 46, zero: 48 } as const;

const { lf: LF, cr: CR, comma: COMMA, minus: MINUS, dot: DOT, zero: ZERO } = ASCII;

/** 10^0 to 10^22: the powers of ten that are exact doubles. */
export const POWERS_OF_TEN: Float64Array = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** Digits that any decimal may have and still be told apart from every other by its double. */
export const EXACT_DIGITS = 15;

/** How the cell just scanned was written: what decides which `NumberStyle` can write it again. */
export const CellForm = {
  /** One decimal at most, or the last of several not zero: as any writer would. */
  plain: 0,
  /** Two decimals or more, the last of them zero (`0.50`): only writers of a fixed number of decimals. */
  trailingZero: 1,
  /** More than 15 digits, the shortest that give this double: only `repr`. */
  long: 2,
  /** A number, but as no style writes it: `+1`, `007`, `.5`, `1e-3`. */
  irregular: 3,
  /** Missing values from here on. */
  empty: 4,
  nan: 5,
  /** `nan`, `NAN`. */
  irregularNan: 6,
  /** No values from here on. */
  infinite: 7,
  text: 8,
} as const;
export type CellForm = (typeof CellForm)[keyof typeof CellForm];

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const DECIMALS = /\.(\d*)/;
const INFINITY = /^[+-]?inf(?:inity)?$/i;

/** Scans one cell at a time; what it found stands in its fields until the next, so that no cell costs an object. */
export class DecimalScanner {
  /** Index of the first byte after the cell: a comma or an end of line. */
  end = 0;
  decimals = 0;
  form: CellForm = CellForm.plain;

  /**
   * Value of the cell that begins at `start`; NaN where it is missing or no number (see `form`). `bytes` must hold a
   * line feed at or after `start`.
   */
  scan(bytes: Buffer, start: number): number {
    let at = start;
    const negative = bytes[at] === MINUS;
    if (negative) at++;
    const first = at;
    let mantissa = 0;
    let digit = bytes[at] - ZERO;
    while (digit >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit;
      digit = bytes[++at] - ZERO;
    }
    let digits = at - first;
    const leadingZero = digits > 1 && bytes[first] === ZERO;
    let decimals = 0;
    if (digits > 0 && digit === DOT - ZERO) {
      const point = at;
      digit = bytes[++at] - ZERO;
      while (digit >= 0 && digit <= 9) {
        mantissa = mantissa * 10 + digit;
        digit = bytes[++at] - ZERO;
      }
      decimals = at - point - 1;
      // `5.` is for the slow path: it has a digit too few.
      digits = decimals === 0 ? 0 : digits + decimals;
    }
    if (digits === 0 || digits > EXACT_DIGITS || leadingZero || !endsCell(bytes, at))
      return this.scanUnusual(bytes, start);
    this.end = at;
    this.decimals = decimals;
    this.form = decimals > 1 && bytes[at - 1] === ZERO ? CellForm.trailingZero : CellForm.plain;
    const magnitude = mantissa / POWERS_OF_TEN[decimals];
    return negative ? -magnitude : magnitude;
  }

  private scanUnusual(bytes: Buffer, start: number): number {
    let end = start;
    while (!endsCell(bytes, end)) end++;
    this.end = end;
    const text = bytes.toString('latin1', start, end);
    const value = NUMBER.test(text) ? Number(text) : Number.NaN;
    this.decimals = DECIMALS.exec(text)?.[1].length ?? 0;
    this.form = Number.isFinite(value) ? formOfNumber(text, value) : formOfOther(text);
    return Number.isFinite(value) ? value : Number.NaN;
  }
}

/** Exponents are never `long`: the shortest form is written without. */
function formOfNumber(text: string, value: number): CellForm {
  return text === shortestDecimal(value) && !text.includes('e') ? CellForm.long : CellForm.irregular;
}

function formOfOther(text: string): CellForm {
  if (text === '') return CellForm.empty;
  if (text === 'NaN') return CellForm.nan;
  if (text.toLowerCase() === 'nan') return CellForm.irregularNan;
  return INFINITY.test(text) || NUMBER.test(text) ? CellForm.infinite : CellForm.text;
}

function endsCell(bytes: Buffer, at: number): boolean {
  const byte = bytes[at];
  return byte === COMMA || byte === LF || (byte === CR && bytes[at + 1] === LF);
}

/** Shortest text that gives the same double, with at least one decimal and the sign of zero: Python's `repr`, but for exponents. */
export function shortestDecimal(value: number): string {
  const text = Object.is(value, -0) ? '-0' : String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}
