/** A thread of the kernels in each of the two compiled forms, for suites that try both. */
import { compileKernels, KernelMemory, KernelThread, type KernelVariant } from '../../src/kernels/index.js';

export const VARIANTS: readonly KernelVariant[] = ['simd128', 'relaxed'];

const MIB = 2 ** 20;

export async function kernelsOf(variant: KernelVariant): Promise<{ memory: KernelMemory; thread: KernelThread }> {
  const memory = new KernelMemory(await compileKernels(variant), 192 * MIB);
  return { memory, thread: KernelThread.in(memory, 64 * MIB) };
}

/** Largest difference; Infinity where only one is NaN. */
export function worstDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new RangeError(`${a.length} and ${b.length} values`);
  let worst = 0;
  for (let i = 0; i < a.length; i++) {
    if (Number.isNaN(a[i]) !== Number.isNaN(b[i])) return Number.POSITIVE_INFINITY;
    worst = Math.max(worst, Math.abs(a[i] - b[i]) || 0);
  }
  return worst;
}

/** As for angles in rad: whole turns are no difference. */
export function worstAngle(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const turned = Float64Array.from(a, (value, i) => {
    const difference = value - b[i];
    return difference - 2 * Math.PI * Math.round(difference / (2 * Math.PI));
  });
  return worstDifference(
    turned,
    turned.map((value) => (Number.isNaN(value) ? value : 0)),
  );
}
