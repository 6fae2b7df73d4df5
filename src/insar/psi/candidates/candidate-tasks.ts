/** The step `candidates` on a thread: what noise reaches in phase linking, then the scatterers of a block. */
import { amplitudeDispersion, type KernelMemory, type KernelThread, rayleighPower } from '../../../kernels/index.js';
import type { TileStore } from '../../stack/tile-store.js';
import { type GainColumns, leastDates, momentsOf, readGains } from '../amplitude/amplitude-tasks.js';
import type { Block } from '../blocks.js';
import { readColumns, writeColumns } from '../columns-file.js';
import type { ThreadSpace } from '../crew/thread-space.js';
import { type ImageWindow, readWindow, withMargin } from '../image-window.js';
import { blockFile, type CandidateColumns, columnsOf, stepFile, storeFolder } from '../step-files.js';
import { type DistributedScatterer, type DistributedSetting, distributedCandidates } from './distributed-candidates.js';
import { linkedPhaseSigma } from './linked-phase-sigma.js';
import { type NoiseLevels, noiseLevels } from './linking-noise.js';
import { GOOD_DISPERSION, persistentCandidates, SUPPRESSION_REACH } from './persistent-candidates.js';
import { phaseSigmaOfDispersion } from './rice-phase.js';

/** What is the same for all blocks; plain, for messages. */
export interface CandidateSetting extends Omit<DistributedSetting, 'noise' | 'looksPerSample' | 'dates'> {
  readonly maxDispersion: number;
  readonly resolutionRows: number;
  readonly resolutionColumns: number;
}

export type CandidateTask =
  | { readonly step: 'noise'; readonly folder: string; readonly setting: CandidateSetting }
  | { readonly step: 'candidates'; readonly folder: string; readonly block: Block; readonly setting: CandidateSetting };

export interface CandidateCounts {
  readonly persistent: number;
  readonly distributed: number;
}

export const noiseFile = (folder: string): string => stepFile(folder, 'candidates', 'noise.columns');

export const readNoise = async (folder: string): Promise<NoiseLevels> =>
  columnsOf<NoiseLevels>(await readColumns(noiseFile(folder)));

export async function performCandidates(task: CandidateTask, space: ThreadSpace): Promise<CandidateCounts> {
  const store = await space.store(storeFolder(task.folder));
  const { memory, thread } = await space.kernels();
  const gains = await readGains(task.folder);
  const mark = memory.mark();
  try {
    if (task.step === 'noise') {
      const { half, minSamples } = task.setting;
      const most = (2 * half.rows + 1) * (2 * half.columns + 1);
      const looks = gains.looksPerSample[0];
      const least = Math.max(2, Math.round(minSamples * looks));
      const levels = noiseLevels(thread, memory, store.usableDates.length, least, most, task.setting);
      await writeColumns(noiseFile(task.folder), { ...levels });
      return { persistent: 0, distributed: 0 };
    }
    const noise = await readNoise(task.folder);
    const columns = await candidatesOf(store, task.block, gains, { ...task.setting, noise }, memory, thread);
    await writeColumns(blockFile(task.folder, 'candidates', task.block.index), { ...columns });
    const distributed = columns.samples.reduce((sum, samples) => sum + (samples > 0 ? 1 : 0), 0);
    return { persistent: columns.samples.length - distributed, distributed };
  } finally {
    memory.release(mark);
  }
}

async function candidatesOf(
  store: TileStore,
  block: Block,
  { gain, looksPerSample }: GainColumns,
  setting: CandidateSetting & { readonly noise: NoiseLevels },
  memory: KernelMemory,
  thread: KernelThread,
): Promise<CandidateColumns> {
  const { half, strideRows, strideColumns } = setting;
  const usable = store.usableDates;
  const marginRows = Math.max(half.rows, strideRows + SUPPRESSION_REACH);
  const marginColumns = Math.max(half.columns, strideColumns + SUPPRESSION_REACH);
  const window = await readWindow(store, withMargin(block, marginRows, marginColumns, store.header), memory);
  const size = window.rows * window.columns;
  const moments = momentsOf(window, gain, memory, thread);
  const dispersion = amplitudeDispersion(moments, leastDates(usable.length)).subarray(0, size);
  const power = rayleighPower(moments, leastDates(usable.length)).subarray(0, size);
  const mean = moments.mean.subarray(0, size);
  const images = usable.map((date) => window.images[date]);
  const isPersistent = persistentCandidates({ ...window, images, mean, dispersion }, setting);
  const isTaken = isPersistent.map((is, pixel) => (is === 1 && dispersion[pixel] <= GOOD_DISPERSION ? 1 : 0));
  const all = { ...setting, dates: usable, looksPerSample: looksPerSample[0] };
  const input = { window, images: window.images, gains: gain, power, isTaken };
  const distributed = distributedCandidates(thread, memory, block, input, all);
  return columnsOfBlock(block, window, dispersion, isPersistent, distributed, all);
}

/** In order of row and column. A pixel that speckles like its neighbours is a distributed scatterer, and no other. */
function columnsOfBlock(
  block: Block,
  window: ImageWindow,
  dispersion: Float32Array,
  isPersistent: Uint8Array,
  distributed: readonly DistributedScatterer[],
  setting: Pick<DistributedSetting, 'referenceDate' | 'dates' | 'looksPerSample' | 'sequentialAbove'>,
): CandidateColumns {
  const { images, columns: width } = window;
  const reference = images[setting.referenceDate];
  const isSequential = setting.dates.length > setting.sequentialAbove;
  const byPixel = new Map(distributed.map((one) => [one.pixel, one]));
  const pixels: number[] = [];
  for (let row = block.firstRow - window.firstRow; row < block.firstRow - window.firstRow + block.rows; row++) {
    const left = row * width + block.firstColumn - window.firstColumn;
    for (let pixel = left; pixel < left + block.columns; pixel++) {
      const isPoint = isPersistent[pixel] === 1 && !Number.isNaN(reference[2 * pixel]);
      if (isPoint || byPixel.has(pixel)) pixels.push(pixel);
    }
  }
  const dates = images.length;
  const out = {
    row: Int32Array.from(pixels, (pixel) => window.firstRow + Math.floor(pixel / width)),
    column: Int32Array.from(pixels, (pixel) => window.firstColumn + (pixel % width)),
    samples: Int32Array.from(pixels, (pixel) => byPixel.get(pixel)?.samples ?? 0),
    dispersion: Float32Array.from(pixels, (pixel) => dispersion[pixel]),
    linkedCoherence: Float32Array.from(pixels, (pixel) => byPixel.get(pixel)?.temporalCoherence ?? 1),
    sigmaRad: Float32Array.from(pixels, (pixel) => {
      const one = byPixel.get(pixel);
      if (!one) return phaseSigmaOfDispersion(dispersion[pixel]);
      return linkedPhaseSigma(one.temporalCoherence, one.samples * setting.looksPerSample, isSequential);
    }),
    phasesRad: new Float32Array(pixels.length * dates),
  };
  pixels.forEach((pixel, k) => {
    const phases = out.phasesRad.subarray(k * dates, (k + 1) * dates);
    const one = byPixel.get(pixel);
    if (one) phases.set(one.phasesRad);
    else pointPhases(images, reference, pixel, phases);
  });
  return out;
}

/** arg z_i - arg z_reference, NaN where either is missing. */
function pointPhases(images: readonly Float32Array[], reference: Float32Array, pixel: number, out: Float32Array): void {
  const [a, b] = [reference[2 * pixel], reference[2 * pixel + 1]];
  images.forEach((image, date) => {
    const [re, im] = [image[2 * pixel], image[2 * pixel + 1]];
    out[date] = image === reference ? 0 : Math.atan2(im * a - re * b, re * a + im * b);
  });
}
