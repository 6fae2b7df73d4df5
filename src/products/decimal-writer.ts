/** Numbers to the bytes of CSV text in a given style: the inverse of `decimal.ts`. */
import { ASCII, EXACT_DIGITS, POWERS_OF_TEN, shortestDecimal } from './decimal.js';
import { NEGATIVE_ZERO_TENTHS, type NumberStyle } from './point-batch.js';

const { minus: MINUS, dot: DOT, zero: ZERO } = ASCII;

/** No number takes more bytes, in any style. */
export const MAX_NUMBER_BYTES = 26;

/**
 * Writes a finite number at `at`, rounded to the style's decimals; returns the index after it. Numbers with more than
 * 15 digits at these decimals, and those of a `mixed` style, are written unrounded, in the shortest form.
 */
export function writeNumber(out: Buffer, at: number, value: number, style: NumberStyle): number {
  const { kind } = style;
  if (kind === 'mixed') return writeText(out, at, Object.is(value, -0) ? '-0' : String(value));
  const decimals = kind === 'integer' ? 0 : kind === 'repr' ? Math.max(1, style.decimals) : style.decimals;
  const scaled = decimals <= EXACT_DIGITS ? Math.round(Math.abs(value) * POWERS_OF_TEN[decimals]) : Number.NaN;
  if (!(scaled < POWERS_OF_TEN[EXACT_DIGITS])) return writeText(out, at, shortestDecimal(value));
  const start = value < 0 || Object.is(value, -0) ? writeMinus(out, at) : at;
  return kind === 'repr' ? writeTrimmed(out, start, scaled, decimals) : writeScaled(out, start, scaled, decimals);
}

/** Writes `tenths` / 10 with one decimal; the missing value is the caller's. */
export function writeTenths(out: Buffer, at: number, tenths: number): number {
  if (tenths === NEGATIVE_ZERO_TENTHS) return writeScaled(out, writeMinus(out, at), 0, 1);
  let next = at;
  let magnitude = tenths;
  if (tenths < 0) {
    out[next++] = MINUS;
    magnitude = -tenths;
  }
  if (magnitude >= 1000) return writeScaled(out, next, magnitude, 1);
  const whole = (magnitude / 10) | 0;
  if (whole >= 10) {
    const high = (whole / 10) | 0;
    out[next++] = ZERO + high;
    out[next++] = ZERO + whole - 10 * high;
  } else {
    out[next++] = ZERO + whole;
  }
  out[next++] = DOT;
  out[next++] = ZERO + magnitude - 10 * whole;
  return next;
}

export function writeText(out: Buffer, at: number, text: string): number {
  return at + out.write(text, at, 'latin1');
}

function writeMinus(out: Buffer, at: number): number {
  out[at] = MINUS;
  return at + 1;
}

/** `scaled` / 10^`decimals` without trailing zeros but for the first decimal. */
function writeTrimmed(out: Buffer, at: number, scaled: number, decimals: number): number {
  let digits = scaled;
  let kept = decimals;
  while (kept > 1) {
    const shorter = Math.floor(digits / 10);
    if (shorter * 10 !== digits) break;
    digits = shorter;
    kept--;
  }
  return writeScaled(out, at, digits, kept);
}

/** The integer `scaled` (below 10^15) with a point before its last `decimals` digits, and a digit before the point. */
function writeScaled(out: Buffer, at: number, scaled: number, decimals: number): number {
  let length = decimals + 1;
  while (scaled >= POWERS_OF_TEN[length]) length++;
  const end = at + length + (decimals > 0 ? 1 : 0);
  const point = decimals > 0 ? end - 1 - decimals : -1;
  let rest = scaled;
  for (let i = end - 1; i >= at; i--) {
    if (i === point) {
      out[i] = DOT;
      continue;
    }
    const shorter = Math.floor(rest / 10);
    out[i] = ZERO + rest - 10 * shorter;
    rest = shorter;
  }
  return end;
}
