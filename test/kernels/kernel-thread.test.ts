/** Threads over one memory, from the compiled program. */
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import {
  coherenceMatrices,
  compileKernels,
  createSampleLists,
  KernelMemory,
  KernelThread,
  packEpoch,
} from '../../src/kernels/index.js';
import { compiledModule } from '../../src/package-root.js';
import { SeededRandom } from '../../src/products/seeded-random.js';
import { VARIANTS } from '../support/kernels.js';

const [ROWS, COLUMNS, EPOCHS] = [12, 16, 22];
const HALF = { rows: 3, columns: 4 };

describe.each(VARIANTS)('threads, %s', (variant) => {
  test('1, 2 and 4 of them give the same bytes', async () => {
    const [one, two, four] = [await results(variant, 1), await results(variant, 2), await results(variant, 4)];
    expect(two).toEqual(one);
    expect(four).toEqual(one);
    expect(one.phasesRad.some((phase) => phase !== 0)).toBe(true);
    expect(one.rms.every((rms) => rms > 0)).toBe(true);
  });
});

test('an array outside the memory is copied in and out; a scratch too small says what is needed', async () => {
  const memory = new KernelMemory(await compileKernels(), 2 ** 20);
  const thread = KernelThread.in(memory, 2048);
  const stack = { samples: new Float32Array(16), rows: 1, columns: 2, epochs: 2 };
  packEpoch(thread, Float32Array.of(1, 2, 3, 4), 1, stack);
  expect([...stack.samples]).toEqual([0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0]);
  const lists = { samples: Int32Array.of(0, 1), counts: Int32Array.of(2), capacity: 2 };
  const many = { ...stack, samples: memory.float32(8 * 2 * 10), epochs: 40 };
  expect(() => coherenceMatrices(thread, many, lists)).toThrow(/at least \d+ bytes needed, 2048 there/);
});

/** What so many threads make of the same block, each of a share of its rows. */
async function results(variant: (typeof VARIANTS)[number], threads: number) {
  const memory = new KernelMemory(await compileKernels(variant), 64 * 2 ** 20);
  const pixels = ROWS * COLUMNS;
  const stack = {
    samples: memory.float32(8 * pixels * Math.ceil(EPOCHS / 4)),
    rows: ROWS,
    columns: COLUMNS,
    epochs: EPOCHS,
  };
  const main = KernelThread.in(memory, 2 ** 20);
  const random = new SeededRandom(17);
  const common = Float32Array.from({ length: 2 * pixels }, () => random.gaussian());
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    packEpoch(
      main,
      common.map((value) => value + 0.8 * random.gaussian()),
      epoch,
      stack,
    );
  }
  const power = memory.float32(pixels);
  for (let p = 0; p < pixels; p++) power[p] = 1 + random.uniform();
  const centres = (ROWS * COLUMNS) / 2;
  const lists = createSampleLists(centres, HALF, (n) => memory.int32(n));
  const shared = {
    ...lists,
    power,
    phasesRad: memory.float32(centres * EPOCHS),
    temporalCoherence: memory.float32(centres),
    eigenvalue: memory.float32(centres),
    outcome: memory.uint8(centres),
    rms: memory.float64(centres),
  };
  const place = <T>(value: T) =>
    ArrayBuffer.isView(value)
      ? { byteOffset: value.byteOffset, length: (value as unknown as Float32Array).length }
      : value;
  const workers = Array.from({ length: threads }, (_, k) => {
    const workerData = {
      kernels: pathToFileURL(compiledModule('kernels/index.js')).href,
      spec: { compiled: memory.compiled, memory: memory.memory, space: memory.threadSpace(2 ** 20) },
      stack: { ...stack, samples: place(stack.samples) },
      results: Object.fromEntries(Object.entries(shared).map(([name, value]) => [name, place(value)])),
      shares: Array.from({ length: ROWS }, (_, row) => row).filter((row) => row % threads === k),
    };
    return new Worker(new URL('../support/kernel-worker.mjs', import.meta.url), { workerData });
  });
  const exits = await Promise.all(workers.map((worker) => once(worker, 'exit')));
  expect(exits.flat()).toEqual(workers.map(() => 0));
  const { phasesRad, temporalCoherence, eigenvalue, outcome, rms, counts } = shared;
  return { phasesRad, temporalCoherence, eigenvalue, outcome, rms, counts };
}
