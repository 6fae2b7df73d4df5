import { expect, test } from 'vitest';
import * as K from '../../src/kernels/index.js';
import { coherenceReference, linkReference } from '../../src/kernels/reference.js';
import { SeededRandom } from '../../src/products/seeded-random.js';

test('try', async () => {
  for (const variant of ['simd128', 'relaxed'] as const) {
    const compiled = await K.compileKernels(variant);
    const memory = new K.KernelMemory(compiled, 512 * 2 ** 20);
    const thread = K.KernelThread.in(memory, 256*2**20);
    const N = 30, rows = 20, cols = 30;
    const random = new SeededRandom(3);
    const stack = K.createStack(rows, cols, N, (n) => memory.float32(n));
    const images: Float32Array[] = [];
    const base = Float32Array.from({ length: 2 * rows * cols }, () => random.gaussian());
    for (let i = 0; i < N; i++) {
      const c = Math.cos(i * 0.7), s = Math.sin(i * 0.7);
      const im = new Float32Array(2 * rows * cols);
      for (let p = 0; p < rows * cols; p++) {
        im[2 * p] = base[2 * p] * c - base[2 * p + 1] * s + random.gaussian();
        im[2 * p + 1] = base[2 * p] * s + base[2 * p + 1] * c + random.gaussian();
      }
      images.push(im);
      K.packEpoch(thread, im, i, stack);
    }
    const half = { rows: 5, columns: 4 };
    const lists = K.createSampleLists(2, half);
    const want: Float64Array[] = [];
    [[10, 12], [2, 3]].forEach(([y, x], k) => {
      let n = 0;
      for (let yy = Math.max(0, y - 5); yy <= Math.min(rows - 1, y + 5); yy++) for (let xx = Math.max(0, x - 4); xx <= Math.min(cols - 1, x + 4); xx++) lists.samples[k * lists.capacity + n++] = yy * cols + xx;
      lists.counts[k] = n;
      const vec = new Float64Array(2 * n * N);
      for (let l = 0; l < n; l++) for (let i = 0; i < N; i++) { const p = lists.samples[k * lists.capacity + l]; vec[2 * (l * N + i)] = images[i][2 * p]; vec[2 * (l * N + i) + 1] = images[i][2 * p + 1]; }
      want.push(coherenceReference(vec, N));
    });
    const got = K.coherenceMatrices(thread, stack, lists);
    let worst = 0;
    for (let k = 0; k < 2; k++) for (let i = 0; i < 2 * N * N; i++) worst = Math.max(worst, Math.abs(got[k * 2 * N * N + i] - want[k][i]));
    console.log(variant, compiled.variant, 'C', worst);
    const w = K.windowCoherenceMatrices(thread, stack, { row: 10, first: 12, stride: 1, count: 5 }, half);
    worst = 0;
    for (let i = 0; i < 2 * N * N; i++) worst = Math.max(worst, Math.abs(w[i] - want[0][i]));
    console.log('window', worst);
    for (const method of ['laplacian', 'evd', 'emi'] as const) {
      const out = K.linkPhases(thread, stack, lists, { method }, K.createLinkedPhases(2, N, true));
      const ref = linkReference(want[0], N, lists.counts[0], { ...K.DEFAULT_LINKING, method })!;
      worst = 0;
      for (let i = 0; i < N; i++) worst = Math.max(worst, Math.abs(ref.phasesRad[i] - out.phasesRad[i]));
      console.log(method, worst, out.outcome, ref.eigenvalue, out.eigenvalue[0], ref.temporalCoherence, out.temporalCoherence[0], out.sigmaRad!.slice(0, 4));
    }
  }
});
