/** Points reduced to ties and overlaps, beside sums and medians that anybody can check. */
import { describe, expect, test } from 'vitest';
import type { CalibrationProduct } from '../../../src/insar/calibration/observations.js';
import { newTieCount, TieCollector, type TiePoints } from '../../../src/insar/calibration/tie-cells.js';
import { parseGnssModel } from '../../../src/products/gnss-model.js';

const MODEL = parseGnssModel(
  [
    'N,E,Up,SigmaN,SigmaE,SigmaUP,easting,northing',
    ...[0, 1, 2, 3].map((i) => `1,2,3,0.3,0.4,0.5,${4_400_000 + (i % 2) * 50_000},${2_300_000 + (i >> 1) * 50_000}`),
  ].join('\n'),
  'model',
);
const SQUARE = { minEastingM: 4_400_000, minNorthingM: 2_300_000, sizeM: 4000, cellM: 1000 };
const PRODUCTS: CalibrationProduct[] = [
  { name: 'A', track: 44, direction: 'ascending' },
  { name: 'B', track: 44, direction: 'ascending' },
  { name: 'C', track: 117, direction: 'ascending' },
  { name: 'D', track: 95, direction: 'descending' },
];
const UNITS = PRODUCTS.map((_, product) => ({ product, cluster: 0 }));
const LOS = [-0.6, -0.1, 0.8] as const;
/** Of the model above along that line of sight. */
const GNSS = 2 * -0.6 + 1 * -0.1 + 3 * 0.8;

type Row = readonly [eastM: number, northM: number, velocity: number, incidenceDeg?: number];

function pointsOf(rows: readonly Row[], los: readonly number[] = LOS): TiePoints {
  const column = (value: (row: Row) => number) => Float64Array.from(rows, value);
  return {
    eastingM: column(([east]) => 4_400_000 + east),
    northingM: column(([, north]) => 2_300_000 + north),
    velocityMmPerYear: column(([, , velocity]) => velocity),
    losEast: column(() => los[0]),
    losNorth: column(() => los[1]),
    losUp: column(() => los[2]),
    incidenceDeg: column(([, , , incidence = 37]) => incidence),
  };
}

function collect(...parts: readonly (readonly [unit: number, rows: readonly Row[], los?: readonly number[]])[]) {
  const count = newTieCount();
  const collector = new TieCollector(SQUARE, MODEL, PRODUCTS, UNITS);
  for (const [unit, rows, los] of parts) collector.add(unit, pointsOf(rows, los), count);
  return { ...collector.finish(), count };
}

describe('a tie', () => {
  test('is the median of InSAR minus GNSS of a unit in a cell', () => {
    const { ties } = collect(
      [
        0,
        [
          [1100, 2100, 5],
          [1900, 2900, 7],
          [1500, 2500, 100],
          [3100, 100, 1],
        ],
      ],
      [3, [[1200, 2200, -4]]],
    );
    expect(ties).toHaveLength(3);
    expect(ties[0]).toMatchObject({
      unit: 0,
      pointCount: 1,
      eastingM: 4_403_100,
      northingM: 2_300_100,
      isCovered: true,
    });
    const [, tie, other] = ties;
    expect(tie).toMatchObject({ unit: 0, pointCount: 3, eastingM: 4_401_500, northingM: 2_302_500 });
    expect(tie.gnssMmPerYear).toBeCloseTo(GNSS, 12);
    expect(tie.differenceMmPerYear).toBeCloseTo(7 - GNSS, 12);
    expect(tie.gnssSigmaMmPerYear).toBeCloseTo(Math.hypot(0.4 * 0.6, 0.3 * 0.1, 0.5 * 0.8), 12);
    expect(tie.losUp).toBeCloseTo(0.8, 12);
    expect(other).toMatchObject({ unit: 3, pointCount: 1 });
  });

  test('is more certain with more points, but never more than GNSS and what a cell shares', () => {
    const rows = (n: number): Row[] =>
      Array.from({ length: n }, (_, i) => [100 + (i % 30) * 20, 100 + Math.floor(i / 30) * 20, i % 2]);
    const sigma = (n: number) => collect([0, rows(n)]).ties[0].sigmaMmPerYear;
    expect(sigma(4)).toBeLessThan(sigma(1));
    expect(sigma(400)).toBeLessThan(sigma(4));
    const [{ gnssSigmaMmPerYear }] = collect([0, rows(400)]).ties;
    expect(sigma(400)).toBeGreaterThan(Math.hypot(gnssSigmaMmPerYear, 0.3));
    expect(sigma(400)).toBeLessThan(Math.hypot(gnssSigmaMmPerYear, 0.3) + 0.1);
  });

  test('leaves out points without velocity, and tells covered from uncovered ground', () => {
    const count = newTieCount();
    const west = { ...SQUARE, minEastingM: 4_398_000 };
    const collector = new TieCollector(west, MODEL, PRODUCTS, UNITS);
    collector.add(
      0,
      pointsOf([
        [-500, 100, 4],
        [-600, 100, 6],
        [500, 100, 9],
        [700, 100, Number.NaN],
      ]),
      count,
    );
    expect(count).toMatchObject({ points: 4, unusable: 1, uncovered: 2 });
    const { ties } = collector.finish();
    expect(ties.map(({ isCovered, pointCount }) => [isCovered, pointCount])).toEqual([
      [false, 2],
      [true, 1],
    ]);
    expect(ties[0]).toMatchObject({ gnssMmPerYear: 0, differenceMmPerYear: 5 });
  });
});

describe('an overlap', () => {
  test('of one track compares means of 100 m squares that both have', () => {
    const { overlaps } = collect(
      // Two squares in common in one cell, one square apart, and one cell that only A has.
      [
        0,
        [
          [110, 110, 4],
          [190, 190, 6],
          [350, 350, 2],
          [950, 950, 50],
          [3500, 3500, 1],
        ],
      ],
      [
        1,
        [
          [150, 150, 1],
          [310, 310, 1],
          [650, 650, -50],
        ],
      ],
    );
    expect(overlaps).toHaveLength(1);
    expect(overlaps[0]).toMatchObject({
      unit: 0,
      other: 1,
      kind: 'same-track',
      scale: 1,
      otherScale: 1,
      pseudoPsCount: 2,
      eastingM: 4_400_250,
      northingM: 2_300_250,
    });
    // Means are 5 and 1 in the first square, 2 and 1 in the second; GNSS is the same in both and falls out.
    expect(overlaps[0].medianMmPerYear).toBeCloseTo(2.5, 12);
    expect(overlaps[0].meanMmPerYear).toBeCloseTo(2.5, 12);
    expect(overlaps[0].squaresMm2PerYear2).toBeCloseTo(4.5, 12);
  });

  test('of neighbouring tracks is taken in the vertical, with a looser sigma', () => {
    const steep = [-0.5, -0.1, 0.85];
    const { overlaps } = collect(
      [0, [[110, 110, 4 + GNSS]]],
      [2, [[120, 120, 3 + 2 * -0.5 - 0.1 + 3 * 0.85, 44]], steep],
    );
    expect(overlaps).toHaveLength(1);
    expect(overlaps[0]).toMatchObject({ kind: 'adjacent', scale: 0.8, otherScale: 0.85 });
    expect(overlaps[0].medianMmPerYear).toBeCloseTo(4 / 0.8 - 3 / 0.85, 12);
    const [same] = collect([0, [[110, 110, 4]]], [1, [[120, 120, 3]]]).overlaps;
    expect(overlaps[0].sigmaMmPerYear).toBeGreaterThan(same.sigmaMmPerYear);
  });

  test('is none where incidence differs by 10 degrees, nor between orbit directions', () => {
    expect(collect([0, [[110, 110, 4, 34]]], [2, [[120, 120, 3, 44]]]).overlaps).toEqual([]);
    expect(collect([0, [[110, 110, 4, 34]]], [2, [[120, 120, 3, 43.9]]]).overlaps).toHaveLength(1);
    expect(collect([0, [[110, 110, 4]]], [3, [[120, 120, 3]]]).overlaps).toEqual([]);
  });
});

test('points outside of the square and cells that do not fit it are refused', () => {
  expect(() => collect([0, [[4000, 100, 1]]])).toThrow(/outside of its square/);
  expect(() => new TieCollector({ ...SQUARE, cellM: 1500 }, MODEL, PRODUCTS, UNITS)).toThrow(/expected a multiple/);
  expect(() => new TieCollector({ ...SQUARE, sizeM: 250, cellM: 250 }, MODEL, PRODUCTS, UNITS)).toThrow(/100 m/);
});
