/** What the bench of the kernels does, for one thread: one call each, of a few milliseconds. */
import {
  type ArcDesign,
  type ArcGrid,
  addAmplitudeMoments,
  coherenceMatrices,
  createLinkedPhases,
  createSampleLists,
  createStack,
  egmsDesign,
  fitArcs,
  fitSeries,
  type KernelMemory,
  type KernelThread,
  type LinkingMethod,
  linkMatrices,
  linkPhases,
  linkWindows,
  packEpoch,
  powerRatioLimit,
  type SampleLists,
  type SlcStack,
  selectHomogeneous,
  windowCoherenceMatrices,
} from '../src/kernels/index.js';
import { SeededRandom } from '../src/products/seeded-random.js';

/** One call, and how many pixels, arcs, series or bytes it does. */
export interface Work {
  readonly count: number;
  readonly run: () => void;
}

export const HALF = { rows: 11, columns: 5 };
const ROWS = 2 * HALF.rows + 1;
const COLUMNS = 272;
/** Few, so that calls are short. */
const CENTRES = 16;
/** A window's first columns are nobody else's: a row long enough for them not to count. */
const CENTRES_OF_ROW = { row: HALF.rows, first: 8, stride: 1, count: 256 };

export interface PhaseLinkingWork {
  readonly stack: SlcStack;
  readonly lists: SampleLists;
  readonly coherence: Work;
  readonly windows: Work;
  readonly homogeneous: Work;
  readonly linking: (method: LinkingMethod) => Work;
  readonly solving: (method: LinkingMethod) => Work;
  readonly linkingWindows: (method: LinkingMethod) => Work;
}

/** 23 x 11 pixels about each centre: 253 samples. */
export function phaseLinkingWork(memory: KernelMemory, thread: KernelThread, epochs: number): PhaseLinkingWork {
  const float32 = (length: number) => memory.float32(length);
  const stack = createStack(ROWS, COLUMNS, epochs, float32);
  fillStack(thread, stack);
  const lists = createSampleLists(CENTRES, HALF, (length) => memory.int32(length));
  for (let k = 0; k < CENTRES; k++) {
    for (let i = 0; i < lists.capacity; i++) {
      const column = CENTRES_OF_ROW.first + k - HALF.columns + (i % 11);
      lists.samples[k * lists.capacity + i] = Math.floor(i / 11) * COLUMNS + column;
    }
    lists.counts[k] = lists.capacity;
  }
  const matrices = float32(2 * CENTRES * epochs ** 2);
  const windowMatrices = float32(2 * CENTRES_OF_ROW.count * epochs ** 2);
  const linkedOf = (count: number) =>
    createLinkedPhases(count, epochs, false, float32, (length) => memory.uint8(length));
  const power = float32(ROWS * COLUMNS).fill(1);
  const found = createSampleLists(CENTRES_OF_ROW.count, HALF, (length) => memory.int32(length));
  const ratio = powerRatioLimit(epochs, 0.001);
  const [linked, linkedRow] = [linkedOf(CENTRES), linkedOf(CENTRES_OF_ROW.count)];
  const work = (run: () => void): Work => ({ count: CENTRES, run });
  const rowWork = (run: () => void): Work => ({ count: CENTRES_OF_ROW.count, run });
  return {
    stack,
    lists,
    coherence: work(() => coherenceMatrices(thread, stack, lists, matrices)),
    windows: rowWork(() => windowCoherenceMatrices(thread, stack, CENTRES_OF_ROW, HALF, windowMatrices)),
    homogeneous: rowWork(() => selectHomogeneous(thread, power, ROWS, COLUMNS, CENTRES_OF_ROW, HALF, ratio, found)),
    linking: (method) => work(() => linkPhases(thread, stack, lists, { method }, linked)),
    solving: (method) => {
      coherenceMatrices(thread, stack, lists, matrices);
      return work(() => linkMatrices(thread, matrices, epochs, lists.capacity, { method }, linked));
    },
    linkingWindows: (method) => rowWork(() => linkWindows(thread, stack, CENTRES_OF_ROW, HALF, { method }, linkedRow)),
  };
}

/** Long-lived coherence with a faster part, as distributed scatterers have it. */
function fillStack(thread: KernelThread, stack: SlcStack): void {
  const random = new SeededRandom(1);
  const length = 2 * stack.rows * stack.columns;
  const noise = () => Float32Array.from({ length }, () => random.gaussian());
  const [lasting, fading] = [noise(), noise()];
  for (let epoch = 0; epoch < stack.epochs; epoch++) {
    const own = noise();
    for (let k = 0; k < length; k++) fading[k] = 0.89 * fading[k] + 0.45 * own[k];
    const fresh = noise();
    packEpoch(
      thread,
      fresh.map((value, k) => 0.6 * value + 0.65 * fading[k] + 0.45 * lasting[k]),
      epoch,
      stack,
    );
  }
}

/** 83 velocities by 41 heights. */
export const fullGrid = (): ArcGrid => ({ velocities: 42, velocityStepMmPerYear: 1, heights: 20, heightStepM: 2 });

export interface ArcWork extends Work {
  readonly phasesRad: Float32Array;
  readonly design: ArcDesign;
}

export function arcWork(
  memory: KernelMemory,
  thread: KernelThread,
  grid: (design: ArcDesign) => ArcGrid,
  count: number,
): ArcWork {
  const [epochs, points] = [60, 1000];
  const random = new SeededRandom(2);
  const phasesRad = memory.float32(points * epochs).map(() => random.between(-Math.PI, Math.PI));
  const inMemory = memory.float32(phasesRad.length);
  inMemory.set(phasesRad);
  const arcs = memory.int32(2 * count).map(() => Math.floor(random.between(0, points)));
  const radPerMm = (4 * Math.PI) / 55.4658;
  const design = {
    velocityRad: Float32Array.from({ length: epochs }, (_, i) => (radPerMm * 6 * i) / 365.25),
    heightRad: Float32Array.from({ length: epochs }, () => (radPerMm * 60_000 * random.gaussian()) / 550_000),
  };
  const cells = grid(design);
  return { count, phasesRad, design, run: () => fitArcs(thread, inMemory, arcs, design, cells) };
}

/** Counts bytes of images. */
export function amplitudeWork(memory: KernelMemory, thread: KernelThread): Work {
  const [pixels, epochs] = [1 << 19, 32];
  const images = Array.from({ length: epochs }, (_, i) => memory.float32(2 * pixels).fill(1 + i));
  const moments = {
    count: memory.float32(pixels),
    mean: memory.float32(pixels),
    squares: memory.float32(pixels),
  };
  for (const array of Object.values(moments)) array.fill(0);
  const gains = images.map(() => 1);
  return { count: 8 * pixels * epochs, run: () => addAmplitudeMoments(thread, images, gains, moments) };
}

/** Series of 250 dates, every third with a gap where asked for. */
export function seriesWork(
  memory: KernelMemory,
  thread: KernelThread,
  hasGaps: boolean,
): Work & { series: Float32Array } {
  const [points, epochs] = [8192, 250];
  const random = new SeededRandom(3);
  const series = memory.float32(points * epochs);
  for (let k = 0; k < series.length; k++) series[k] = 10 * random.gaussian();
  for (let p = 0; p < points && hasGaps; p++) series[p * epochs + (p % epochs)] = Number.NaN;
  const design = egmsDesign(Float64Array.from({ length: epochs }, (_, i) => (6 * i) / 365));
  return { count: points, series, run: () => fitSeries(thread, series, design, [4, 5, 6]) };
}
