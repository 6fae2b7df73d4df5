/**
 * Parameter files of the GAMMA software as PyRate takes them: `key: value unit` lines, baselines of a pair, and tables of
 * perpendicular baselines over the swath.
 */
import { readFile } from 'node:fs/promises';
import { invalidStack } from '../../errors.js';

/** First number of every `key: ...` line. */
export async function readGammaParameters(path: string): Promise<ReadonlyMap<string, readonly number[]>> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw invalidStack(path, 'cannot be read', error);
  });
  const values = new Map<string, readonly number[]>();
  for (const line of text.split(/\r?\n/)) {
    const match = /^([A-Za-z_][A-Za-z0-9_()]*):\s+(.*)$/.exec(line);
    if (!match) continue;
    const numbers = match[2].trim().split(/\s+/).map(Number);
    const end = numbers.findIndex(Number.isNaN);
    values.set(match[1], end < 0 ? numbers : numbers.slice(0, end));
  }
  return values;
}

/** Number `at` of a key. Throws `invalidStack` without it. */
export function gammaNumber(values: ReadonlyMap<string, readonly number[]>, key: string, path: string, at = 0): number {
  const value = values.get(key)?.[at];
  if (value === undefined) throw invalidStack(path, `expected number ${at + 1} of ${key}, there is none`);
  return value;
}

export interface ViewAngles {
  /** At the satellite and at the ground, from the vertical, radians. */
  readonly look: number;
  readonly incidence: number;
}

/** Angles of the triangle of satellite, ground and the middle of the earth. */
export function viewAngles(slantRangeM: number, satelliteRadiusM: number, earthRadiusM: number): ViewAngles {
  const cosine = (satelliteRadiusM ** 2 + slantRangeM ** 2 - earthRadiusM ** 2) / (2 * satelliteRadiusM * slantRangeM);
  const look = Math.acos(cosine);
  return { look, incidence: Math.asin((satelliteRadiusM / earthRadiusM) * Math.sin(look)) };
}

/** The other way: the side of the triangle from an incidence angle. */
export function slantRangeOf(incidence: number, satelliteRadiusM: number, earthRadiusM: number): number {
  const look = Math.asin((earthRadiusM / satelliteRadiusM) * Math.sin(incidence));
  return (earthRadiusM * Math.sin(incidence - look)) / Math.sin(look);
}

/**
 * Perpendicular baseline from a `_base.par` in the middle of the scene: positive where the secondary orbit lies above the
 * line of sight of the reference, as GAMMA counts it.
 */
export async function centralBaselineM(path: string, look: number): Promise<number> {
  const values = await readGammaParameters(path);
  const key =
    values.has('precision_baseline(TCN)') && gammaNumber(values, 'precision_baseline(TCN)', path, 1) !== 0
      ? 'precision_baseline(TCN)'
      : 'initial_baseline(TCN)';
  const [across, down] = [gammaNumber(values, key, path, 1), gammaNumber(values, key, path, 2)];
  return across * Math.cos(look) - down * Math.sin(look);
}

/** Bilinear in a table of `_bperp.par`: line, range, B_t, B_c, B_n, look angle, bpara, bperp, blen. */
export async function tabulatedBaselineM(path: string, line: number, range: number): Promise<number> {
  const text = await readFile(path, 'utf8');
  const rows = text
    .split(/\r?\n/)
    .map((row) => row.trim().split(/\s+/).map(Number))
    .filter((row) => row.length === 9 && row.every(Number.isFinite));
  const near = (column: number, wanted: number): [number, number, number] => {
    const all = [...new Set(rows.map((row) => row[column]))].sort((a, b) => a - b);
    const above = Math.max(
      1,
      all.findIndex((value) => value >= wanted),
    );
    const upper = all[above] ?? all[all.length - 1];
    const lower = all[above - 1] ?? upper;
    return [lower, upper, upper > lower ? Math.min(1, Math.max(0, (wanted - lower) / (upper - lower))) : 0];
  };
  if (rows.length === 0) throw invalidStack(path, 'expected a table of baselines of nine columns, got none');
  const [line0, line1, down] = near(0, line);
  const [range0, range1, across] = near(1, range);
  const at = (l: number, r: number): number => {
    const row = rows.find((one) => one[0] === l && one[1] === r);
    if (!row) throw invalidStack(path, `expected a baseline at line ${l}, range ${r}, there is none`);
    return row[7];
  };
  const blend = (a: number, b: number, share: number) => a + (b - a) * share;
  return blend(
    blend(at(line0, range0), at(line0, range1), across),
    blend(at(line1, range0), at(line1, range1), across),
    down,
  );
}
