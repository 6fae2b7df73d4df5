/** What is committed beside the sources, and which form of it runs. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { compileKernels, KernelMemory, KernelThread, packEpoch, supportsRelaxedSimd } from '../../src/kernels/index.js';

const folder = fileURLToPath(new URL('../../src/kernels/', import.meta.url));

test('the compiled kernels are those that the sources made: every sum is right, and no file is without one', () => {
  // `npm run build:wasm -- --check`, of the whole test of a clone, compiles and compares; a compiler takes too long here.
  const lines = readFileSync(`${folder}wasm/SHA256SUMS`, 'utf8').trim().split('\n');
  const sums = Object.fromEntries(lines.map((line) => line.split('  ').reverse()));
  const files = ['c', 'wasm'].flatMap((part) => readdirSync(folder + part).map((name) => `${part}/${name}`));
  const isSummed = (file: string) => file !== 'wasm/SHA256SUMS';
  for (const file of files.filter(isSummed)) {
    const sum = createHash('sha256')
      .update(readFileSync(folder + file))
      .digest('hex');
    expect(sums[file], `${file} is not what SHA256SUMS was made from: npm run build:wasm`).toBe(sum);
  }
  expect(Object.keys(sums).sort()).toEqual(files.filter(isSummed).sort());
});

test('plain SIMD is taken unless relaxed is asked for, and holds no relaxed instruction', async () => {
  expect((await compileKernels()).variant).toBe('simd128');
  expect((await compileKernels('relaxed')).variant).toBe((await supportsRelaxedSimd()) ? 'relaxed' : 'simd128');
  const [plain, relaxed] = ['kernels.wasm', 'kernels-relaxed.wasm'].map((name) =>
    readFileSync(`${folder}wasm/${name}`),
  );
  // relaxed_madd of f32x4 is fd 85 02 in the code.
  expect(plain.includes(Buffer.from([0xfd, 0x85, 0x02]))).toBe(false);
  expect(relaxed.includes(Buffer.from([0xfd, 0x85, 0x02]))).toBe(true);
});

test('the smallest memory is enough to run', async () => {
  const memory = new KernelMemory(await compileKernels(), 4 * 65_536);
  const thread = KernelThread.in(memory, 4096);
  const stack = { samples: memory.float32(8), rows: 1, columns: 1, epochs: 1 };
  packEpoch(thread, Float32Array.of(3, -4), 0, stack);
  expect([...stack.samples]).toEqual([3, 0, 0, 0, -4, 0, 0, 0]);
});
