/** The kernels on real Sentinel-1 images, of which only little is public: a pair of crops, a reflector, a few points. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pointNetwork } from '../../src/insar/network/point-network.js';
import {
  addAmplitudeMoments,
  amplitudeDispersion,
  createAmplitudeMoments,
  createStack,
  fitArcs,
  halfRayleighGrid,
  packEpoch,
  windowCoherenceMatrices,
} from '../../src/kernels/index.js';
import { arcReference, periodogramReference, wrapped } from '../../src/kernels/reference.js';
import { kernelsOf } from '../support/kernels.js';
import { sharedData } from '../support/shared-data.js';
import { readZarr } from '../support/zarr-array.js';

const { thread } = await kernelsOf('simd128');

const amsterdam = sharedData('snap-znap-amsterdam-pair');

describe.skipIf(!amsterdam)('two images of Amsterdam, twelve days apart (skipped where they are not)', () => {
  test('have the coherence that was found in them otherwise, in windows of 3 x 11 pixels', async () => {
    const images = await Promise.all(['19', '31'].map((day) => imageOf(amsterdam!, day)));
    const [rows, columns] = images[0].shape;
    const stack = createStack(rows, columns, 2);
    for (const [epoch, { samples }] of images.entries()) packEpoch(thread, samples, epoch, stack);
    const coherence: number[] = [];
    for (let row = 0; row < rows; row++) {
      const centres = { row, first: 0, stride: 1, count: columns };
      const matrices = windowCoherenceMatrices(thread, stack, centres, { rows: 1, columns: 5 });
      for (let c = 0; c < columns; c++) coherence.push(Math.hypot(matrices[8 * c + 2], matrices[8 * c + 3]));
    }
    coherence.sort((a, b) => a - b);
    const mean = coherence.reduce((sum, value) => sum + value, 0) / coherence.length;
    // Check values of SOURCE.md, which leaves open what was done at the edges.
    expect(mean).toBeCloseTo(0.753, 2);
    expect(coherence[coherence.length >> 1]).toBeCloseTo(0.82, 2);
    expect(coherence[Math.floor(0.95 * coherence.length)]).toBeCloseTo(0.961, 2);
  });
});

async function imageOf(folder: string, day: string) {
  const band = (part: string) => readZarr(join(folder, `202303${day}-coreg.znap/${part}_VV_${day}Mar2023`));
  const [i, q] = [await band('i'), await band('q')];
  const samples = Float32Array.from({ length: 2 * i.values.length }, (_, k) => (k % 2 === 0 ? i : q).values[k >> 1]);
  return { shape: i.shape, samples };
}

const reflector = sharedData('gecoris-corner-reflector');

describe.skipIf(!reflector)('a corner reflector in Slovakia (skipped where its file is not)', async () => {
  interface Stack {
    readonly id: string;
    readonly data: {
      readonly array: readonly (readonly [
        date: string,
        time: string,
        isUsable: boolean,
        rcsDb: number,
        peak: { real: number; imag: number },
      ])[];
    };
    readonly goodIdx: { readonly array: readonly number[] };
    readonly D_A: number;
  }
  const { stacks } = reflector
    ? // NaN is not JSON.
      (JSON.parse((await readFile(join(reflector, 'LHE-KU-1.json'), 'utf8')).replaceAll('NaN', 'null')) as {
        stacks: readonly Stack[];
      })
    : { stacks: [] };

  test.each([
    ['s1_dsc51', 0.0605, 0.07],
    ['s1_asc175', 0.0422, 0.05],
  ])('seen by %s has a small dispersion once it stands, and that of a field before', (id, published, ofAll) => {
    const { data, goodIdx, D_A } = stacks.find((one) => one.id === id)!;
    expect(D_A).toBeCloseTo(published, 4);
    // What the authors found on the dates that they took for good, and all dates on which it stands.
    const good = dispersionOf(goodIdx.array.map((index) => data.array[index][4]));
    expect(Math.abs(good - published)).toBeLessThan(0.001);
    const after = data.array.filter(([date]) => date > '20200219').map((row) => row[4]);
    expect(dispersionOf(after)).toBeCloseTo(ofAll, 3);
    const before = data.array.filter(([date]) => date < '20200219').map((row) => row[4]);
    expect(dispersionOf(before)).toBeGreaterThan(0.3);
    // All of its dates at once: a step from a field to a reflector, so nothing that a dispersion can describe.
    expect(dispersionOf(data.array.map((row) => row[4]))).toBeGreaterThan(0.4);
  });
});

/** Of the amplitudes of one target, which the file holds calibrated. */
function dispersionOf(peaks: readonly { readonly real: number; readonly imag: number }[]): number {
  const images = peaks.map(({ real, imag }) => Float32Array.of(real, imag, 1, 0, 1, 0, 1, 0));
  const moments = createAmplitudeMoments(4);
  addAmplitudeMoments(
    thread,
    images,
    images.map(() => 1),
    moments,
  );
  return amplitudeDispersion(moments, 10)[0];
}

const points = sharedData('depsi-ps-sparse');

describe.skipIf(!points)('persistent scatterers of the Netherlands on ten dates (skipped where they are not)', () => {
  test('give the arcs that searching everywhere gives', async () => {
    const array = (name: string) => readZarr(join(points!, 'stm_sparse.zarr', name));
    const [phase, samples, time, latitude, longitude] = await Promise.all(
      ['phase', 'complex', 'time', 'lat', 'lon'].map(array),
    );
    const [count, epochs] = phase.shape;
    // Two layers of the file that must say the same, if it is read right.
    for (let k = 0; k < count * epochs; k++) {
      const own = Math.atan2(samples.values[2 * k + 1], samples.values[2 * k]);
      expect(Math.abs(wrapped(own - phase.values[k]))).toBeLessThan(1e-4);
    }
    const x = longitude.values.map((degrees) => degrees * 111_320 * Math.cos((52 * Math.PI) / 180));
    const network = pointNetwork(
      x,
      latitude.values.map((degrees) => degrees * 111_320),
      { neighbours: 4 },
    );
    // Dates are only numbered in this file: twelve days apart will do for a search.
    const years = time.values.map((number) => ((number - time.values[0]) * 12) / 365.25);
    const design = {
      velocityRad: Float32Array.from(years, (t) => ((4 * Math.PI) / 55.4658) * t),
      heightRad: new Float32Array(epochs),
    };
    const grid = halfRayleighGrid(design, 200, 0);
    const arcs = network.from.length;
    const pairs = Int32Array.from({ length: 2 * arcs }, (_, k) => (k % 2 === 0 ? network.from : network.to)[k >> 1]);
    const fits = fitArcs(thread, Float32Array.from(phase.values), pairs, design, grid);
    expect(arcs).toBeGreaterThan(count);
    const CLEAR = 0.7;
    let [asGood, clear] = [0, 0];
    for (let k = 0; k < arcs; k++) {
      const own = Float64Array.from({ length: epochs }, (_, i) =>
        wrapped(phase.values[network.to[k] * epochs + i] - phase.values[network.from[k] * epochs + i]),
      );
      const { top } = arcReference(own, design.velocityRad, design.heightRad, grid);
      // Where nothing but noise is seen the top may lie beyond a saddle, and then the kernel keeps to its cell.
      if (top.coherence > CLEAR) expect(Math.abs(fits.coherence[k] - top.coherence)).toBeLessThan(1e-5);
      else expect(fits.coherence[k]).toBeGreaterThan(top.coherence - 0.05);
      if (top.coherence > CLEAR) clear++;
      // Everywhere: in steps a twentieth of the grid's.
      let best = 0;
      for (let v = -200; v <= 200; v += grid.velocityStepMmPerYear / 20) {
        best = Math.max(best, periodogramReference(own, design.velocityRad, design.heightRad, v, 0));
      }
      if (fits.coherence[k] > best - 2e-3) asGood++;
    }
    expect(asGood / arcs).toBeGreaterThan(0.98);
    expect(clear / arcs).toBeGreaterThan(0.7);
  });
});
