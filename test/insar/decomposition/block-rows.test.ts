import { describe, expect, test } from 'vitest';
import { seriesMm } from '../../../src/insar/decomposition/block-file.js';
import { SeriesModels } from '../../../src/insar/decomposition/block-rows.js';
import { createAttributeModel } from '../../../src/products/attributes.js';
import { SERIES_COLUMNS } from '../../../src/products/ortho-product.js';
import { BLOCK_DATES, simulatedRows } from './simulated-block.js';
import { ASCENDING, BLOCK, DESCENDING, GRID_100M, losOf, type Motion } from './simulated-points.js';

const motion: Motion = (t) => ({ east: 30 - 5 * t, north: 0, up: -200 + 12 * t });
const attribute = (row: { attributes: readonly number[] }, name: (typeof SERIES_COLUMNS)[number]) =>
  row.attributes[SERIES_COLUMNS.indexOf(name)];

describe('a row of level 3', () => {
  test('has the velocities of the ground, and series that begin where their model is zero', () => {
    const { rows } = simulatedRows(GRID_100M, BLOCK, [3], motion);
    const [row] = rows;
    expect(row.cellIndex).toBe(3);
    expect(attribute(row.up, 'velocityMmPerYear')).toBe(12);
    expect(attribute(row.east, 'velocityMmPerYear')).toBe(-5);
    const up = seriesMm(row.up.series);
    const model = createAttributeModel(BLOCK_DATES);
    expect(model.valueAtFirstEpochMm(up)).toBeCloseTo(0, 1);
    // A line has no noise: its first sample is zero, too.
    expect(Math.abs(up[0])).toBe(0);
    expect(up[BLOCK_DATES.length - 1]).toBeCloseTo(12 * model.timesYears.at(-1)!, 1);
  });

  test('is rounded to tenths, attributes to their decimals', () => {
    const { rows } = simulatedRows(GRID_100M, BLOCK, [0], (t) => ({ east: 1.234 * t, north: 0, up: 0.7771 * t * t }));
    const [{ up, east }] = rows;
    expect(up.series).toBeInstanceOf(Int16Array);
    expect(attribute(east, 'velocityMmPerYear')).toBe(1.2);
    expect(attribute(up, 'accelerationMmPerYear2')).toBe(1.55);
  });

  test('keeps displacements beyond what tenths can hold', () => {
    const { rows } = simulatedRows(GRID_100M, BLOCK, [0], (t) => ({ east: 0, north: 0, up: 5000 * t }));
    expect(rows[0].up.series).toBeInstanceOf(Float64Array);
    expect(seriesMm(rows[0].up.series).at(-1)).toBeGreaterThan(4900);
    expect(rows[0].east.series).toBeInstanceOf(Int16Array);
  });

  test('says what the points know of GNSS, and nothing of north', () => {
    const [east, up] = [-0.7, -1.5];
    const along = ({ losEast, losUp }: { losEast: number; losUp: number }) => east * losEast + up * losUp;
    // One value for both directions cannot be the projection of (-0.7, -1.5): solve for what it is.
    const gnssVelocityMmPerYear = along(losOf(ASCENDING));
    const [row] = simulatedRows(GRID_100M, BLOCK, [0], motion, { gnssVelocityMmPerYear }).rows;
    const [a, d] = [losOf(ASCENDING), losOf(DESCENDING)];
    const determinant = a.losEast * d.losUp - d.losEast * a.losUp;
    const expectedEast = (gnssVelocityMmPerYear * (d.losUp - a.losUp)) / determinant;
    const expectedUp = (gnssVelocityMmPerYear * (a.losEast - d.losEast)) / determinant;
    expect(row.gnssEastMmPerYear).toBeCloseTo(expectedEast, 1);
    expect(row.gnssUpMmPerYear).toBeCloseTo(expectedUp, 1);
    expect(row.gnssNorthMmPerYear).toBeNaN();
  });

  test('has the GNSS velocities of a model at its centre, when there is one', () => {
    const gnssAt = (eastingM: number) => ({
      northMmPerYear: 2.04,
      eastMmPerYear: eastingM / 1e6,
      upMmPerYear: -1.46,
      sigmaNorthMmPerYear: 0.2,
    });
    const [row] = simulatedRows(GRID_100M, BLOCK, [0], motion, { gnssVelocityMmPerYear: 9 }, { gnssAt }).rows;
    expect(row).toMatchObject({ gnssNorthMmPerYear: 2, gnssEastMmPerYear: 4.5, gnssUpMmPerYear: -1.5 });
    const outside = simulatedRows(GRID_100M, BLOCK, [0], motion, {}, { gnssAt: () => undefined }).rows[0];
    expect(outside.gnssNorthMmPerYear).toBeNaN();
  });

  test('carries the uncertainty of north only when north was taken off', () => {
    const gnssAt = () => ({ northMmPerYear: 2, eastMmPerYear: 0, upMmPerYear: 0, sigmaNorthMmPerYear: 3 });
    const sigma = (isNorthCompensated: boolean) =>
      simulatedRows(GRID_100M, BLOCK, [0], motion, {}, { gnssAt, isNorthCompensated }).rows[0].sigmaVelocityUpMmPerYear;
    expect(sigma(true) ** 2 - sigma(false) ** 2).toBeCloseTo((3 * 0.17) ** 2, 1);
  });

  test('is left out and counted when its cell cannot be solved', () => {
    const { rows, losses } = simulatedRows(GRID_100M, BLOCK, [0, 1], motion, {}, { maxConditionNumber: 1 });
    expect(rows).toEqual([]);
    expect(losses).toEqual({
      onlyAscending: 0,
      onlyDescending: 0,
      tooFewPoints: 0,
      illConditioned: 2,
      tooFewEpochs: 0,
    });
  });
});

describe('the models of series with gaps', () => {
  test('are those of the epochs that are there, and are made once', () => {
    const models = new SeriesModels(BLOCK_DATES);
    const series = Float64Array.from(BLOCK_DATES, (_, i) => (i % 7 === 3 || i < 2 ? Number.NaN : i * i));
    const { model, valuesMm } = models.of(series);
    expect([...valuesMm]).toEqual([...series].filter((value) => !Number.isNaN(value)));
    const own = createAttributeModel(BLOCK_DATES.filter((_, i) => !Number.isNaN(series[i])));
    expect(model.attributes(valuesMm)).toEqual(own.attributes(valuesMm));
    expect(models.of(series.map((value) => 2 * value)).model).toBe(model);
    expect(models.of(Float64Array.from(BLOCK_DATES, () => 1)).model).not.toBe(model);
  });
});
