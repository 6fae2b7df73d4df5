/** What is taken off every pair before it is inverted: its level at the spatial reference, and its orbital ramp. */
import { invalidParameter } from '../../errors.js';
import { turn } from '../turns.js';
import type { InterferogramSource } from './open-interferograms.js';
import { type OrbitalRamps, RampFit, type RampOptions } from './orbital-ramps.js';
import { type PairNetwork, spanningTree } from './pair-network.js';
import { medianInPlace, type ReferenceWindow, referenceWindow, type SpatialReference } from './spatial-reference.js';

export interface PairLevels {
  /** (pairs) radians at the reference, of phases as they are; 0 without a reference. Closures are checked with it. */
  readonly reference: Float64Array;
  /** Radians at a pixel that are taken off besides: the ramp, zero at the reference. */
  correction(pair: number, row: number, column: number): number;
  readonly ramps: OrbitalRamps | undefined;
  /** (pairs) pixels with a phase, when only the pairs of trees are used. */
  readonly pixels: Float64Array | undefined;
}

interface LevelOptions {
  readonly reference: SpatialReference;
  readonly ramps: RampOptions | undefined;
  /** Whether pixels are counted, and the surfaces of dates come from the tree of pairs with the most of them. */
  readonly isTree: boolean;
  /** Values that are read at a time. */
  readonly batchValues: number;
  readonly signal: AbortSignal | undefined;
}

/** Pixels between two turns of the event loop. */
const PIXELS_PER_TURN = 2 ** 18;

/** Throws `invalidParameter` when a pair has no phase at the reference. */
export async function pairLevels(
  source: InterferogramSource,
  network: PairNetwork,
  options: LevelOptions,
): Promise<PairLevels> {
  const { widthPixels, heightPixels, description } = source;
  const pairs = description.pairs.length;
  const window = referenceWindow(options.reference, widthPixels, heightPixels);
  const fit = options.ramps && new RampFit(network, options.ramps, widthPixels, heightPixels);
  const pixels = options.isTree ? new Float64Array(pairs) : undefined;
  if (fit || pixels) {
    const rows = Math.max(1, Math.floor(Math.min(options.batchValues, PIXELS_PER_TURN) / widthPixels));
    for (let pair = 0; pair < pairs; pair++) {
      for (let first = 0; first < heightPixels; first += rows) {
        const phases = await source.readPhase(pair, { first, count: Math.min(rows, heightPixels - first) });
        fit?.addRows(pair, first, phases);
        if (pixels) for (const phase of phases) if (!Number.isNaN(phase)) pixels[pair]++;
        await turn(options.signal);
      }
    }
  }
  const ramps = fit?.solve(
    pixels &&
      spanningTree(
        network,
        pixels.map((count) => -count),
      ),
  );
  const reference = new Float64Array(pairs);
  const rampLevels = new Float64Array(pairs);
  if (window) {
    const isCommon = await commonPixels(source, window, options.signal);
    for (let pair = 0; pair < pairs; pair++) {
      const { plain, flat } = await mediansIn(source, pair, window, isCommon, ramps);
      if (Number.isNaN(plain)) {
        const { file } = description.pairs[pair];
        throw invalidParameter('reference', `expected phases there in every pair, ${file} has none`);
      }
      reference[pair] = plain;
      // Phases minus their level minus this is zero at the reference once the ramp is off as well.
      rampLevels[pair] = flat - plain;
      await turn(options.signal);
    }
  }
  return {
    reference,
    correction: (pair, row, column) => (ramps ? ramps.at(pair, row, column) + rampLevels[pair] : 0),
    ramps,
    pixels,
  };
}

/**
 * (window) 1 where every pair has a phase: medians of the same pixels close better. Undefined when there is no such pixel;
 * then every pair has those of its own.
 */
async function commonPixels(
  source: InterferogramSource,
  { rows, columns }: ReferenceWindow,
  signal: AbortSignal | undefined,
): Promise<Uint8Array | undefined> {
  const isCommon = new Uint8Array(rows.count * columns.count).fill(1);
  for (let pair = 0; pair < source.description.pairs.length; pair++) {
    const phases = await source.readPhase(pair, rows);
    for (let at = 0; at < isCommon.length; at++) {
      const row = Math.floor(at / columns.count);
      const column = columns.first + at - row * columns.count;
      if (Number.isNaN(phases[row * source.widthPixels + column])) isCommon[at] = 0;
    }
    await turn(signal);
  }
  return isCommon.includes(1) ? isCommon : undefined;
}

/** Median of the phases, and of the phases without the ramp. */
async function mediansIn(
  source: InterferogramSource,
  pair: number,
  { rows, columns }: ReferenceWindow,
  isCommon: Uint8Array | undefined,
  ramps: OrbitalRamps | undefined,
): Promise<{ plain: number; flat: number }> {
  const phases = await source.readPhase(pair, rows);
  const plain = new Float64Array(rows.count * columns.count);
  const flat = ramps ? new Float64Array(plain.length) : plain;
  for (let row = 0; row < rows.count; row++) {
    for (let column = 0; column < columns.count; column++) {
      const at = row * columns.count + column;
      const isUsed = isCommon === undefined || isCommon[at] === 1;
      plain[at] = isUsed ? phases[row * source.widthPixels + columns.first + column] : Number.NaN;
      if (ramps) flat[at] = plain[at] - ramps.at(pair, rows.first + row, columns.first + column);
    }
  }
  const flatMedian = medianInPlace(flat);
  return { plain: ramps ? medianInPlace(plain) : flatMedian, flat: flatMedian };
}
