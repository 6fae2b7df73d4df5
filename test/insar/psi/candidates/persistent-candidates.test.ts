import { describe, expect, test } from 'vitest';
import { persistentCandidates } from '../../../../src/insar/psi/candidates/persistent-candidates.js';
import { SeededRandom } from '../../../../src/products/seeded-random.js';

const [ROWS, COLUMNS, DATES] = [41, 41, 40];
/** Pixels of 10 m by 5 m, as of geocoded bursts. */
const setting = { maxDispersion: 0.4, resolutionRows: 2.16, resolutionColumns: 0.92 };

interface Point {
  readonly row: number;
  readonly column: number;
  readonly amplitude: number;
  /** Of itself. */
  readonly phaseRad: number;
  /** rad from date to date; the same for points that move alike. */
  readonly rate: number;
  readonly isSpread: boolean;
}

const sinc = (x: number) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
const weighted = (x: number) => sinc(x) + (sinc(x - 1) + sinc(x + 1)) / 6;
const shareOf = (point: Point, row: number, column: number) =>
  point.isSpread
    ? weighted((row - point.row) / setting.resolutionRows) *
      weighted((column - point.column) / setting.resolutionColumns)
    : Number(row === point.row && column === point.column);

/** Points in clutter of unit power that is new at every date. */
function scene(points: readonly Point[]) {
  const random = new SeededRandom(11);
  const images = Array.from({ length: DATES }, (_, date) => {
    const image = new Float32Array(2 * ROWS * COLUMNS);
    for (let pixel = 0; pixel < ROWS * COLUMNS; pixel++) {
      let [re, im] = [random.gaussian() / Math.SQRT2, random.gaussian() / Math.SQRT2];
      for (const point of points) {
        const share = point.amplitude * shareOf(point, Math.floor(pixel / COLUMNS), pixel % COLUMNS);
        re += share * Math.cos(point.phaseRad + point.rate * date);
        im += share * Math.sin(point.phaseRad + point.rate * date);
      }
      image[2 * pixel] = re;
      image[2 * pixel + 1] = im;
    }
    return image;
  });
  const [mean, dispersion] = [new Float32Array(ROWS * COLUMNS), new Float32Array(ROWS * COLUMNS)];
  for (let pixel = 0; pixel < mean.length; pixel++) {
    const amplitudes = images.map((image) => Math.hypot(image[2 * pixel], image[2 * pixel + 1]));
    mean[pixel] = amplitudes.reduce((sum, a) => sum + a, 0) / DATES;
    dispersion[pixel] = Math.sqrt(amplitudes.reduce((sum, a) => sum + (a - mean[pixel]) ** 2, 0) / DATES) / mean[pixel];
  }
  return { rows: ROWS, columns: COLUMNS, images, mean, dispersion };
}

/** Pixels that are kept and better than chance would have it. */
function kept(points: readonly Point[], most = 0.3): string[] {
  const pixels = scene(points);
  const found = persistentCandidates(pixels, setting);
  return Array.from(found.keys())
    .filter((pixel) => found[pixel] === 1 && pixels.dispersion[pixel] < most)
    .map((pixel) => `${Math.floor(pixel / COLUMNS)}/${pixel % COLUMNS}`);
}

const point = (row: number, column: number, changed: Partial<Point> = {}): Point => ({
  row,
  column,
  amplitude: 20,
  phaseRad: 1,
  rate: 0.7,
  isSpread: false,
  ...changed,
});

describe('candidates for persistent scatterers', () => {
  test('of a point that is spread over its neighbours one is left', () => {
    const spread = point(20, 20, { amplitude: 40, isSpread: true });
    const { dispersion } = scene([spread]);
    // What there is to be dropped: the main lobe, and sidelobes along both axes.
    expect(dispersion.filter((value) => value < 0.3).length).toBeGreaterThan(15);
    expect(kept([spread])).toEqual(['20/20']);
  });

  test('nor does it matter where in its pixel it lies, or that the image has a carrier', () => {
    for (const [row, column] of [
      [20.3, 20],
      [19.7, 20.2],
      [20.5, 20.4],
    ]) {
      const found = kept([point(row, column, { amplitude: 40, isSpread: true })]);
      expect(found, `${row} ${column}`).toHaveLength(1);
      expect(found[0]).toMatch(/^(20|21)\/2[01]$|^20\/20$/);
    }
    const carried = scene([point(20, 20, { amplitude: 40, isSpread: true })]);
    for (const image of carried.images) {
      for (let pixel = 0; pixel < ROWS * COLUMNS; pixel++) {
        const turn = 1.3 * Math.floor(pixel / COLUMNS);
        const [re, im] = [image[2 * pixel], image[2 * pixel + 1]];
        image[2 * pixel] = re * Math.cos(turn) - im * Math.sin(turn);
        image[2 * pixel + 1] = re * Math.sin(turn) + im * Math.cos(turn);
      }
    }
    const found = persistentCandidates(carried, setting);
    expect(found.reduce((sum, is, pixel) => sum + (is === 1 && carried.dispersion[pixel] < 0.3 ? 1 : 0), 0)).toBe(1);
  });

  test('neighbours that move by themselves both stay', () => {
    expect(kept([point(20, 20), point(20, 21, { rate: 0.9, amplitude: 9 })])).toEqual(['20/20', '20/21']);
  });

  test('and so do neighbours that move alike, when they are no image of one point', () => {
    const alike = [
      point(20, 20),
      point(21, 20, { amplitude: 12, phaseRad: 2.5 }),
      point(19, 20, { amplitude: 6, phaseRad: 0.2 }),
      point(22, 21, { amplitude: 9, phaseRad: -1 }),
    ];
    expect(kept(alike)).toEqual(['19/20', '20/20', '21/20', '22/21']);
  });

  test('speckle that is steady by chance is told from points by the phases of good ones', () => {
    const good = [14, 18, 22, 26].flatMap((row) => [14, 20, 26].map((column) => point(row, column, { phaseRad: row })));
    const weak = point(20, 23, { amplitude: 1.9, phaseRad: 0.4 });
    const pixels = scene([...good, weak]);
    const steady = 21 * COLUMNS + 17;
    pixels.dispersion[steady] = 0.35;
    const found = persistentCandidates(pixels, setting);
    expect(found[steady]).toBe(0);
    expect(pixels.dispersion[20 * COLUMNS + 23]).toBeGreaterThan(0.25);
    expect(found[20 * COLUMNS + 23]).toBe(1);
  });

  test('pixels without dispersion are none', () => {
    const pixels = scene([point(20, 20)]);
    pixels.dispersion[20 * COLUMNS + 20] = Number.NaN;
    expect(persistentCandidates(pixels, setting)[20 * COLUMNS + 20]).toBe(0);
  });
});
