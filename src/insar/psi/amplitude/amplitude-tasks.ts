/** The step `amplitude` on a thread: factors between the images, then mean and dispersion of every pixel of a block. */
import {
  type AmplitudeMoments,
  addAmplitudeMoments,
  amplitudeDispersion,
  createAmplitudeMoments,
  type KernelMemory,
  type KernelThread,
} from '../../../kernels/index.js';
import type { TileStore } from '../../stack/tile-store.js';
import type { Block } from '../blocks.js';
import { readColumns, writeColumns } from '../columns-file.js';
import type { ThreadSpace } from '../crew/thread-space.js';
import { type ImageWindow, type Rectangle, readWindow } from '../image-window.js';
import { type AmplitudeColumns, blockFile, columnsOf, stepFile, storeFolder } from '../step-files.js';
import { amplitudeGains } from './amplitude-gains.js';
import { SpeckleCorrelation } from './speckle-correlation.js';

export type AmplitudeTask =
  | { readonly step: 'gains'; readonly folder: string }
  | { readonly step: 'amplitude'; readonly folder: string; readonly block: Block };

/** `gains.columns`. */
export interface GainColumns {
  /** (dates) amplitudes are multiplied by it; NaN for dates of which nothing can be seen. */
  readonly gain: Float64Array;
  /** (1) independent looks in a pixel: below 1 where images are sampled finer than they are resolved. */
  readonly looksPerSample: Float64Array;
}

export const gainsFile = (folder: string): string => stepFile(folder, 'amplitude', 'gains.columns');

export const readGains = async (folder: string): Promise<GainColumns> =>
  columnsOf<GainColumns>(await readColumns(gainsFile(folder)));

export async function performAmplitude(task: AmplitudeTask, space: ThreadSpace): Promise<void> {
  const store = await space.store(storeFolder(task.folder));
  const { memory, thread } = await space.kernels();
  const mark = memory.mark();
  try {
    if (task.step === 'gains') {
      await writeColumns(gainsFile(task.folder), { ...(await gainsOf(store, memory)) });
    } else {
      const { gain } = await readGains(task.folder);
      const columns = await amplitudesOf(store, task.block, gain, memory, thread);
      await writeColumns(blockFile(task.folder, 'amplitude', task.block.index), { ...columns });
    }
  } finally {
    memory.release(mark);
  }
}

// -- factors ----------------------------------------------------------------------------------------------------------

/** Pieces of the image of which pixels are taken, and how many of them at most: spread over all of it. */
const PIECE = { rows: 8, columns: 512 };
const PIECES = { least: 8, most: 32 };
/** Samples of all pieces and dates: more would take longer than they are worth. */
const MOST_SAMPLES = 8e6;
/** Share of the pixels of a piece that is kept: the steadiest. */
const STEADY_SHARE = 0.4;

async function gainsOf(store: TileStore, memory: KernelMemory): Promise<GainColumns> {
  const { heightPixels, widthPixels, dates } = store.header;
  const across = Math.ceil(widthPixels / PIECE.columns);
  const pieces = Math.ceil(heightPixels / PIECE.rows) * across;
  const affordable = Math.floor(MOST_SAMPLES / (PIECE.rows * PIECE.columns * dates.length));
  const count = Math.min(pieces, Math.max(PIECES.least, Math.min(PIECES.most, affordable)));
  const samples: Float32Array[] = [];
  const correlation = new SpeckleCorrelation();
  for (let k = 0; k < count; k++) {
    const piece = Math.floor(((k + 0.5) * pieces) / count);
    const firstRow = Math.floor(piece / across) * PIECE.rows;
    const firstColumn = (piece % across) * PIECE.columns;
    const rows = Math.min(PIECE.rows, heightPixels - firstRow);
    const columns = Math.min(PIECE.columns, widthPixels - firstColumn);
    const mark = memory.mark();
    const window = await readWindow(store, { firstRow, rows, firstColumn, columns }, memory);
    samples.push(steadyAmplitudes(window, store.usableDates));
    correlation.add(window, store.usableDates);
    memory.release(mark);
  }
  const all = new Float32Array(samples.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const some of samples) {
    all.set(some, at);
    at += some.length;
  }
  return {
    gain: amplitudeGains(all, dates.length),
    looksPerSample: Float64Array.of(correlation.looksPerSample()),
  };
}

/** ln of the amplitudes, (pixels, dates), of the steadiest pixels that are there on nearly all dates. */
function steadyAmplitudes({ images, rows, columns }: ImageWindow, usable: readonly number[]): Float32Array {
  const dates = images.length;
  const logs = new Float32Array(rows * columns * dates).fill(Number.NaN);
  const levels = new Float64Array(dates);
  for (const date of usable) {
    let [sum, count] = [0, 0];
    for (let p = 0; p < rows * columns; p++) {
      const power = images[date][2 * p] ** 2 + images[date][2 * p + 1] ** 2;
      if (!(power > 0)) continue;
      logs[p * dates + date] = Math.log(power) / 2;
      sum += logs[p * dates + date];
      count++;
    }
    levels[date] = sum / count;
  }
  const found: { readonly pixel: number; readonly spread: number }[] = [];
  for (let pixel = 0; pixel < rows * columns; pixel++) {
    let [n, mean, squares] = [0, 0, 0];
    for (const date of usable) {
      const value = logs[pixel * dates + date] - levels[date];
      if (Number.isNaN(value)) continue;
      const delta = value - mean;
      mean += delta / ++n;
      squares += delta * (value - mean);
    }
    if (n >= 2 && n >= 0.9 * usable.length) found.push({ pixel, spread: squares / n });
  }
  found.sort((a, b) => a.spread - b.spread || a.pixel - b.pixel);
  const kept = found.slice(0, Math.ceil(STEADY_SHARE * found.length));
  const out = new Float32Array(kept.length * dates);
  kept.forEach(({ pixel }, k) => {
    out.set(logs.subarray(pixel * dates, (pixel + 1) * dates), k * dates);
  });
  return out;
}

// -- mean and dispersion ----------------------------------------------------------------------------------------------

/** Dispersion of fewer dates than half of those that can be used says nothing. */
export const leastDates = (usableDates: number): number => Math.max(2, Math.ceil(usableDates / 2));

async function amplitudesOf(
  store: TileStore,
  block: Block,
  gains: Float64Array,
  memory: KernelMemory,
  thread: KernelThread,
): Promise<AmplitudeColumns> {
  const mean = new Float32Array(block.rows * block.columns);
  const dispersion = new Float32Array(mean.length);
  const { tilePixels } = store.header;
  // Tile by tile: nothing is wanted of the neighbours.
  for (let left = 0; left < block.columns; left += tilePixels) {
    const columns = Math.min(tilePixels, block.columns - left);
    const part: Rectangle = { ...block, firstColumn: block.firstColumn + left, columns };
    const mark = memory.mark();
    const window = await readWindow(store, part, memory);
    const moments = momentsOf(window, gains, memory, thread);
    const spread = amplitudeDispersion(moments, leastDates(store.usableDates.length));
    for (let row = 0; row < block.rows; row++) {
      const [from, to] = [row * columns, row * block.columns + left];
      dispersion.set(spread.subarray(from, from + columns), to);
      for (let k = 0; k < columns; k++) {
        mean[to + k] = moments.count[from + k] > 0 ? moments.mean[from + k] : Number.NaN;
      }
    }
    memory.release(mark);
  }
  return { mean, dispersion };
}

/** Of all pixels of a window, padded as its images are; lies in the memory. */
export function momentsOf(
  { images }: ImageWindow,
  gains: Float64Array,
  memory: KernelMemory,
  thread: KernelThread,
): AmplitudeMoments {
  const moments = createAmplitudeMoments(images[0].length / 2, (length) => memory.float32(length).fill(0));
  addAmplitudeMoments(thread, images, [...gains], moments);
  return moments;
}
