import { describe, expect, test } from 'vitest';
import { RampFit, type RampOptions } from '../../../src/insar/interferograms/orbital-ramps.js';
import { pairNetwork } from '../../../src/insar/interferograms/pair-network.js';

const [WIDTH, HEIGHT] = [20, 15];
const network = pairNetwork([
  { reference: '20200101', secondary: '20200113' },
  { reference: '20200113', secondary: '20200125' },
  { reference: '20200101', secondary: '20200125' },
]);
/** Of the dates: x, y, x^2, x y, y^2 per pixel. */
const OF_DATE = [
  [0, 0, 0, 0, 0],
  [0.3, -0.2, 0.01, 0.02, -0.01],
  [-0.1, 0.4, -0.02, 0, 0.03],
];
const ramp = (pair: number, row: number, column: number, terms: number) => {
  const basis = [column, row, column * column, column * row, row * row];
  const [a, b] = [OF_DATE[network.from[pair]], OF_DATE[network.to[pair]]];
  return basis.slice(0, terms).reduce((sum, value, i) => sum + value * (b[i] - a[i]), 0);
};

function fitted(options: RampOptions, terms: number, noise = (_pair: number, _i: number) => 0) {
  const fit = new RampFit(network, options, WIDTH, HEIGHT);
  for (let pair = 0; pair < 3; pair++) {
    const phases = Float32Array.from({ length: WIDTH * HEIGHT }, (_, i) =>
      i % 7 === pair ? Number.NaN : 5 + ramp(pair, Math.floor(i / WIDTH), i % WIDTH, terms) + noise(pair, i),
    );
    for (let row = 0; row < HEIGHT; row += 4) {
      fit.addRows(pair, row, phases.subarray(row * WIDTH, (row + 4) * WIDTH));
    }
  }
  return fit.solve();
}

describe.each(['pair', 'date'] as const)('ramps by %s', (per) => {
  test.each([
    ['plane', 2],
    ['quadratic', 5],
  ] as const)('a %s is found where pixels are missing, but for its level', (surface, terms) => {
    const ramps = fitted({ surface, per }, terms);
    for (let pair = 0; pair < 3; pair++) {
      const level = ramps.at(pair, 0, 0) - ramp(pair, 0, 0, terms);
      for (const [row, column] of [
        [3, 17],
        [14, 19],
        [8, 2],
      ]) {
        expect(ramps.at(pair, row, column) - ramp(pair, row, column, terms)).toBeCloseTo(level, 4);
      }
    }
  });
});

test('what the dates give closes, what every pair gives need not', () => {
  const noise = (pair: number, i: number) => Math.sin(12.9 * i + 78.2 * pair * i);
  const closure = (per: 'pair' | 'date') => {
    const ramps = fitted({ surface: 'plane', per }, 2, noise);
    const at = (pair: number) => ramps.at(pair, 0, 0) - ramps.at(pair, 14, 19);
    return at(0) + at(1) - at(2);
  };
  expect(Math.abs(closure('date'))).toBeLessThan(1e-9);
  expect(Math.abs(closure('pair'))).toBeGreaterThan(1e-4);
});

test('a pair without phases has no ramp of its own', () => {
  const fit = new RampFit(network, { surface: 'plane', per: 'pair' }, WIDTH, HEIGHT);
  fit.addRows(0, 0, new Float32Array(WIDTH * HEIGHT).fill(Number.NaN));
  expect(fit.solve().at(0, 3, 4)).toBe(0);
});
