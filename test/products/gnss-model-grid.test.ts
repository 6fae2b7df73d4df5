/** GNSS models on a grid: bilinear beside closed forms, holes, and what is held out. */
import { describe, expect, test } from 'vitest';
import { type GnssModel, parseGnssModel } from '../../src/products/gnss-model.js';
import { gridText, linear, SQUARE } from './gnss-grid-table.js';

function expectLinear(model: GnssModel, eastingM: number, northingM: number): void {
  const velocity = model.at(eastingM, northingM);
  const { north, east, up } = linear(eastingM, northingM);
  expect(velocity?.northMmPerYear).toBeCloseTo(north, 9);
  expect(velocity?.eastMmPerYear).toBeCloseTo(east, 9);
  expect(velocity?.upMmPerYear).toBeCloseTo(up, 9);
}

describe('a grid', () => {
  test('is bilinear between four nodes', () => {
    const values = [1, 2, 3, 7];
    const rows = SQUARE.map(
      ([c, r], i) => `${values[i]} 0 0 .3 .3 .6 ${4_600_000 + c * 50_000} ${1_700_000 + r * 50_000}`,
    );
    const model = parseGnssModel(['#N E Up SigmaN SigmaE SigmaUP easting northing', ...rows].join('\r\n'), 'm');
    expect(model.at(4_612_500, 1_725_000)?.northMmPerYear).toBeCloseTo(
      0.375 * 1 + 0.125 * 2 + 0.375 * 3 + 0.125 * 7,
      12,
    );
    expect(model.at(4_650_000, 1_750_000)?.northMmPerYear).toBe(7);
    expect(model.at(4_612_500, 1_725_000)?.sigmaUpMmPerYear).toBeCloseTo(0.6, 12);
  });

  test('gives a linear field back everywhere it covers', () => {
    const model = parseGnssModel(gridText([...SQUARE, [2, 0], [2, 1]]), 'm');
    for (const [e, n] of [
      [0, 0],
      [49_999, 1],
      [30_000, 44_000],
      [75_000, 20_000],
      [100_000, 50_000],
    ]) {
      expectLinear(model, 4_600_000 + e, 1_700_000 + n);
    }
  });

  test('takes a missing fourth node from the plane through three, on the whole square', () => {
    for (let gone = 0; gone < 4; gone++) {
      const model = parseGnssModel(gridText(SQUARE.filter((_, i) => i !== gone)), 'm');
      expectLinear(model, 4_602_000, 1_703_000);
      expectLinear(model, 4_648_000, 1_747_000);
      expectLinear(model, 4_601_000, 1_749_000);
    }
    // The corner that nobody measured is known less well than any that was.
    const model = parseGnssModel(gridText(SQUARE.slice(0, 3)), 'm');
    expect(model.at(4_649_999.999, 1_749_999.999)!.sigmaUpMmPerYear).toBeCloseTo(0.6 * Math.sqrt(3), 6);
  });

  test('covers nothing outside, and no square of which two nodes are missing', () => {
    const model = parseGnssModel(gridText([...SQUARE, [3, 0], [3, 1]]), 'm');
    expect(model.at(4_599_999, 1_720_000)).toBeUndefined();
    expect(model.at(4_620_000, 1_750_001)).toBeUndefined();
    expect(model.at(4_660_000, 1_720_000)).toBeUndefined();
    expect(model.at(Number.NaN, 1_720_000)).toBeUndefined();
    // On the line between two nodes these two are enough.
    expectLinear(model, 4_750_000, 1_720_000);
  });

  test('knows its nodes, the nearest of them, and itself without some', () => {
    const model = parseGnssModel(gridText(SQUARE), 'm');
    expect(model.kind).toBe('grid');
    expect(model.nodes.map(({ name }) => name)).toEqual(['E4600N1700', 'E4650N1700', 'E4600N1750', 'E4650N1750']);
    expect(model.nearestNodeM(4_603_000, 1_704_000)).toBe(5000);
    const less = model.without(new Set(['E4600N1700', 'E4650N1750']));
    expect(less.nodes).toHaveLength(2);
    expect(less.at(4_610_000, 1_710_000)).toBeUndefined();
    expect(model.description).toMatch(/4 nodes every 50 km/);
  });
});
