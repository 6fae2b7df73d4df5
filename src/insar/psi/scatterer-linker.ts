/** Phases of distributed scatterers out of lists of their samples: all dates at once, or ministack after ministack. */
import {
  createLinkedPhases,
  createStack,
  type KernelMemory,
  type KernelThread,
  type LinkingMethod,
  linkPhases,
  packEpoch,
  type SampleLists,
} from '../../kernels/index.js';
import { SequentialLinker } from './sequential-linking.js';

export interface LinkingSetting {
  /** Places of the images that can be used, ascending. */
  readonly dates: readonly number[];
  readonly referenceDate: number;
  readonly method: LinkingMethod;
  /** More dates than this are linked in ministacks of so many. */
  readonly sequentialAbove: number;
  readonly ministackDates: number;
  readonly looksPerSample: number;
}

export interface LinkedScatterers {
  /** (lists, all dates) against the reference date, NaN = nothing. */
  readonly phasesRad: Float32Array;
  /** (lists) NaN = nothing. */
  readonly temporalCoherence: Float32Array;
}

export interface SampledImages {
  readonly rows: number;
  readonly columns: number;
  /** Of all dates: at least (rows, columns) complex, interleaved. */
  readonly images: readonly Float32Array[];
}

export type ScattererLinker = (lists: SampleLists) => LinkedScatterers;

/** Takes from the memory what it needs; valid until that is released. At most `lists` at a time. */
export function scattererLinker(
  thread: KernelThread,
  memory: KernelMemory,
  { rows, columns, images }: SampledImages,
  lists: number,
  capacity: number,
  setting: LinkingSetting,
): ScattererLinker {
  const allDates = images.length;
  const [float32, uint8] = [(length: number) => memory.float32(length), (length: number) => memory.uint8(length)];
  const out = createLinkedPhases(lists, allDates, false, float32, uint8);
  if (setting.dates.length > setting.sequentialAbove) {
    const linker = new SequentialLinker(thread, memory, { ...setting, capacity });
    return ({ samples, counts, capacity: size }) => {
      counts.forEach((count, k) => {
        const phases = out.phasesRad.subarray(k * allDates, (k + 1) * allDates);
        const own = samples.subarray(k * size, k * size + count);
        out.temporalCoherence[k] = count > 0 ? linker.link(images, own, phases) : Number.NaN;
      });
      return out;
    };
  }
  // Dates of which nothing is seen stay in: they cost little and are NaN in the phases.
  const stack = createStack(rows, columns, allDates, float32);
  // What the memory held before stays beyond the last date otherwise.
  if (allDates % 4 !== 0) stack.samples.fill(0);
  for (const [date, image] of images.entries()) packEpoch(thread, image.subarray(0, 2 * rows * columns), date, stack);
  const { method, referenceDate: referenceEpoch, looksPerSample } = setting;
  return (wanted) => linkPhases(thread, stack, wanted, { method, referenceEpoch, looksPerSample }, out);
}
