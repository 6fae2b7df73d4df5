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
} from '../../../kernels/index.js';
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

/** Takes from the memory what it needs; valid until that is released, answers until the next ones. For so many lists each time. */
export function scattererLinker(
  thread: KernelThread,
  memory: KernelMemory,
  { rows, columns, images }: SampledImages,
  lists: number,
  capacity: number,
  setting: LinkingSetting,
): ScattererLinker {
  const { dates, referenceDate, method, looksPerSample } = setting;
  const allDates = images.length;
  const out = {
    phasesRad: new Float32Array(lists * allDates).fill(Number.NaN),
    temporalCoherence: new Float32Array(lists),
  };
  const stack = createStack(rows, columns, dates.length, (length) => memory.float32(length));
  // What the memory held before stays beyond the last date otherwise.
  if (dates.length % 4 !== 0) stack.samples.fill(0);
  for (const [epoch, date] of dates.entries()) {
    packEpoch(thread, images[date].subarray(0, 2 * rows * columns), epoch, stack);
  }
  const referenceEpoch = dates.indexOf(referenceDate);
  if (referenceEpoch < 0) throw new RangeError(`referenceDate: expected one of the usable dates, got ${referenceDate}`);
  const spread = (k: number, phases: Float32Array) => {
    for (const [epoch, date] of dates.entries()) out.phasesRad[k * allDates + date] = phases[epoch];
  };
  if (dates.length > setting.sequentialAbove) {
    const linker = new SequentialLinker(thread, memory, stack, capacity, { ...setting, referenceDate: referenceEpoch });
    const phases = new Float32Array(dates.length);
    return ({ samples, counts, capacity: size }) => {
      counts.forEach((count, k) => {
        out.temporalCoherence[k] =
          count > 0 ? linker.link(samples.subarray(k * size, k * size + count), phases) : Number.NaN;
        if (count > 0) spread(k, phases);
      });
      return out;
    };
  }
  const linked = createLinkedPhases(
    lists,
    dates.length,
    false,
    (length) => memory.float32(length),
    (length) => memory.uint8(length),
  );
  return (wanted) => {
    linkPhases(thread, stack, wanted, { method, referenceEpoch, looksPerSample }, linked);
    out.temporalCoherence.set(linked.temporalCoherence);
    for (let k = 0; k < lists; k++) {
      spread(k, linked.phasesRad.subarray(k * dates.length, (k + 1) * dates.length));
    }
    return out;
  };
}
