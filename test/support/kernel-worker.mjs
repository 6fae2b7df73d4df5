/** A thread for test/kernels/kernel-thread.test.ts: works off its share of the rows in shared memory, then ends. */
import { workerData } from 'node:worker_threads';

const { kernels, spec, stack, results, shares } = workerData;
const K = await import(kernels);
const thread = new K.KernelThread(spec);
const at = (Type, { byteOffset, length }) => new Type(spec.memory.buffer, byteOffset, length);
const own = { ...stack, samples: at(Float32Array, stack.samples) };
const half = { rows: 3, columns: 4 };

// Again and again, so that threads meet.
for (let round = 0; round < 4; round++) {
  for (const row of shares) {
    const centres = { row, first: 0, stride: 2, count: own.columns / 2 };
    const here = (Type, result) => {
      const whole = at(Type, result);
      const width = whole.length / own.rows;
      return whole.subarray(row * width, (row + 1) * width);
    };
    const lists = {
      samples: here(Int32Array, results.samples),
      counts: here(Int32Array, results.counts),
      capacity: results.capacity,
    };
    K.selectHomogeneous(thread, at(Float32Array, results.power), own.rows, own.columns, centres, half, 1.6, lists);
    const linked = {
      phasesRad: here(Float32Array, results.phasesRad),
      temporalCoherence: here(Float32Array, results.temporalCoherence),
      eigenvalue: here(Float32Array, results.eigenvalue),
      outcome: here(Uint8Array, results.outcome),
    };
    K.linkPhases(thread, own, lists, { method: round % 2 ? 'emi' : 'laplacian' }, linked);
    const design = K.egmsDesign(Float64Array.from({ length: own.epochs }, (_, i) => i / 8));
    const series = Float32Array.from(linked.phasesRad, (phase, k) => (k % 7 === row % 7 ? Number.NaN : phase));
    here(Float64Array, results.rms).set(K.fitSeries(thread, series, design, [4]).models[0].rms);
  }
}
