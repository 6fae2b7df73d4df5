/**
 * The kernels on one thread and on two, beside their plain float64 twins. Times are those of the processor, and the least of
 * many: other programs on the machine only ever make them longer. What is asked of single calls are the figures measured on a
 * processor of 3.5 GHz, with a quarter on top.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import {
  compileKernels,
  DEFAULT_LINKING,
  halfRayleighGrid,
  KernelMemory,
  KernelThread,
  type KernelVariant,
} from '../src/kernels/index.js';
import {
  arcReference,
  coherenceReference,
  fitReference,
  linkReference,
  momentsReference,
} from '../src/kernels/reference.js';
import type { KernelThreadTask, ThreadWork } from './kernel-thread.js';
import { amplitudeWork, arcWork, fullGrid, phaseLinkingWork, seriesWork, type Work } from './kernel-work.js';
import { type Measurement, round } from './report.js';

const MIB = 2 ** 20;
const CALLS_MS = 1500;
const SPELLS = 24;
const SPELL_MS = 150;
const LEAST_RATIO = 3;

export async function benchKernels(): Promise<readonly Measurement[]> {
  const measurements: Measurement[] = [];
  for (const variant of ['simd128', 'relaxed'] as const) {
    measurements.push(...(await oneThread(variant)), ...(await twoThreads(variant)));
  }
  return [...measurements, ...(await againstTwins())];
}

async function oneThread(variant: KernelVariant): Promise<readonly Measurement[]> {
  const memory = new KernelMemory(await compileKernels(variant), 768 * MIB);
  const thread = KernelThread.in(memory);
  const isPlain = variant === 'simd128';
  const row = (what: string, seconds: number, most?: number): Measurement => ({
    what: `${variant}: ${what} (us)`,
    measured: round(seconds * 1e6),
    asked: most === undefined ? '-' : `< ${most}`,
    met: most === undefined || seconds * 1e6 < most,
  });
  const results: Measurement[] = [];
  for (const [epochs, coherence, evd, emi, windows] of [
    [60, isPlain ? 205 : 144, 25, 129, 14],
    [120, isPlain ? 820 : 581, 88, 630, 55],
  ] as const) {
    const mark = memory.mark();
    const work = phaseLinkingWork(memory, thread, epochs);
    results.push(
      row(`coherence of 253 samples x ${epochs} dates, per pixel`, secondsOf(work.coherence), coherence),
      row(`the same in windows, per pixel`, secondsOf(work.windows), windows),
      row(`EVD of ${epochs} dates`, secondsOf(work.solving('evd')), evd),
      row(`EMI of ${epochs} dates`, secondsOf(work.solving('emi')), emi),
      row(`Laplacian of ${epochs} dates`, secondsOf(work.solving('laplacian'))),
      row(`homogeneous pixels among 253`, secondsOf(work.homogeneous)),
    );
    memory.release(mark);
  }
  const mark = memory.mark();
  results.push(
    row('arc of 60 dates, 83 x 41 cells', secondsOf(arcWork(memory, thread, fullGrid, 64)), isPlain ? 34 : 24),
    row(
      'arc of 60 dates, half-Rayleigh cells',
      secondsOf(arcWork(memory, thread, (design) => halfRayleighGrid(design, 30, 30), 1024)),
    ),
    row('series of 250 dates, three models', secondsOf(seriesWork(memory, thread, false))),
    row('series of 250 dates with a gap, three models', secondsOf(seriesWork(memory, thread, true))),
  );
  memory.release(mark);
  const gigabytes = 1e-9 / secondsOf(amplitudeWork(memory, thread));
  const what = `${variant}: amplitude moments (GB/s)`;
  return [...results, { what, measured: round(gigabytes), asked: '> 8', met: gigabytes > 8 }];
}

const cpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** Least processor time of a call, per thing that it does. */
function secondsOf(work: Work): number {
  work.run();
  let least = Number.POSITIVE_INFINITY;
  for (const start = performance.now(); performance.now() - start < CALLS_MS; ) {
    const before = cpuSeconds();
    work.run();
    least = Math.min(least, cpuSeconds() - before);
  }
  return least / work.count;
}

async function twoThreads(variant: KernelVariant): Promise<readonly Measurement[]> {
  const asked: readonly [ThreadWork, string, number][] = [
    ['laplacian', 'coherence of lists and Laplacian, 60 dates (px/s)', 7_000],
    ['evd', 'coherence of lists and EVD, 60 dates (px/s)', 7_000],
    ['emi', 'coherence of lists and EMI, 60 dates (px/s)', 7_000],
    ['windows', 'coherence of windows, 60 dates (px/s)', 60_000],
    ['windows-evd', 'coherence of windows and EVD, 60 dates (px/s)', 0],
    ['arcs', 'arcs, 83 x 41 cells, 60 dates (arcs/s)', 60_000],
  ];
  const results: Measurement[] = [];
  for (const [work, what, least] of asked) {
    const rate = await rateOfTwo(variant, work);
    const asked = least > 0 ? `> ${least.toLocaleString('en')}` : '-';
    results.push({ what: `${variant}, two workers: ${what}`, measured: round(rate), asked, met: rate > least });
  }
  return results;
}

/** What two threads do in a second of both cores: of short spells the one in which a thing took least of their time. */
async function rateOfTwo(variant: KernelVariant, work: ThreadWork): Promise<number> {
  const done = new Int32Array(new SharedArrayBuffer(4));
  const workerData: KernelThreadTask = { compiled: await compileKernels(variant), work, done };
  const workers = [1, 2].map(() => new Worker(new URL('./kernel-thread.js', import.meta.url), { workerData }));
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  let best = 0;
  for (let spell = 0; spell < SPELLS; spell++) {
    const before = { count: Atomics.load(done, 0), seconds: cpuSeconds() };
    await new Promise((resolve) => setTimeout(resolve, SPELL_MS));
    best = Math.max(best, (2 * (Atomics.load(done, 0) - before.count)) / (cpuSeconds() - before.seconds));
  }
  await Promise.all(workers.map((worker) => worker.terminate()));
  return best;
}

/** Times faster than src/kernels/reference.ts, in the same run. */
async function againstTwins(): Promise<readonly Measurement[]> {
  const memory = new KernelMemory(await compileKernels(), 768 * MIB);
  const thread = KernelThread.in(memory);
  const epochs = 60;
  const linking = phaseLinkingWork(memory, thread, epochs);
  const vectors = vectorsOf(
    linking.stack.samples,
    linking.lists.samples.subarray(0, 253),
    epochs,
    linking.stack.columns * linking.stack.rows,
  );
  const matrix = coherenceReference(vectors, epochs);
  const row = (what: string, twin: () => void, work: Work, twins = 1): Measurement => {
    // Often enough for the clock to see it.
    const repeated = () => {
      for (let k = 0; k < twins; k++) twin();
    };
    const ratio = secondsOf({ count: twins, run: repeated }) / secondsOf(work);
    return {
      what: `times as fast as its twin: ${what}`,
      measured: round(ratio),
      asked: `> ${LEAST_RATIO}`,
      met: ratio > LEAST_RATIO,
    };
  };
  const link = (method: 'laplacian' | 'evd' | 'emi') => () =>
    void linkReference(matrix, epochs, 253, { ...DEFAULT_LINKING, method });
  const arcs = arcWork(memory, thread, fullGrid, 64);
  const phases = arcs.phasesRad.subarray(0, epochs);
  const series = seriesWork(memory, thread, false);
  const columns = [
    () => 1,
    (i: number) => i,
    (i: number) => Math.cos(i / 10),
    (i: number) => Math.sin(i / 10),
    (i: number) => i * i,
    (i: number) => i ** 3,
  ];
  const amplitudes = Array.from({ length: 32 }, (_, i) => i + 0.5);
  return [
    row('coherence, 253 samples x 60 dates', () => coherenceReference(vectors, epochs), linking.coherence),
    row('Laplacian, 60 dates', link('laplacian'), linking.solving('laplacian')),
    row('EVD, 60 dates', link('evd'), linking.solving('evd')),
    row('EMI, 60 dates', link('emi'), linking.solving('emi')),
    row(
      'arcs, 83 x 41 cells, 60 dates',
      () => arcReference(phases, arcs.design.velocityRad, arcs.design.heightRad, fullGrid()),
      arcs,
    ),
    row('series, 250 dates', () => fitReference(series.series.subarray(0, 250), columns), series, 100),
    row(
      'amplitude moments, 32 dates',
      () => momentsReference(amplitudes),
      perPixel(amplitudeWork(memory, thread), 32),
      1000,
    ),
  ];
}

const perPixel = (bytes: Work, epochs: number): Work => ({ count: bytes.count / (8 * epochs), run: bytes.run });

/** (samples, epochs) complex, out of the layout of stacks. */
function vectorsOf(stack: Float32Array, samples: Int32Array, epochs: number, pixels: number): Float64Array {
  const out = new Float64Array(2 * epochs * samples.length);
  samples.forEach((pixel, l) => {
    for (let i = 0; i < epochs; i++) {
      const at = 8 * (Math.floor(i / 4) * pixels + pixel) + (i % 4);
      out[2 * (l * epochs + i)] = stack[at];
      out[2 * (l * epochs + i) + 1] = stack[at + 4];
    }
  });
  return out;
}
