/** The process from request to published collections, beside the truth of bursts with known errors. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../../processes/calibrate/index.js';
import type { Report } from '../../../processes/calibrate/report.js';
import { selectPoints } from '../../../src/catalog/points/point-selection.js';
import { storedProducts } from '../../../src/catalog/points/stored-products.js';
import type { Database } from '../../../src/db/database.js';
import type { Outputs } from '../../../src/jobs/process.js';
import { createAttributeModel } from '../../../src/products/attributes.js';
import { regularEpochs } from '../../../src/products/epochs.js';
import { productFileName } from '../../../src/products/file-name.js';
import type { AttributeName, PointBatch } from '../../../src/products/point-batch.js';
import { describeProduct } from '../../../src/products/product-xml.js';
import { bowlMotion } from '../../../src/products/synthetic-ground.js';
import { testDatabase } from '../../support/database.js';
import type { RampedBurst } from '../../support/ramped-burst.js';
import { runProcess } from '../../support/run-process.js';
import {
  BOWL,
  CENTRE_N,
  DOWN,
  errorOf,
  MODEL,
  publishBursts,
  type ReadPoint,
  readAll,
  request,
  SPECS,
  UP,
} from './ramped-catalog.js';

const OUTPUTS = { outputCollections: { ascending: 'cal-up', descending: 'cal-down' } };

/** The surface of a burst as the report describes it. */
function reportedSurface(burst: Report['bursts'][number], eastingM: number, northingM: number): number {
  const [x, y] = [(eastingM - burst.originEastingM) / 50_000, (northingM - burst.originNorthingM) / 50_000];
  const [a = 0, b = 0] = burst.coefficientsMmPerYear;
  return burst.clusters[0].constantMmPerYear + a * x + b * y;
}

let database: Database;
let bursts: RampedBurst[];

beforeAll(async () => {
  database = await testDatabase();
  bursts = await publishBursts(database);
});
afterAll(() => database.close());

const once = new Map<string, Promise<Map<string, ReadPoint>>>();

/** As `readAll`, for collections that do not change any more. */
function readOnce(collection: string): Promise<Map<string, ReadPoint>> {
  const known = once.get(collection) ?? readAll(database, collection);
  once.set(collection, known);
  return known;
}

/** Fits mean and slopes to values at places; slope in mm/yr per 100 km. */
function planeOf(rows: readonly (readonly [e: number, n: number, v: number])[]) {
  const mean = [0, 1, 2].map((i) => rows.reduce((sum, row) => sum + row[i], 0) / rows.length);
  let [ee, en, nn, ev, nv] = [0, 0, 0, 0, 0];
  for (const row of rows) {
    const [x, y, v] = row.map((value, i) => value - mean[i]);
    ee += x * x;
    en += x * y;
    nn += y * y;
    ev += x * v;
    nv += y * v;
  }
  const det = ee * nn - en * en;
  return { mean: mean[2], slope: 100_000 * Math.hypot((nn * ev - en * nv) / det, (ee * nv - en * ev) / det) };
}

describe('two tracks and two geometries with ramps of their own, over a bowl', () => {
  let outputs: Outputs;
  let report: Report;
  let residuals: {
    features: { geometry: { coordinates: number[] }; properties: Record<string, number | string | null> }[];
  };
  let trial: Awaited<ReturnType<typeof runProcess>>;

  beforeAll(async () => {
    trial = await runProcess(
      run,
      database,
      request({ points: [{ collection: UP }, { collection: DOWN }], gnssVersion: 'test 1' }),
      {
        ...OUTPUTS,
        inspect: async ({ residuals: file }, folder) => {
          if (file.kind === 'file') residuals = JSON.parse(await readFile(join(folder, file.fileName), 'utf8'));
        },
      },
    );
    outputs = trial.outputs;
    report = (outputs.report as { value: Report }).value;
  });

  test('give a collection per geometry, with every point under its pid', async () => {
    expect(outputs.ascending).toEqual({ kind: 'collection', collectionId: 'cal-up' });
    expect(outputs.descending).toEqual({ kind: 'collection', collectionId: 'cal-down' });
    const up = await readOnce('cal-up');
    expect([...up.keys()].sort()).toEqual([...(await readOnce(UP)).keys()].sort());
    const { identity, collection } = await selectPoints(database, { collection: 'cal-up' });
    expect(identity).toEqual({ level: 'L2b', geometry: 'ascending', release: '2019-2023' });
    expect(collection.properties.map(({ name }) => name)).toContain('gnss_velocity');
    expect(collection.properties.map(({ name }) => name)).not.toContain('cluster_label');
    expect(trial.shares.every((share, i) => share >= (trial.shares[i - 1] ?? 0) && share <= 1)).toBe(true);
  });

  test('name their products as EGMS does, keep the header and say which GNSS model was used', async () => {
    const products = await (await storedProducts(database, 'cal-up'))!.list();
    expect(products.map(({ name }) => productFileName(name))).toEqual([
      'EGMS_L2b_044_0240_IW2_VV_2019_2023_1',
      'EGMS_L2b_044_0241_IW2_VV_2019_2023_1',
      'EGMS_L2b_117_0240_IW2_VV_2019_2023_1',
      'EGMS_L2b_117_0241_IW2_VV_2019_2023_1',
    ]);
    const described = describeProduct(products[0].metadata!);
    expect(described).toMatchObject({ level: 'L2b', gnssVersion: 'test 1', demVersion: 'SYNTHETIC', track: 44 });
    expect(described.datasetImages).toHaveLength(regularEpochs('20190105', '20231231', 60).length);
    expect(products[0].metadata!.elements.map(({ name }) => name)).not.toContain('clusters');
  });

  test('lose their ramps and references: less than 0.3 mm/yr per 100 km, and 0.1 mm/yr of mean', async () => {
    for (const [collection, tracks] of [
      ['cal-up', [44, 117]],
      ['cal-down', [95]],
    ] as const) {
      const rows: [number, number, number][] = [];
      const before: [number, number, number][] = [];
      const points = await readOnce(collection);
      for (const { product, added } of bursts.filter(({ product: { name } }) =>
        (tracks as readonly number[]).includes('track' in name ? name.track : 0),
      )) {
        for (const { pid, truth, place } of truths(product.batches(), product.header.attributes, added)) {
          const velocity = points.get(pid)!.value('velocityMmPerYear');
          rows.push([place[0], place[1], velocity - truth.calibrated]);
          before.push([place[0], place[1], truth.basic - truth.calibrated]);
        }
      }
      expect(planeOf(before).slope).toBeGreaterThan(1);
      const after = planeOf(rows);
      expect(Math.abs(after.mean)).toBeLessThan(0.1);
      expect(after.slope).toBeLessThan(0.3);
    }
  });

  test('keep the depth of the bowl to 2 %', async () => {
    const points = await readOnce('cal-up');
    const ground = { inside: [] as number[], truth: [] as number[], around: [] as number[] };
    for (const { product, added } of bursts.slice(0, 2)) {
      for (const { pid, truth, place } of truths(product.batches(), product.header.attributes, added)) {
        const apartM = Math.hypot(place[0] - BOWL.eastingM, place[1] - BOWL.northingM);
        const error = points.get(pid)!.value('velocityMmPerYear') - truth.calibrated;
        if (apartM < 1500) {
          ground.inside.push(error);
          ground.truth.push(Math.abs(truth.bowl));
        } else if (apartM > 6500 && apartM < 13_000) ground.around.push(error);
      }
    }
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(ground.inside.length).toBeGreaterThan(50);
    const depth = mean(ground.truth);
    expect(depth).toBeGreaterThan(10);
    expect(Math.abs(mean(ground.inside) - mean(ground.around)) / depth).toBeLessThan(0.02);
  });

  test('agree where they overlap', () => {
    const same = report.overlaps.filter(({ kind }) => kind === 'same-track');
    expect(same.map(({ first, second }) => `${first.slice(9, 17)} ${second.slice(9, 17)}`)).toEqual([
      '044_0240 044_0241',
      '117_0240 117_0241',
    ]);
    for (const { meanAfterMmPerYear, meanBeforeMmPerYear, pseudoPs } of same) {
      // Each pseudo-PS has noise of some 0.7 mm/yr.
      expect(Math.abs(meanAfterMmPerYear)).toBeLessThan(3 * (0.7 / Math.sqrt(pseudoPs)));
      expect(Math.abs(meanBeforeMmPerYear)).toBeGreaterThan(0.5);
    }
    // What is left of the known errors, free of noise, on both sides of the strip that two bursts share.
    for (const [first, second] of [
      [0, 1],
      [2, 3],
    ]) {
      for (let km = -15; km <= 15; km += 5) {
        const left = [first, second].map((index) => {
          const { centreEastingM } = SPECS[index];
          const place = [centreEastingM + km * 1000, CENTRE_N] as const;
          const burst = report.bursts.find(({ product }) => product === productFileName(bursts[index].product.name))!;
          return errorOf(SPECS[index])(...place) - reportedSurface(burst, ...place);
        });
        expect(Math.abs(left[0] - left[1])).toBeLessThan(0.1);
      }
    }
    expect(report.overlaps.some(({ kind }) => kind === 'adjacent')).toBe(true);
  });

  test('have series and attributes that belong together, and a correction that is a line in time', async () => {
    const [before, after] = [await readOnce(UP), await readOnce('cal-up')];
    const model = createAttributeModel(regularEpochs('20190105', '20231231', 60));
    let checked = 0;
    for (const [pid, { value, series }] of after) {
      if (checked++ % 10 !== 0) continue;
      const old = before.get(pid)!;
      expect(value('eastingM')).toBe(old.value('eastingM'));
      const fitted = model.attributes(series);
      expect(value('velocityMmPerYear')).toBeCloseTo(Math.round(10 * fitted.velocityMmPerYear) / 10, 9);
      expect(value('rmseMm')).toBeCloseTo(Math.round(10 * fitted.rmseMm) / 10, 9);
      const rate = (series[series.length - 1] - old.series[series.length - 1]) / model.timesYears[series.length - 1];
      series.forEach((mm, i) => {
        expect(Math.abs(mm - old.series[i] - rate * model.timesYears[i])).toBeLessThan(0.11);
      });
      // The change of the velocity is the change of the series.
      expect(Math.abs(value('velocityMmPerYear') - old.value('velocityMmPerYear') - rate)).toBeLessThan(0.15);
    }
  });

  test('carry the projected GNSS velocity, to one decimal', async () => {
    for (const { value } of [...(await readOnce('cal-down')).values()].slice(0, 200)) {
      const gnss = MODEL.at(value('eastingM'), value('northingM'))!;
      const along =
        gnss.eastMmPerYear * value('losEast') +
        gnss.northMmPerYear * value('losNorth') +
        gnss.upMmPerYear * value('losUp');
      expect(value('gnssVelocityMmPerYear')).toBeCloseTo(Math.round(10 * along) / 10, 9);
    }
  });

  test('are described by a residual map in which the bowl weighs nothing', () => {
    expect(residuals.features).toHaveLength(report.ties);
    for (const { properties: p } of residuals.features) {
      expect(p.insarMmPerYear).toBeCloseTo(
        Number(p.gnssMmPerYear) + Number(p.surfaceMmPerYear) + Number(p.residualMmPerYear),
        2,
      );
    }
    const deep = residuals.features.filter(({ properties }) => Number(properties.residualMmPerYear) < -8);
    expect(deep.length).toBeGreaterThan(4);
    expect(deep.every(({ properties }) => properties.weight === 0)).toBe(true);
  });

  test('are reported with surfaces, sigmas, agreement and where everything came from', () => {
    expect(report.bursts).toHaveLength(5);
    expect(report.points).toBe(7500);
    expect(report.warnings).toEqual([]);
    for (const burst of report.bursts) {
      expect(burst).toMatchObject({ surface: 'plane', reference: 'gnss', points: 1500, warnings: [] });
      expect(burst.coefficientsMmPerYear).toHaveLength(2);
      expect(burst.clusters[0].sigmaMmPerYear).toBeLessThan(0.2);
      expect(burst.gnssSigmaMmPerYear).toBeGreaterThan(0.3);
      expect(burst.rmsAfterMmPerYear).toBeLessThan(0.8);
    }
    const ids = trial.used.map(({ id }) => id);
    expect(ids).toContain('input:gnssModel');
    expect(ids.filter((id) => id.startsWith('product:'))).toHaveLength(5);
    expect(ids.filter((id) => id.startsWith('collection:'))).toHaveLength(2);
  });
});

/** What each point is known to do. */
function* truths(batches: Iterable<PointBatch>, names: readonly AttributeName[], added: ReadonlyMap<string, number>) {
  for (const batch of batches) {
    const value = (name: AttributeName, row: number) => batch.attributes[names.indexOf(name)][row];
    for (let row = 0; row < batch.count; row++) {
      const place = [value('eastingM', row), value('northingM', row)] as const;
      const los = [value('losEast', row), value('losNorth', row), value('losUp', row)] as const;
      const gnss = MODEL.at(...place)!;
      const region = gnss.eastMmPerYear * los[0] + gnss.northMmPerYear * los[1] + gnss.upMmPerYear * los[2];
      const sinks = bowlMotion([BOWL], ...place);
      const bowl = sinks.eastMmPerYear * los[0] + sinks.northMmPerYear * los[1] + sinks.upMmPerYear * los[2];
      const basic = bowl + added.get(batch.pid[row])!;
      yield { pid: batch.pid[row], place, truth: { basic, calibrated: bowl + region, bowl } };
    }
  }
}
