import { describe, expect, test } from 'vitest';
import { fourierTransform2d } from '../../../src/insar/simulation/fourier.js';
import { RandomStream } from '../../../src/insar/simulation/random-stream.js';
import { structureFunction, TurbulenceSource, turbulenceSpectrum } from '../../../src/insar/simulation/turbulence.js';

test('the Fourier transform is the sum it stands for', () => {
  const size = 8;
  const random = new RandomStream(4);
  const [re, im] = [new Float64Array(64), new Float64Array(64)];
  random.fillNormal(re, 0, 64, 1);
  random.fillNormal(im, 0, 64, 1);
  const slow = Array.from({ length: 64 }, (_, k) => {
    let [a, b] = [0, 0];
    for (let n = 0; n < 64; n++) {
      const turns = (Math.floor(k / 8) * Math.floor(n / 8) + (k % 8) * (n % 8)) / 8;
      const [c, s] = [Math.cos(2 * Math.PI * turns), -Math.sin(2 * Math.PI * turns)];
      a += re[n] * c - im[n] * s;
      b += re[n] * s + im[n] * c;
    }
    return [a, b];
  });
  fourierTransform2d(re, im, size);
  slow.forEach(([a, b], k) => {
    expect(re[k]).toBeCloseTo(a, 10);
    expect(im[k]).toBeCloseTo(b, 10);
  });
  expect(() => fourierTransform2d(re, im, 6)).toThrow(/power of two, got 6/);
  expect(() => fourierTransform2d(re, im, 4)).toThrow(/expected 16 values/);
});

describe('turbulence', () => {
  const grid = { rows: 100, columns: 100, spacingM: 200 };
  const source = new TurbulenceSource(grid);
  const fields = Array.from({ length: 40 }, (_, date) => source.draw(new RandomStream(8, date)));

  /** Mean square of differences along rows and columns. */
  const measured = (nodes: number): number => {
    let [sum, count] = [0, 0];
    for (const field of fields) {
      for (let row = 0; row < 100; row++) {
        for (let column = 0; column + nodes < 100; column++) {
          sum += (field[row * 100 + column + nodes] - field[row * 100 + column]) ** 2;
          sum += (field[(column + nodes) * 100 + row] - field[column * 100 + row]) ** 2;
          count += 2;
        }
      }
    }
    return sum / count;
  };
  const unit = (3.4 ** 2 * 10) / structureFunction(10, Math.SQRT1_2 / 0.2);

  test('has the structure function of its spectrum from 400 m to 8 km', () => {
    for (const nodes of [2, 5, 10, 20, 40]) {
      const expected = unit * structureFunction(nodes * 0.2, Math.SQRT1_2 / 0.2);
      expect(measured(nodes) / expected).toBeGreaterThan(0.8);
      expect(measured(nodes) / expected).toBeLessThan(1.2);
    }
  });

  test('differs by 3.4 mm times the root of the distance at 10 km', () => {
    expect(Math.sqrt(measured(50)) / (3.4 * Math.sqrt(10))).toBeGreaterThan(0.85);
    expect(Math.sqrt(measured(50)) / (3.4 * Math.sqrt(10))).toBeLessThan(1.15);
  });

  test('rises steeply below the thickness of the turbulent layer and slowly above, as the three regimes do', () => {
    const slope = (from: number, to: number) => Math.log(measured(to) / measured(from)) / Math.log(to / from);
    const expected = (from: number, to: number) => {
      const at = (nodes: number) => structureFunction(nodes * 0.2, Math.SQRT1_2 / 0.2);
      return Math.log(at(to) / at(from)) / Math.log(to / from);
    };
    // 5/3 and 2/3 far inside the regimes; near their joint something between.
    expect(Math.abs(slope(3, 6) - expected(3, 6))).toBeLessThan(0.1);
    expect(Math.abs(slope(20, 45) - expected(20, 45))).toBeLessThan(0.15);
    expect(slope(3, 6)).toBeGreaterThan(1);
    expect(slope(20, 45)).toBeLessThan(0.85);
  });

  test('has a spectrum with the slopes of Hanssen on the plane, joined, and level beyond the outer scale', () => {
    const slope = (k: number) => Math.log(turbulenceSpectrum(k * 1.01) / turbulenceSpectrum(k)) / Math.log(1.01);
    expect(slope(0.1)).toBeCloseTo(-8 / 3, 6);
    expect(slope(1)).toBeCloseTo(-11 / 3, 6);
    expect(slope(5)).toBeCloseTo(-5 / 3, 6);
    expect(slope(1 / 200)).toBeCloseTo(0, 6);
    for (const joint of [0.5, 2]) {
      expect(turbulenceSpectrum(joint * 1.0000001) / turbulenceSpectrum(joint)).toBeCloseTo(1, 5);
    }
  });

  test('of 2,000 nodes is refused', () => {
    expect(() => new TurbulenceSource({ rows: 2000, columns: 10, spacingM: 10 })).toThrow(/at most 512 nodes/);
  });
});
