/** The primary network as a file, from which every thread reads it once. */
import type { Variogram } from '../../atmosphere/variogram.js';
import { readColumns, writeColumns } from '../columns-file.js';
import type { NetworkPoints } from './network-points.js';
import type { PrimaryNetwork } from './primary-network.js';

/** In the folder of the step `network`. */
export const NETWORK_FILE = 'network.columns';

/** What later steps know of the network: its points that were kept, and what a date has in common. */
export interface NetworkFile {
  readonly eastM: Float64Array;
  readonly northM: Float64Array;
  readonly heightM: Float64Array;
  readonly cluster: Int32Array;
  /** (points) variance of what a point has of its own in one date, rad^2. */
  readonly nuggetRad2: Float64Array;
  /** (points) as if R sin(incidence) were that of the phase model. */
  readonly heightErrorM: Float64Array;
  /** (points, dates) */
  readonly unwrappedRad: Float32Array;
  /** (points) block, and place in its file of candidates. */
  readonly block: Int32Array;
  readonly index: Int32Array;
  /** (clusters, dates) */
  readonly commonRad: Float64Array;
  /** nugget, sill, range, exponent. */
  readonly variogram: Float64Array;
}

export async function writeNetwork(path: string, points: NetworkPoints, network: PrimaryNetwork): Promise<NetworkFile> {
  const kept = Int32Array.from(points.eastM.keys()).filter((point) => network.cluster[point] >= 0);
  const dates = points.count === 0 ? 0 : points.phasesRad.length / points.count;
  const pick = (values: ArrayLike<number>) => Float64Array.from(kept, (point) => values[point]);
  const whole = (values: ArrayLike<number>) => Int32Array.from(kept, (point) => values[point]);
  const unwrappedRad = new Float32Array(kept.length * dates);
  kept.forEach((point, k) => {
    unwrappedRad.set(network.unwrappedRad.subarray(point * dates, (point + 1) * dates), k * dates);
  });
  const { nugget, sill, rangeM, exponent } = network.variogram;
  const file: NetworkFile = {
    eastM: pick(points.eastM),
    northM: pick(points.northM),
    heightM: pick(points.heightM),
    cluster: whole(network.cluster),
    nuggetRad2: nuggetsOf(kept, points.sigmaRad, nugget),
    heightErrorM: pick(network.heightM),
    unwrappedRad,
    block: whole(points.block),
    index: whole(points.index),
    commonRad: network.commonRad,
    variogram: Float64Array.of(nugget, sill, rangeM, exponent),
  };
  await writeColumns(path, { ...file });
  return file;
}

export async function readNetwork(path: string): Promise<NetworkFile> {
  return (await readColumns<keyof NetworkFile>(path)) as unknown as NetworkFile;
}

export const variogramOf = ({ variogram: [nugget, sill, rangeM, exponent] }: NetworkFile): Variogram => ({
  nugget,
  sill,
  rangeM,
  exponent,
});

/** Expected noise of the points, scaled so that its mean is what the variogram found. */
function nuggetsOf(kept: Int32Array, sigmaRad: Float32Array, nugget: number): Float64Array {
  const squares = Float64Array.from(kept, (point) => Math.max(1e-3, sigmaRad[point] ** 2));
  const mean = squares.reduce((sum, value) => sum + value, 0) / Math.max(1, squares.length);
  return squares.map((value) => Math.max(1e-4, (value * nugget) / mean));
}
