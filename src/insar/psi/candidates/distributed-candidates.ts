/** Distributed scatterers of a block: at the centre of every cell the pixels that speckle alike, and their common phases. */
import {
  createSampleLists,
  type HalfWindow,
  type KernelMemory,
  type KernelThread,
  powerRatioLimit,
  type SampleLists,
  selectHomogeneous,
  selectHomogeneousByRank,
} from '../../../kernels/index.js';
import type { Rectangle } from '../image-window.js';
import { type NoiseLevels, noiseLevelAt } from './linking-noise.js';
import { NearestSamples } from './nearest-samples.js';
import { type LinkingSetting, scattererLinker } from './scatterer-linker.js';

export interface DistributedSetting extends LinkingSetting {
  readonly half: HalfWindow;
  readonly strideRows: number;
  readonly strideColumns: number;
  readonly minSamples: number;
  readonly homogeneityAlpha: number;
  readonly minLinkedCoherence: number;
  readonly noise: NoiseLevels;
}

export interface DistributedInput {
  /** Of what is known: the block and its margin. */
  readonly window: Rectangle;
  /** Of all dates: (rows, columns) complex, interleaved. */
  readonly images: readonly Float32Array[];
  /** (dates) of amplitudes. */
  readonly gains: Float64Array;
  /** (rows, columns) mean power of Rayleigh amplitudes. */
  readonly power: Float32Array;
  /** (rows, columns) 1 where a point scatterer makes a cell not worth while. */
  readonly isTaken: Uint8Array;
}

export interface DistributedScatterer {
  /** Of the window. */
  readonly pixel: number;
  readonly samples: number;
  readonly temporalCoherence: number;
  readonly phasesRad: Float32Array;
}

/** Stacks of fewer dates want a test that assumes no law of amplitudes. */
const RANK_TEST_BELOW = 20;
/**
 * Nearest ones. In simulated towns all of a window (278 on average) are no better than 200, which take two thirds of the time;
 * fields and meadows lose a tenth of their precision.
 */
const MOST_SAMPLES = 200;

/** Takes from the memory what it needs, until that is released. */
export function distributedCandidates(
  thread: KernelThread,
  memory: KernelMemory,
  block: Rectangle,
  input: DistributedInput,
  setting: DistributedSetting,
): DistributedScatterer[] {
  const { window } = input;
  const { strideRows, strideColumns, half } = setting;
  const rows = centresOf(block.firstRow, block.rows, strideRows);
  const columns = centresOf(block.firstColumn, block.columns, strideColumns);
  if (rows.count === 0 || columns.count === 0) return [];
  const lists = createSampleLists(columns.count, half, (length) => memory.int32(length));
  const select = selection(thread, memory, input, setting);
  const size = { rows: window.rows, columns: window.columns, images: input.images };
  const link = scattererLinker(thread, memory, size, columns.count, lists.capacity, setting);
  const nearest = new NearestSamples(half, half.columns / half.rows);
  const found: DistributedScatterer[] = [];
  const first = columns.first - window.firstColumn;
  for (let k = 0; k < rows.count; k++) {
    const row = rows.first + k * strideRows - window.firstRow;
    select({ row, first, stride: strideColumns, count: columns.count }, lists);
    for (let j = 0; j < columns.count; j++) {
      const isWanted =
        lists.counts[j] >= setting.minSamples && !isCellTaken(input, setting, row, first + j * strideColumns);
      if (!isWanted) lists.counts[j] = 0;
      nearest.keep(lists, j, MOST_SAMPLES, window.columns, row * window.columns + first + j * strideColumns);
    }
    if (!lists.counts.some((count) => count > 0)) continue;
    const linked = link(lists);
    for (let j = 0; j < columns.count; j++) {
      const samples = lists.counts[j];
      const temporalCoherence = linked.temporalCoherence[j];
      const least = Math.max(setting.minLinkedCoherence, noiseLevelAt(setting.noise, samples * setting.looksPerSample));
      if (samples === 0 || !(temporalCoherence >= least)) continue;
      const dates = input.images.length;
      const phasesRad = linked.phasesRad.slice(j * dates, (j + 1) * dates);
      if (phasesRad.reduce((sum, phase) => sum + (Number.isNaN(phase) ? 0 : 1), 0) < setting.dates.length / 2) continue;
      found.push({ pixel: row * window.columns + first + j * strideColumns, samples, temporalCoherence, phasesRad });
    }
  }
  return found;
}

/** Cells begin at the first pixel of the image, whatever the blocks; a cell belongs to the block that holds its centre. */
function centresOf(first: number, count: number, stride: number): { readonly first: number; readonly count: number } {
  const half = stride >> 1;
  const cell = Math.ceil((first - half) / stride);
  const centre = cell * stride + half;
  return { first: centre, count: Math.max(0, Math.ceil((first + count - centre) / stride)) };
}

function isCellTaken(
  { window, isTaken }: DistributedInput,
  { strideRows, strideColumns }: DistributedSetting,
  row: number,
  column: number,
): boolean {
  const [top, left] = [row - (strideRows >> 1), column - (strideColumns >> 1)];
  for (let y = Math.max(0, top); y < Math.min(window.rows, top + strideRows); y++) {
    for (let x = Math.max(0, left); x < Math.min(window.columns, left + strideColumns); x++) {
      if (isTaken[y * window.columns + x] === 1) return true;
    }
  }
  return false;
}

type Selection = (centres: { row: number; first: number; stride: number; count: number }, lists: SampleLists) => void;

function selection(
  thread: KernelThread,
  memory: KernelMemory,
  { window: { rows, columns }, images, gains, power }: DistributedInput,
  { dates, half, homogeneityAlpha }: DistributedSetting,
): Selection {
  if (dates.length >= RANK_TEST_BELOW) {
    const ratio = powerRatioLimit(dates.length, homogeneityAlpha);
    const powerHere = memory.float32(rows * columns);
    powerHere.set(power);
    return (centres, lists) => void selectHomogeneous(thread, powerHere, rows, columns, centres, half, ratio, lists);
  }
  const n = dates.length;
  const amplitudes = new Float32Array(rows * columns * n);
  dates.forEach((date, i) => {
    const image = images[date];
    for (let p = 0; p < rows * columns; p++) {
      amplitudes[p * n + i] = gains[date] * Math.hypot(image[2 * p], image[2 * p + 1]);
    }
  });
  for (let p = 0; p < rows * columns; p++) amplitudes.subarray(p * n, (p + 1) * n).sort();
  return (centres, lists) =>
    void selectHomogeneousByRank(amplitudes, n, rows, columns, centres, half, homogeneityAlpha, lists);
}
