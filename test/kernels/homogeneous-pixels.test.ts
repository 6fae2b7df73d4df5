/** Selection of homogeneous pixels against the test statistic and a flood fill, and the size and power of the test. */
import { describe, expect, test } from 'vitest';
import { createSampleLists, type HalfWindow, powerRatioLimit, selectHomogeneous } from '../../src/kernels/index.js';
import { connectedTo } from '../../src/kernels/rank-test.js';
import { likelihoodRatio } from '../../src/kernels/reference.js';
import { SeededRandom } from '../../src/products/seeded-random.js';
import { kernelsOf, VARIANTS } from '../support/kernels.js';
import { fillNormal } from '../support/simulated-samples.js';

const EPOCHS = 40;
const CHI_SQUARED_95 = 3.841458820694124;

describe.each(VARIANTS)('homogeneous pixels, %s', async (variant) => {
  const { thread } = await kernelsOf(variant);

  test.each<HalfWindow>([
    { rows: 3, columns: 5 },
    { rows: 8, columns: 16 },
    { rows: 31, columns: 31 },
    { rows: 0, columns: 2 },
  ])('of half window %o are those whose statistic is small and that hang together with the centre', (half) => {
    const [rows, columns] = [21, 45];
    const power = patchwork(rows, columns);
    power[5 * columns + 9] = Number.NaN;
    power[6 * columns + 30] = 0;
    const ratio = powerRatioLimit(EPOCHS, 0.05);
    for (const row of [0, 7, 20]) {
      const lists = selectHomogeneous(
        thread,
        power,
        rows,
        columns,
        { row, first: 1, stride: 3, count: 15 },
        half,
        ratio,
      );
      for (let k = 0; k < 15; k++) {
        const found = lists.samples.slice(k * lists.capacity, k * lists.capacity + lists.counts[k]);
        expect([...found]).toEqual(expectedPixels(power, rows, columns, row, 1 + 3 * k, half));
      }
    }
  });

  test('a centre without power has none, not even itself', () => {
    const power = Float32Array.of(1, Number.NaN, 1, 0, 1);
    const centres = { row: 0, first: 0, stride: 1, count: 5 };
    const lists = selectHomogeneous(thread, power, 1, 5, centres, { rows: 1, columns: 2 }, 2);
    expect([...lists.counts]).toEqual([1, 0, 1, 0, 1]);
    expect([lists.samples[0], lists.samples[2 * lists.capacity], lists.samples[4 * lists.capacity]]).toEqual([0, 2, 4]);
  });

  test('a spiral of equal pixels is followed to its end', () => {
    const spiral = ['#######', '......#', '#####.#', '#...#.#', '#.###.#', '#.....#', '#######'].join('');
    const power = Float32Array.from(spiral, (cell) => (cell === '#' ? 1 : 50));
    const centres = { row: 3, first: 3, stride: 1, count: 1 };
    const lists = selectHomogeneous(thread, power, 7, 7, { ...centres, row: 4 }, { rows: 6, columns: 6 }, 2);
    expect(lists.counts[0]).toBe([...spiral].filter((cell) => cell === '#').length);
    const inner = selectHomogeneous(thread, power, 7, 7, centres, { rows: 6, columns: 6 }, 2);
    expect(inner.counts[0]).toBe([...spiral].filter((cell) => cell === '.').length);
  });

  test('wrong sizes are refused', () => {
    const centres = { row: 0, first: 0, stride: 1, count: 1 };
    const power = new Float32Array(4);
    const half = { rows: 1, columns: 1 };
    expect(() => selectHomogeneous(thread, power, 1, 5, centres, half, 2)).toThrow('expected 5 values, got 4');
    expect(() => selectHomogeneous(thread, power, 1, 4, centres, { rows: 1, columns: 32 }, 2)).toThrow('at most 31');
    expect(() => selectHomogeneous(thread, power, 1, 4, centres, half, 0.5)).toThrow(
      'ratio: expected 1 or more, got 0.5',
    );
    const small = createSampleLists(1, { rows: 0, columns: 1 });
    expect(() => selectHomogeneous(thread, power, 1, 4, centres, half, 2, small)).toThrow('expected 9 or more, got 3');
  });
});

test('the limit of the ratio is where the statistic reaches the quantile', () => {
  for (const epochs of [1, 20, 60, 300]) {
    const ratio = powerRatioLimit(epochs, 0.05);
    expect(ratio).toBeGreaterThan(1);
    expect(likelihoodRatio(3, 3 * ratio, epochs)).toBeCloseTo(CHI_SQUARED_95, 6);
    expect(likelihoodRatio(3, 3 / ratio, epochs)).toBeCloseTo(CHI_SQUARED_95, 6);
  }
  expect(() => powerRatioLimit(0, 0.05)).toThrow('epochs: expected 1 or more, got 0');
});

test('equal speckle is rejected as often as alpha says, speckle twice as strong as a 2 N statistic does', () => {
  // Published shortcut with N instead of 2 N: 0.006 and 0.18.
  const size = rejected(60, 1, powerRatioLimit(60, 0.05));
  expect(size).toBeGreaterThan(0.04);
  expect(size).toBeLessThan(0.06);
  expect(rejected(60, 2, powerRatioLimit(60, 0.001))).toBeGreaterThan(0.6);
});

/** Share of pairs of Rayleigh series, powers 1 and `factor`, that the test tells apart. */
function rejected(epochs: number, factor: number, ratio: number): number {
  const random = new SeededRandom(12);
  const trials = 4000;
  const parts = new Float64Array(2 * epochs);
  const power = () => {
    fillNormal(random, parts);
    return parts.reduce((sum, x) => sum + x * x, 0);
  };
  let count = 0;
  for (let k = 0; k < trials; k++) {
    const observed = (factor * power()) / power();
    if (!(observed < ratio && observed > 1 / ratio)) count++;
  }
  return count / trials;
}

/** Fields of different power with speckle. */
function patchwork(rows: number, columns: number): Float32Array {
  const random = new SeededRandom(9);
  return Float32Array.from({ length: rows * columns }, (_, p) => {
    const field = Math.floor(p / columns / 6) + Math.floor((p % columns) / 11);
    return (1 + (field % 3)) * (1 + 0.35 * random.gaussian()) ** 2;
  });
}

function expectedPixels(
  power: Float32Array,
  rows: number,
  columns: number,
  row: number,
  column: number,
  half: HalfWindow,
) {
  const [top, left] = [Math.max(0, row - half.rows), Math.max(0, column - half.columns)];
  const width = Math.min(columns - 1, column + half.columns) - left + 1;
  const height = Math.min(rows - 1, row + half.rows) - top + 1;
  const own = power[row * columns + column];
  const pixelOf = (cell: number) => (top + Math.floor(cell / width)) * columns + left + (cell % width);
  const isAlike = Uint8Array.from({ length: width * height }, (_, cell) =>
    likelihoodRatio(own, power[pixelOf(cell)], EPOCHS) < CHI_SQUARED_95 ? 1 : 0,
  );
  return connectedTo((row - top) * width + column - left, isAlike, width).map(pixelOf);
}
