/** Corrected points: series, attributes and columns beside what follows from the formulas. */
import { describe, expect, test } from 'vitest';
import { batchCorrector } from '../../../src/insar/calibration/correct-batch.js';
import type { CalibrationSurface } from '../../../src/insar/calibration/surface.js';
import { createAttributeModel } from '../../../src/products/attributes.js';
import { attributeColumns } from '../../../src/products/columns.js';
import { regularEpochs, yearsSinceFirst } from '../../../src/products/epochs.js';
import { type GnssModel, parseGnssModel } from '../../../src/products/gnss-model.js';
import { type AttributeName, MISSING_TENTHS, type PointBatch } from '../../../src/products/point-batch.js';
import { syntheticBurst } from '../../../src/products/synthetic-burst.js';
import { mmOfTenths } from '../../../src/products/tenths.js';
import { TEST_BURST } from '../../support/synthetic-catalog.js';

const MODEL = parseGnssModel(
  [
    'N,E,Up,SigmaN,SigmaE,SigmaUP,easting,northing',
    ...[0, 1, 2, 3].map(
      (i) => `1.4,0.6,-1.1,.3,.3,.6,${4_375_000 + (i % 2) * 50_000},${1_975_000 + (i >> 1) * 50_000}`,
    ),
  ].join('\n'),
  'model',
);
const product = syntheticBurst({
  ...TEST_BURST,
  level: 'L2a',
  generation: 'to-2019-2023',
  release: { firstYear: 2019, lastYear: 2023 },
  dates: regularEpochs('20190105', '20231231', 12),
});
const [batch] = product.batches();
const SURFACE: CalibrationSurface = {
  products: [
    {
      name: 'T',
      originEastingM: 4_400_000,
      originNorthingM: 2_000_000,
      constants: [{ cluster: 0, mmPerYear: 2.34 }],
      coefficients: [8, -5],
    },
  ],
  splines: [],
};
const surfaceAt = (e: number, n: number) => 2.34 + (8 * (e - 4_400_000) - 5 * (n - 2_000_000)) / 50_000;
const years = yearsSinceFirst(product.header.dates);

function corrected(input: PointBatch = batch, surface = SURFACE, model: GnssModel = MODEL) {
  const corrector = batchCorrector(product.header, surface, 0, model);
  const out = corrector.correct(input);
  const column = (name: AttributeName) => out.attributes[corrector.header.attributes.indexOf(name)];
  return { header: corrector.header, out, column };
}
const original = (name: AttributeName) => batch.attributes[product.header.attributes.indexOf(name)];

describe('a calibrated batch', () => {
  test('has the columns of the newer L2b header, and the places and pids it had', () => {
    const { header, out, column } = corrected();
    expect(header.generation).toBe('from-2020-2024');
    expect(header.attributes).toEqual(attributeColumns('L2b', 'from-2020-2024').map(({ attribute }) => attribute));
    expect(header.attributes).not.toContain('clusterLabel');
    expect(out.pid).toEqual(batch.pid);
    for (const name of ['eastingM', 'latitudeDeg', 'heightM', 'losEast', 'line', 'amplitudeDispersion'] as const) {
      expect(column(name)).toEqual(original(name));
    }
  });

  test('moves every value by minus the surface times the years since the first date, to 0.1 mm', () => {
    const { out } = corrected();
    const epochs = years.length;
    for (let row = 0; row < batch.count; row += 37) {
      const correction = -surfaceAt(original('eastingM')[row], original('northingM')[row]);
      for (let i = 0; i < epochs; i++) {
        const before = mmOfTenths(batch.seriesTenths![row * epochs + i]);
        const after = mmOfTenths(out.seriesTenths![row * epochs + i]);
        expect(Math.abs(after - before - correction * years[i])).toBeLessThan(0.05001);
      }
      // Nothing moves at the first date; a zero may lose its sign.
      expect(mmOfTenths(out.seriesTenths![row * epochs]) + 0).toBe(mmOfTenths(batch.seriesTenths![row * epochs]) + 0);
    }
  });

  test('has the velocity it had minus the surface, and attributes that follow from its own series', () => {
    const { out, column } = corrected();
    const model = createAttributeModel(product.header.dates);
    const epochs = years.length;
    for (let row = 0; row < batch.count; row++) {
      const surface = surfaceAt(original('eastingM')[row], original('northingM')[row]);
      // Two roundings to 0.1 mm/yr, and that of the series.
      expect(Math.abs(column('velocityMmPerYear')[row] - original('velocityMmPerYear')[row] + surface)).toBeLessThan(
        0.11,
      );
      const series = Float64Array.from(out.seriesTenths!.subarray(row * epochs, (row + 1) * epochs), mmOfTenths);
      const fitted = model.attributes(series);
      expect(column('velocityMmPerYear')[row]).toBeCloseTo(Math.round(fitted.velocityMmPerYear * 10) / 10, 9);
      expect(column('rmseMm')[row]).toBeCloseTo(Math.round(fitted.rmseMm * 10) / 10, 9);
      expect(column('temporalCoherence')[row]).toBeCloseTo(Math.round(fitted.temporalCoherence * 100) / 100, 9);
      expect(column('seasonalityStdMm')[row]).toBeCloseTo(Math.round(fitted.seasonalityStdMm * 10) / 10, 9);
      // A straight line changes neither of these.
      expect(Math.abs(column('accelerationMmPerYear2')[row] - original('accelerationMmPerYear2')[row])).toBeLessThan(
        0.021,
      );
      expect(Math.abs(column('seasonalityMm')[row] - original('seasonalityMm')[row])).toBeLessThan(0.11);
    }
  });

  test('carries the GNSS velocity along each line of sight, NaN where the model does not reach', () => {
    const { column } = corrected();
    for (let row = 0; row < batch.count; row++) {
      const [e, n, u] = [original('losEast')[row], original('losNorth')[row], original('losUp')[row]];
      expect(column('gnssVelocityMmPerYear')[row]).toBeCloseTo(0.6 * e + 1.4 * n - 1.1 * u, 1);
    }
    const none = MODEL.without(new Set(MODEL.nodes.map(({ name }) => name)));
    expect(corrected(batch, SURFACE, none).column('gnssVelocityMmPerYear').every(Number.isNaN)).toBe(true);
  });

  test('keeps gaps as gaps, and their points their attributes', () => {
    const seriesTenths = batch.seriesTenths!.slice();
    seriesTenths[5] = MISSING_TENTHS;
    const { out, column } = corrected({ ...batch, seriesTenths });
    expect(out.seriesTenths![5]).toBe(MISSING_TENTHS);
    expect(Math.abs(column('velocityMmPerYear')[0] - corrected().column('velocityMmPerYear')[0])).toBeLessThan(0.11);
  });

  test('keeps series in millimetres where a point moves farther than tenths can say', () => {
    const epochs = years.length;
    const seriesMm = Float64Array.from(batch.seriesTenths!, mmOfTenths);
    seriesMm[epochs - 1] = 3276.6;
    const down = { ...SURFACE, products: [{ ...SURFACE.products[0], constants: [{ cluster: 0, mmPerYear: -50 }] }] };
    const { out } = corrected({ ...batch, seriesTenths: undefined, seriesMm }, down);
    expect(out.seriesTenths).toBeUndefined();
    expect(out.seriesMm![epochs - 1]).toBeGreaterThan(3400);
    const same = corrected({
      ...batch,
      seriesTenths: undefined,
      seriesMm: Float64Array.from(batch.seriesTenths!, mmOfTenths),
    });
    expect(same.out.seriesTenths).toEqual(corrected().out.seriesTenths);
  });

  test('takes the constant of its cluster', () => {
    const cluster = product.header.attributes.indexOf('clusterLabel');
    const attributes = batch.attributes.map((column, i) =>
      i === cluster ? column.map((_, row) => 1 + (row % 2)) : column,
    );
    const constants = [1, 2].map((label) => ({ cluster: label, mmPerYear: label === 1 ? 3 : -4 }));
    const two = { ...SURFACE, products: [{ ...SURFACE.products[0], coefficients: [], constants }] };
    const { column } = corrected({ ...batch, attributes }, two);
    for (let row = 0; row < 20; row++) {
      const shift = column('velocityMmPerYear')[row] - original('velocityMmPerYear')[row];
      expect(Math.abs(shift - (row % 2 === 0 ? -3 : 4))).toBeLessThan(0.11);
    }
  });

  test('needs the columns of level 2', () => {
    const header = { ...product.header, attributes: product.header.attributes.filter((name) => name !== 'losUp') };
    expect(() => batchCorrector(header, SURFACE, 0, MODEL)).toThrow(/no column for losUp/);
  });
});
