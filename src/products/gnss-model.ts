/**
 * Velocities of the GNSS model A-EPND at any place: the text of the file, and bilinear interpolation on its 50 km grid.
 * Source: EGMS, GNSS calibration data (A-EPND) document, file format.
 */
import { invalidParameter } from '../errors.js';

export interface GnssVelocity {
  readonly northMmPerYear: number;
  readonly eastMmPerYear: number;
  readonly upMmPerYear: number;
  readonly sigmaNorthMmPerYear: number;
  readonly sigmaEastMmPerYear: number;
  readonly sigmaUpMmPerYear: number;
}

export interface GnssModel {
  /** Undefined where the model does not cover the place. EPSG:3035 metres. */
  at(eastingM: number, northingM: number): GnssVelocity | undefined;
  readonly description: string;
}

const COLUMNS = 10;
const STEP_M = 50_000;

/** Reads `#Latitude Longitude N E Up SigmaN SigmaE SigmaUP easting northing`, separated by blanks or commas. */
export function parseGnssModel(text: string, where: string): GnssModel {
  const nodes = new Map<string, readonly number[]>();
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const values = line
      .trim()
      .split(/[\s,]+/)
      .map(Number);
    if (values.length !== COLUMNS || !values.every(Number.isFinite)) {
      throw invalidParameter(where, `line ${i + 1}: expected ${COLUMNS} numbers, got ${JSON.stringify(line)}`);
    }
    nodes.set(`${values[8] / STEP_M} ${values[9] / STEP_M}`, values.slice(2, 8));
  }
  if (nodes.size === 0) throw invalidParameter(where, 'expected rows of A-EPND, got none');
  return { at: (eastingM, northingM) => bilinear(nodes, eastingM / STEP_M, northingM / STEP_M), description: 'A-EPND' };
}

function bilinear(nodes: ReadonlyMap<string, readonly number[]>, x: number, y: number): GnssVelocity | undefined {
  const [west, south] = [Math.floor(x), Math.floor(y)];
  const values = [0, 0, 0, 0, 0, 0];
  for (const [column, row] of [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ]) {
    const weight = (column ? x - west : 1 - x + west) * (row ? y - south : 1 - y + south);
    if (weight === 0) continue;
    const node = nodes.get(`${west + column} ${south + row}`);
    if (!node) return undefined;
    for (const [k, value] of node.entries()) values[k] += weight * value;
  }
  const [northMmPerYear, eastMmPerYear, upMmPerYear, ...sigmas] = values;
  const [sigmaNorthMmPerYear, sigmaEastMmPerYear, sigmaUpMmPerYear] = sigmas;
  return { northMmPerYear, eastMmPerYear, upMmPerYear, sigmaNorthMmPerYear, sigmaEastMmPerYear, sigmaUpMmPerYear };
}
