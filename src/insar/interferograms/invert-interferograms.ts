/**
 * From a network of unwrapped interferograms to displacement series with velocity and height error, a few rows at a time:
 * levels and ramps of the pairs first, over all rows; then pixel by pixel closure, inversion and model.
 */
import { invalidParameter } from '../../errors.js';
import { epochDay } from '../../products/epochs.js';
import type { RowRange } from '../stack/open-stack.js';
import { Turns } from '../turns.js';
import { ClosureCheck, type ClosureTally, emptyTally } from './closure-check.js';
import { type InvertedRows, PixelFlag, rowsOf } from './inverted-rows.js';
import type { InterferogramSource } from './open-interferograms.js';
import type { RampOptions } from './orbital-ramps.js';
import { type PairLevels, pairLevels } from './pair-levels.js';
import { type PairNetwork, PixelTree, pairNetwork } from './pair-network.js';
import { SeriesInversion } from './series-inversion.js';
import { type SeriesEstimate, SeriesModel, type SeriesModelOptions } from './series-model.js';
import type { SpatialReference } from './spatial-reference.js';

export interface InterferogramInversionOptions {
  /** `none` unless given. */
  readonly reference?: SpatialReference;
  /** Taken off when given. */
  readonly ramps?: RampOptions;
  /** `coherence` when all pairs have one, unless given. */
  readonly weights?: 'coherence' | 'equal';
  /** Pairs below are missing at that pixel; 0 unless given. */
  readonly minCoherence?: number;
  /** Pixels with fewer pairs have no series; 1 unless given. */
  readonly minPairs?: number;
  readonly isRobust?: boolean;
  /** Whether pairs that alone explain open triplets are put right; true unless given. */
  readonly isRepairing?: boolean;
  /** `spanning-tree`: at every pixel only the tree of pairs that have the most pixels, as some programs do. */
  readonly pairs?: 'all' | 'spanning-tree';
  /** Dates of jumps as `YYYYMMDD`. */
  readonly model?: Omit<SeriesModelOptions, 'stepDays'> & { readonly stepDates?: readonly string[] };
  /** Phases held at a time; bounds the memory. 4 million (16 MB, twice that with coherence) unless given. */
  readonly batchValues?: number;
  readonly signal?: AbortSignal;
}

/** Most that coherence may weigh: 1 would weigh all. */
const COHERENCE_CEILING = 0.99;

/** What keeps its factors from one pixel to the next. */
interface PixelWork {
  readonly closure: ClosureCheck;
  readonly inversion: SeriesInversion;
  readonly model: SeriesModel;
  readonly tree: PixelTree | undefined;
}

export class InterferogramInversion {
  private constructor(
    private readonly source: InterferogramSource,
    private readonly options: InterferogramInversionOptions,
    readonly network: PairNetwork,
    /** Levels and ramps that are taken off the pairs. */
    readonly levels: PairLevels,
    /** (dates) metres, relative to the first date of each part of the network. */
    readonly baselinesM: Float64Array,
    /** Grows while rows are inverted. */
    readonly closure: ClosureTally,
  ) {}

  /** Reads all pairs once when there are ramps, a reference over the scene or a tree to be found. */
  static async prepare(
    source: InterferogramSource,
    options: InterferogramInversionOptions = {},
  ): Promise<InterferogramInversion> {
    const { pairs } = source.description;
    const network = pairNetwork(pairs);
    judgeOptions(source, options);
    const levels = await pairLevels(source, network, {
      reference: options.reference ?? { kind: 'none' },
      ramps: options.ramps,
      isTree: options.pairs === 'spanning-tree',
      batchValues: batchValuesOf(options),
      signal: options.signal,
    });
    const baselinesM = new Float64Array(network.dates.length);
    const pairBaselines = Float64Array.from(pairs, ({ perpendicularBaselineM }) => perpendicularBaselineM);
    new SeriesInversion(network).invert(pairBaselines, undefined, baselinesM);
    return new InterferogramInversion(source, options, network, levels, baselinesM, emptyTally(network));
  }

  /** All rows from north to south, in batches; the same whatever the size of the batches. */
  async *rows(): AsyncGenerator<InvertedRows> {
    const { widthPixels, heightPixels, description } = this.source;
    const perRow = widthPixels * description.pairs.length;
    const rows = Math.max(1, Math.floor(batchValuesOf(this.options) / perRow));
    const pixel = this.#pixelWork();
    for (let first = 0; first < heightPixels; first += rows) {
      yield await this.#batch({ first, count: Math.min(rows, heightPixels - first) }, pixel);
    }
  }

  #pixelWork(): PixelWork {
    const { network, options } = this;
    const { stepDates = [], ...model } = options.model ?? {};
    const start = epochDay(network.dates[0])!;
    const stepDays = stepDates.map((date) => epochDay(date)! - start);
    return {
      closure: new ClosureCheck(network, options.isRepairing ?? true, this.closure),
      inversion: new SeriesInversion(network, { isRobust: options.isRobust }),
      model: new SeriesModel(network.days, this.baselinesM, { ...model, stepDays }),
      tree: this.levels.pixels && new PixelTree(network, this.levels.pixels),
    };
  }

  async #batch(range: RowRange, { closure, inversion, model, tree }: PixelWork) {
    const { source, network, levels, options } = this;
    const { widthPixels, description } = source;
    const { pairs, wavelengthM } = description;
    const mmPerRadian = (-1000 * wavelengthM) / (4 * Math.PI);
    const isWeighted = hasWeights(source, options);
    const minCoherence = options.minCoherence ?? 0;
    const phases: Float32Array[] = [];
    const coherences: (Float32Array | undefined)[] = [];
    for (let pair = 0; pair < pairs.length; pair++) {
      phases.push(await source.readPhase(pair, range));
      coherences.push(isWeighted || minCoherence > 0 ? await source.readCoherence(pair, range) : undefined);
      options.signal?.throwIfAborted();
    }
    const levers = await source.readHeightLeverM(range);
    const out = rowsOf(range, widthPixels, network.dates.length);
    const turns = new Turns(options.signal ?? new AbortController().signal);
    const observed = new Float64Array(pairs.length);
    const weights = isWeighted ? new Float64Array(pairs.length) : undefined;
    const series = new Float64Array(network.dates.length);
    const estimate = {} as SeriesEstimate;
    for (let i = 0; i < range.count * widthPixels; i++) {
      if (turns.isDue) await turns.pass();
      const row = Math.floor(i / widthPixels);
      const column = i - row * widthPixels;
      for (let pair = 0; pair < pairs.length; pair++) {
        const gamma = coherences[pair]?.[i];
        const isGiven = gamma === undefined || (gamma >= minCoherence && gamma > 0);
        observed[pair] = isGiven ? phases[pair][i] - levels.reference[pair] : Number.NaN;
        if (weights) weights[pair] = weightOf(gamma ?? 0);
      }
      tree?.keep(observed);
      const { open, unexplained, repairedPairs } = closure.check(observed);
      let flags = open > 0 ? PixelFlag.openTriplets : 0;
      if (unexplained > 0) flags |= PixelFlag.unwrappingError;
      if (repairedPairs > 0) flags |= PixelFlag.repaired;
      for (let pair = 0; pair < pairs.length; pair++) {
        observed[pair] = mmPerRadian * (observed[pair] - levels.correction(pair, range.first + row, column));
      }
      const isSolved = inversion.invert(observed, weights, series);
      out.pairsUsed[i] = inversion.pairsUsed;
      out.parts[i] = Math.min(255, inversion.partCount);
      if (!isSolved || inversion.pairsUsed < (options.minPairs ?? 1)) {
        out.flags[i] = flags | PixelFlag.noSeries;
        continue;
      }
      if (inversion.partCount > 1) flags |= PixelFlag.joinedParts;
      if (!model.estimate(series, inversion.part, levers[i], estimate)) flags |= PixelFlag.noModel;
      inversion.joinParts(series);
      out.flags[i] = flags;
      out.set(i, series, estimate, inversion.residuals, mmPerRadian);
    }
    return out;
  }
}

/** Inverse variance of a phase of some number of looks, up to that number. */
function weightOf(coherence: number): number {
  const gamma = Math.min(coherence, COHERENCE_CEILING);
  return (gamma * gamma) / (1 - gamma * gamma);
}

const batchValuesOf = ({ batchValues }: InterferogramInversionOptions): number => batchValues ?? 2 ** 22;

const hasWeights = ({ description }: InterferogramSource, { weights }: InterferogramInversionOptions): boolean =>
  weights === 'coherence' ||
  (weights === undefined && description.pairs.every(({ coherence }) => coherence !== undefined));

function judgeOptions({ description }: InterferogramSource, options: InterferogramInversionOptions): void {
  const without = description.pairs.find(({ coherence }) => coherence === undefined);
  if (without && (options.weights === 'coherence' || (options.minCoherence ?? 0) > 0)) {
    const name = options.weights === 'coherence' ? 'weights' : 'minCoherence';
    throw invalidParameter(name, `expected a coherence of every pair, ${without.file} has none`);
  }
  for (const date of options.model?.stepDates ?? []) {
    if (epochDay(date) === undefined) throw invalidParameter('stepDates', `expected YYYYMMDD, got ${date}`);
  }
  const values = batchValuesOf(options);
  if (!(values > 0)) throw invalidParameter('batchValues', `expected more than 0, got ${values}`);
}
