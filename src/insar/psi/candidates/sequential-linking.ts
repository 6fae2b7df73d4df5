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
} from '../../../kernels/index.js';

/** Dates that lie side by side in a stack (see kernels/slc-stack.ts): ministacks are cut between such groups. */
const GROUP = 4;

export interface Ministack {
  readonly firstDate: number;
  readonly dates: number;
}

/** Of nearly equal size, about as many dates as are wanted. */
export function ministacksOf(dates: number, ministackDates: number): readonly Ministack[] {
  const groups = Math.ceil(dates / GROUP);
  const count = Math.max(1, Math.min(groups, Math.round(dates / ministackDates)));
  return Array.from({ length: count }, (_, k) => {
    const firstDate = GROUP * Math.round((k * groups) / count);
    const end = Math.min(dates, GROUP * Math.round(((k + 1) * groups) / count));
    return { firstDate, dates: end - firstDate };
  });
}

export interface SequentialSetting {
  readonly ministackDates: number;
  /** Of the stack. */
  readonly referenceDate: number;
  readonly method: LinkingMethod;
  readonly looksPerSample: number;
}

export class SequentialLinker {
  readonly #ministacks: readonly Ministack[];
  /** Samples of any ministack. */
  readonly #samples: Float32Array;
  readonly #all: Int32Array;
  readonly #count: Int32Array;
  readonly #answers = new Map<number, LinkedPhases>();
  /** (capacity) complex for each ministack. */
  readonly #compressed: readonly Float32Array[];

  /**
   * Takes what it needs from the memory.
   * @param stack of all dates that can be used
   * @param capacity most samples of a scatterer
   */
  constructor(
    private readonly thread: KernelThread,
    memory: KernelMemory,
    private readonly stack: SlcStack,
    capacity: number,
    private readonly setting: SequentialSetting,
  ) {
    this.#ministacks = ministacksOf(stack.epochs, setting.ministackDates);
    const sizes = this.#ministacks.flatMap(({ dates }, k) => Array.from({ length: k + 1 }, (_, used) => dates + used));
    this.#samples = memory.float32(stackLength(capacity, Math.max(...sizes, this.#ministacks.length)));
    this.#all = memory.int32(capacity);
    for (let i = 0; i < capacity; i++) this.#all[i] = i;
    this.#count = memory.int32(1);
    this.#compressed = this.#ministacks.map(() => new Float32Array(2 * capacity));
    const [float32, uint8] = [(length: number) => memory.float32(length), (length: number) => memory.uint8(length)];
    for (const size of [...sizes, ...this.#ministacks.map((_, k) => k + 1)]) {
      if (!this.#answers.has(size)) this.#answers.set(size, createLinkedPhases(1, size, false, float32, uint8));
    }
  }

  /**
   * @param samples pixels of the scatterer
   * @param phasesRad (dates of the stack) is filled: against the reference date, NaN where there is nothing
   * @returns temporal coherence, the mean over all ministacks; NaN when the reference date has no samples
   */
  link(samples: Int32Array, phasesRad: Float32Array): number {
    phasesRad.fill(Number.NaN);
    const used: number[] = [];
    let [coherence, pairs] = [0, 0];
    for (const [k, ministack] of this.#ministacks.entries()) {
      const { firstDate, dates } = ministack;
      const part = this.#partOf(ministack, samples, used);
      // The first ministack has the phases of its first date that is there, all others those of the first ministack.
      const reference = used.length > 0 ? dates : liveDate(part, dates);
      if (reference < 0) continue;
      const { temporalCoherence, phasesRad: linked } = this.#link(part, reference);
      // Without a second date there is nothing to link: it may still be what later ones are compared with.
      if (Number.isNaN(temporalCoherence[0]) && used.length > 0) continue;
      let live = used.length;
      for (let i = 0; i < dates; i++) {
        const phase = Number.isNaN(temporalCoherence[0]) && i === reference ? 0 : linked[i];
        phasesRad[firstDate + i] = phase;
        if (!Number.isNaN(phase)) live++;
      }
      if (live === used.length) continue;
      if (live > 1) coherence += temporalCoherence[0] * live * (live - 1);
      pairs += live * (live - 1);
      compress(part, phasesRad.subarray(firstDate, firstDate + dates), this.#compressed[k]);
      used.push(k);
    }
    this.#connect(used, samples.length, phasesRad);
    return turnTo(this.setting.referenceDate, phasesRad) && pairs > 0 ? coherence / pairs : Number.NaN;
  }

  /** The samples of a ministack, and after them the compressed images. */
  #partOf({ firstDate, dates }: Ministack, samples: Int32Array, used: readonly number[]): SlcStack {
    const { samples: from, rows, columns } = this.stack;
    const part = this.#cleared(samples.length, dates + used.length);
    const to = part.samples;
    const floats = 2 * GROUP;
    for (let group = 0; group * GROUP < dates; group++) {
      const begin = floats * (firstDate / GROUP + group) * rows * columns;
      let at = floats * group * samples.length;
      for (let i = 0; i < samples.length; i++) {
        let source = begin + floats * samples[i];
        for (const end = at + floats; at < end; at++, source++) to[at] = from[source];
      }
    }
    // Only the last ministack may end within a group, and zeros follow it there.
    used.forEach((m, place) => {
      put(this.#compressed[m], dates + place, part);
    });
    return part;
  }

  #cleared(pixels: number, epochs: number): SlcStack {
    const samples = this.#samples.subarray(0, stackLength(pixels, epochs)).fill(0);
    return createStack(1, pixels, epochs, () => samples);
  }

  #link(stack: SlcStack, referenceEpoch: number): LinkedPhases {
    const { method, looksPerSample } = this.setting;
    this.#count[0] = stack.columns;
    const lists = { samples: this.#all.subarray(0, stack.columns), counts: this.#count, capacity: stack.columns };
    const out = this.#answers.get(stack.epochs)!;
    return linkPhases(this.thread, stack, lists, { method, referenceEpoch, looksPerSample }, out);
  }

  /** The datum: phases of the compressed images, all at once, are added to those of their ministacks. */
  #connect(used: readonly number[], pixels: number, phasesRad: Float32Array): void {
    if (used.length < 3) return;
    const part = this.#cleared(pixels, used.length);
    used.forEach((m, place) => {
      put(this.#compressed[m], place, part);
    });
    const linked = this.#link(part, 0);
    if (Number.isNaN(linked.temporalCoherence[0])) return;
    used.forEach((m, place) => {
      const { firstDate, dates } = this.#ministacks[m];
      for (let i = firstDate; i < firstDate + dates; i++) phasesRad[i] += linked.phasesRad[place];
    });
  }
}

/** Place of the first epoch with samples, -1 without any. */
function liveDate({ samples, columns }: SlcStack, dates: number): number {
  for (let epoch = 0; epoch < dates; epoch++) {
    let at = 2 * GROUP * Math.floor(epoch / GROUP) * columns + (epoch % GROUP);
    for (const end = at + 2 * GROUP * columns; at < end; at += 2 * GROUP) {
      if (samples[at] !== 0 || samples[at + GROUP] !== 0) return epoch;
    }
  }
  return -1;
}

/** sum_i exp(-j theta_i) z_i of each pixel; missing samples are zero in a stack, and dates without a phase do not count. */
function compress({ samples, columns }: SlcStack, phasesRad: Float32Array, out: Float32Array): void {
  out.fill(0, 0, 2 * columns);
  for (let epoch = 0; epoch < phasesRad.length; epoch++) {
    const phase = phasesRad[epoch];
    if (Number.isNaN(phase)) continue;
    const [c, s] = [Math.cos(phase), Math.sin(phase)];
    let at = 2 * GROUP * Math.floor(epoch / GROUP) * columns + (epoch % GROUP);
    for (let i = 0; i < 2 * columns; i += 2, at += 2 * GROUP) {
      const re = samples[at];
      const im = samples[at + GROUP];
      out[i] += re * c + im * s;
      out[i + 1] += im * c - re * s;
    }
  }
}

/** Puts an image into an epoch of a stack of one row. */
function put(image: Float32Array, epoch: number, { samples, columns }: SlcStack): void {
  let at = 2 * GROUP * Math.floor(epoch / GROUP) * columns + (epoch % GROUP);
  for (let i = 0; i < 2 * columns; i += 2, at += 2 * GROUP) {
    samples[at] = image[i];
    samples[at + GROUP] = image[i + 1];
  }
}

/** To (-pi, pi], 0 at the reference; false when that is missing. */
function turnTo(reference: number, phasesRad: Float32Array): boolean {
  const zero = phasesRad[reference];
  if (Number.isNaN(zero)) return false;
  for (let i = 0; i < phasesRad.length; i++) {
    const phase = phasesRad[i] - zero;
    phasesRad[i] = phase - 2 * Math.PI * Math.ceil(phase / (2 * Math.PI) - 0.5);
  }
  return true;
}
