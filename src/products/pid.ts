/**
 * Identifiers of EGMS measurement points: ten characters in base 62 (digits, capitals, small letters).
 *
 * L2: producer (1 character), burst (4), point (5); burst = track, burst cycle, swath, polarisation and point = line,
 * pixel, highest bits first. L3: producer, then nine characters of row x 2^32 + column of the 100 m cell.
 * Plain numbers throughout: the widest part has 49 bits. Source: EGMS product description, point identifiers.
 */
import type { Polarisation } from './file-name.js';

export interface L2Pid {
  /** 1 e-GEOS, 2 GAF, 3 NORCE, 4 TRE ALTAMIRA; 0..61. */
  readonly producer: number;
  readonly polarisation: Polarisation;
  readonly swath: 1 | 2 | 3;
  /** 0..4095. */
  readonly burstCycle: number;
  /** Relative orbit, 1..175. */
  readonly track: number;
  /** Position in the burst: line 0..2047, pixel 0..65535. */
  readonly line: number;
  readonly pixel: number;
}

export interface L3Pid {
  readonly producer: number;
  /** EPSG:3035, centre of the 100 m cell, as in the files; encoding takes any place in the cell. */
  readonly northingM: number;
  readonly eastingM: number;
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const PID_LENGTH = 10;
const POLARISATIONS: readonly Polarisation[] = ['HH', 'HV', 'VH', 'VV'];
const CELL_M = 100;
const TWO_32 = 2 ** 32;
const MAX_LINE = 2047;
const MAX_PIXEL = 65535;

/** Value of each ASCII character as a digit; 255 for those that are none. */
const DIGITS = new Uint8Array(128).fill(255);
for (let value = 0; value < ALPHABET.length; value++) DIGITS[ALPHABET.charCodeAt(value)] = value;

/** Throws RangeError when a part does not fit its bits. */
export function encodeL2Pid(parts: L2Pid): string {
  const burst =
    checked('track', parts.track, 1, 175) * 2 ** 16 +
    checked('burstCycle', parts.burstCycle, 0, 4095) * 2 ** 4 +
    checked('swath', parts.swath, 1, 3) * 2 ** 2 +
    POLARISATIONS.indexOf(parts.polarisation);
  return producerDigit(parts.producer) + base62(burst, 4) + base62(pointNumber(parts.line, parts.pixel), 5);
}

/** Undefined for text that no burst and point could have given. */
export function decodeL2Pid(pid: string): L2Pid | undefined {
  const producer = numberAt(pid, 0, 1);
  const burst = numberAt(pid, 1, 5);
  const point = numberAt(pid, 5, PID_LENGTH);
  if (pid.length !== PID_LENGTH || producer < 0 || burst < 0 || point < 0) return undefined;
  const swath = (burst >> 2) & 3;
  const track = burst >> 16;
  const line = point >> 16;
  if (swath === 0 || track < 1 || track > 175 || line > MAX_LINE) return undefined;
  return {
    producer,
    polarisation: POLARISATIONS[burst & 3],
    swath: swath as 1 | 2 | 3,
    burstCycle: (burst >> 4) & 4095,
    track,
    line,
    pixel: point & MAX_PIXEL,
  };
}

/** Whether the point part of a pid says this line and pixel; for checking every row of a file, so without allocating. */
export function l2PidHasLinePixel(pid: string, line: number, pixel: number): boolean {
  return pid.length === PID_LENGTH && numberAt(pid, 5, PID_LENGTH) === line * 2 ** 16 + pixel;
}

/** Throws RangeError outside the positive quadrant of EPSG:3035, or beyond 2^16 cells north or 2^32 cells east. */
export function encodeL3Pid(parts: L3Pid): string {
  const row = checked('northingM', Math.floor(parts.northingM / CELL_M), 0, 2 ** 16 - 1);
  const column = checked('eastingM', Math.floor(parts.eastingM / CELL_M), 0, 2 ** 32 - 1);
  return producerDigit(parts.producer) + base62(row * TWO_32 + column, 9);
}

/** Undefined for text that no cell could have given. */
export function decodeL3Pid(pid: string): L3Pid | undefined {
  const producer = numberAt(pid, 0, 1);
  const cell = numberAt(pid, 1, PID_LENGTH);
  if (pid.length !== PID_LENGTH || producer < 0 || cell < 0 || cell >= 2 ** 48) return undefined;
  const row = Math.floor(cell / TWO_32);
  const column = cell - row * TWO_32;
  return { producer, northingM: (row + 0.5) * CELL_M, eastingM: (column + 0.5) * CELL_M };
}

function pointNumber(line: number, pixel: number): number {
  return checked('line', line, 0, MAX_LINE) * 2 ** 16 + checked('pixel', pixel, 0, MAX_PIXEL);
}

function producerDigit(producer: number): string {
  return ALPHABET[checked('producer', producer, 0, ALPHABET.length - 1)];
}

function base62(value: number, length: number): string {
  let text = '';
  for (let rest = value; text.length < length; rest = Math.floor(rest / 62)) text = ALPHABET[rest % 62] + text;
  return text;
}

/** The number written in base 62 in `text[start, end)`; -1 when a character there is no digit. */
function numberAt(text: string, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    const digit = code < 128 ? DIGITS[code] : 255;
    if (digit === 255) return -1;
    value = value * 62 + digit;
  }
  return value;
}

function checked(name: string, value: number, min: number, max: number): number {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new RangeError(`${name}: expected an integer from ${min} to ${max}, got ${value}`);
  }
  return value;
}
