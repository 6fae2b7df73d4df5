/**
 * What temporal coherence pure noise reaches in phase linking: below it a distributed scatterer is none, whatever threshold
 * was asked for. Measured with seeded noise for the dates of the stack and a range of samples, since it depends on both.
 */
import type { KernelMemory, KernelThread } from '../../../kernels/index.js';
import { SeededRandom } from '../../../products/seeded-random.js';
import { type LinkingSetting, scattererLinker } from './scatterer-linker.js';

export interface NoiseLevels {
  /** Samples of a scatterer, ascending. */
  readonly samples: Int32Array;
  /** Temporal coherence that noise reaches once in some 10,000 cells. */
  readonly coherence: Float32Array;
}

const TRIALS = 64;
/** Noise of more samples reaches less: the level of so many is kept. */
const MOST_SAMPLES = 512;
/** Mean and so many deviations of a nearly normal law: 1e-4. */
const DEVIATIONS = 3.72;

export function noiseLevels(
  thread: KernelThread,
  memory: KernelMemory,
  dates: number,
  minSamples: number,
  mostSamples: number,
  setting: Pick<LinkingSetting, 'method' | 'sequentialAbove' | 'ministackDates'>,
): NoiseLevels {
  const samples = Int32Array.from(sampleClasses(minSamples, Math.max(minSamples, Math.min(MOST_SAMPLES, mostSamples))));
  const coherence = Float32Array.from(samples, (count) => {
    const mark = memory.mark();
    const reached = noiseCoherence(thread, memory, dates, count, setting);
    memory.release(mark);
    const mean = reached.reduce((sum, value) => sum + value, 0) / reached.length;
    const variance = reached.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (reached.length - 1);
    return Math.min(1, mean + DEVIATIONS * Math.sqrt(variance));
  });
  return { samples, coherence };
}

/** Between classes along the logarithm of the samples. */
export function noiseLevelAt({ samples, coherence }: NoiseLevels, count: number): number {
  let k = 1;
  while (k < samples.length - 1 && samples[k] < count) k++;
  if (samples.length === 1 || count <= samples[0]) return coherence[0];
  const share = Math.log(count / samples[k - 1]) / Math.log(samples[k] / samples[k - 1]);
  return coherence[k - 1] + Math.min(1, share) * (coherence[k] - coherence[k - 1]);
}

function sampleClasses(least: number, most: number): number[] {
  const count = Math.max(1, Math.ceil(Math.log2(most / least)) + 1);
  const classes = Array.from({ length: count }, (_, k) => Math.min(most, Math.round(least * 2 ** k)));
  return [...new Set(classes)];
}

function noiseCoherence(
  thread: KernelThread,
  memory: KernelMemory,
  dates: number,
  count: number,
  setting: Pick<LinkingSetting, 'method' | 'sequentialAbove' | 'ministackDates'>,
): Float32Array {
  const random = new SeededRandom(0x6e6f);
  const values = new Float64Array(2 * TRIALS * count);
  const images = Array.from({ length: dates }, () => {
    random.fillGaussian(values);
    const image = memory.float32(values.length);
    image.set(values);
    return image;
  });
  const samples = memory.int32(TRIALS * count);
  for (let i = 0; i < samples.length; i++) samples[i] = i;
  const counts = memory.int32(TRIALS).fill(count);
  const link = scattererLinker(thread, memory, { rows: TRIALS, columns: count, images }, TRIALS, count, {
    ...setting,
    dates: images.map((_, date) => date),
    referenceDate: 0,
    looksPerSample: 1,
  });
  return link({ samples, counts, capacity: count }).temporalCoherence.slice();
}
