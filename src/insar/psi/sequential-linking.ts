/**
 * Phase linking of long stacks, ministack after ministack (Ansari, De Zan & Bamler 2017, doi:10.1109/TGRS.2017.2711037):
 * the dates of a ministack are linked together with one compressed image of each earlier ministack,
 *   c_m(p) = sum_i exp(-j theta_i) z_i(p),
 * and at the end the compressed images among themselves, which says by how much each ministack is off (the datum). Cost and
 * memory then grow with the dates, not with their cube.
 *
 * The samples of a scatterer are compressed with its own phases, not with those of the cells they lie in: a sample then
 * needs nothing from beyond the window, however many ministacks there are, and blocks need no wider margin.
 */
import {
  createLinkedPhases,
  createStack,
  type KernelMemory,
  type KernelThread,
  type LinkedPhases,
  type LinkingMethod,
  linkPhases,
  type SlcStack,
  stackLength,
} from '../../kernels/index.js';

/** Dates of each ministack: of equal size, but for one. */
export function ministacksOf(dates: readonly number[], ministackDates: number): readonly (readonly number[])[] {
  const count = Math.max(1, Math.round(dates.length / ministackDates));
  return Array.from({ length: count }, (_, k) =>
    dates.slice(Math.round((k * dates.length) / count), Math.round(((k + 1) * dates.length) / count)),
  );
}

export interface SequentialSetting {
  /** Places of the images that can be used. */
  readonly dates: readonly number[];
  readonly ministackDates: number;
  readonly referenceDate: number;
  readonly method: LinkingMethod;
  readonly looksPerSample: number;
  /** Most samples of a scatterer. */
  readonly capacity: number;
}

export class SequentialLinker {
  readonly #ministacks: readonly (readonly number[])[];
  /** Samples of any ministack. */
  readonly #samples: Float32Array;
  readonly #all: Int32Array;
  readonly #count: Int32Array;
  readonly #answers = new Map<number, LinkedPhases>();
  /** (capacity) complex for each ministack. */
  readonly #compressed: readonly Float32Array[];

  /** Takes what it needs from the memory. */
  constructor(
    private readonly thread: KernelThread,
    memory: KernelMemory,
    private readonly setting: SequentialSetting,
  ) {
    this.#ministacks = ministacksOf(setting.dates, setting.ministackDates);
    const { capacity } = setting;
    const most = Math.max(...this.#ministacks.map(({ length }, k) => length + k));
    this.#samples = memory.float32(stackLength(capacity, most));
    this.#all = memory.int32(capacity);
    for (let i = 0; i < capacity; i++) this.#all[i] = i;
    this.#count = memory.int32(1);
    this.#compressed = this.#ministacks.map(() => new Float32Array(2 * capacity));
    for (const size of new Set([...this.#ministacks.map(({ length }, k) => length + k), this.#ministacks.length])) {
      this.#answers.set(
        size,
        createLinkedPhases(
          1,
          size,
          false,
          (length) => memory.float32(length),
          (length) => memory.uint8(length),
        ),
      );
    }
  }

  /**
   * @param images of all dates: complex, interleaved
   * @param samples pixels of the scatterer
   * @param phasesRad (dates of the images) is filled: against the reference date, NaN where there is nothing
   * @returns temporal coherence, the mean over all ministacks; NaN when the reference date has no samples
   */
  link(images: readonly Float32Array[], samples: Int32Array, phasesRad: Float32Array): number {
    phasesRad.fill(Number.NaN);
    const used: number[] = [];
    let [coherence, pairs] = [0, 0];
    for (const [k, dates] of this.#ministacks.entries()) {
      const stack = this.#stack(samples.length, used.length + dates.length);
      used.forEach((m, place) => void pack(this.#compressed[m], undefined, place, stack));
      const live = dates.map((date, i) => pack(images[date], samples, used.length + i, stack));
      const reference = used.length > 0 ? 0 : live.indexOf(true);
      if (reference < 0 || !live.includes(true)) continue;
      const linked = this.#link(stack, reference);
      const found = linked.temporalCoherence[0];
      if (Number.isNaN(found)) {
        // One date alone.
        if (used.length === 0) phasesRad[dates[reference]] = 0;
        else continue;
      } else {
        const size = used.length + live.filter(Boolean).length;
        coherence += found * size * (size - 1);
        pairs += size * (size - 1);
        dates.forEach((date, i) => {
          phasesRad[date] = linked.phasesRad[used.length + i];
        });
      }
      this.#compress(k, dates, images, samples, phasesRad);
      used.push(k);
    }
    this.#connect(used, samples.length, phasesRad);
    return againstReference(phasesRad, this.setting.referenceDate) && pairs > 0 ? coherence / pairs : Number.NaN;
  }

  #stack(pixels: number, epochs: number): SlcStack {
    const samples = this.#samples.subarray(0, stackLength(pixels, epochs)).fill(0);
    return createStack(1, pixels, epochs, () => samples);
  }

  #link(stack: SlcStack, referenceEpoch: number): LinkedPhases {
    const { method, looksPerSample } = this.setting;
    this.#count[0] = stack.columns;
    const lists = { samples: this.#all.subarray(0, stack.columns), counts: this.#count, capacity: stack.columns };
    const out = this.#answers.get(stack.epochs) ?? this.#newAnswer(stack.epochs);
    return linkPhases(this.thread, stack, lists, { method, referenceEpoch, looksPerSample }, out);
  }

  /** Where ministacks are missing. */
  #newAnswer(epochs: number): LinkedPhases {
    const made = createLinkedPhases(1, epochs);
    this.#answers.set(epochs, made);
    return made;
  }

  #compress(
    k: number,
    dates: readonly number[],
    images: readonly Float32Array[],
    samples: Int32Array,
    phasesRad: Float32Array,
  ): void {
    const out = this.#compressed[k].fill(0, 0, 2 * samples.length);
    for (const date of dates) {
      const phase = phasesRad[date];
      if (Number.isNaN(phase)) continue;
      const [c, s, image] = [Math.cos(phase), Math.sin(phase), images[date]];
      for (let i = 0; i < samples.length; i++) {
        const [re, im] = [image[2 * samples[i]], image[2 * samples[i] + 1]];
        if (Number.isNaN(re)) continue;
        out[2 * i] += re * c + im * s;
        out[2 * i + 1] += im * c - re * s;
      }
    }
  }

  /** The datum: phases of the compressed images, all at once, are added to those of their ministacks. */
  #connect(used: readonly number[], pixels: number, phasesRad: Float32Array): void {
    if (used.length < 3) return;
    const stack = this.#stack(pixels, used.length);
    used.forEach((m, place) => void pack(this.#compressed[m], undefined, place, stack));
    const linked = this.#link(stack, 0);
    if (Number.isNaN(linked.temporalCoherence[0])) return;
    used.forEach((m, place) => {
      for (const date of this.#ministacks[m]) phasesRad[date] += linked.phasesRad[place];
    });
  }
}

/**
 * Puts pixels of an image, or all of it, into one epoch of a stack of one row that was cleared (layout: kernels/slc-stack.ts).
 * @returns whether there is any
 */
function pack(image: Float32Array, samples: Int32Array | undefined, epoch: number, stack: SlcStack): boolean {
  const { columns, samples: out } = stack;
  let at = 8 * (epoch >> 2) * columns + (epoch & 3);
  let isLive = false;
  for (let i = 0; i < columns; i++, at += 8) {
    const from = 2 * (samples ? samples[i] : i);
    const [re, im] = [image[from], image[from + 1]];
    if (Number.isNaN(re + im)) continue;
    out[at] = re;
    out[at + 4] = im;
    isLive ||= re !== 0 || im !== 0;
  }
  return isLive;
}

/** To (-pi, pi], 0 at the reference; false when that is missing. */
function againstReference(phasesRad: Float32Array, reference: number): boolean {
  const zero = phasesRad[reference];
  if (Number.isNaN(zero)) return false;
  for (let i = 0; i < phasesRad.length; i++) {
    const phase = phasesRad[i] - zero;
    phasesRad[i] = phase - 2 * Math.PI * Math.ceil(phase / (2 * Math.PI) - 0.5);
  }
  return true;
}
