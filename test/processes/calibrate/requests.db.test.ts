/** Requests that cannot be met, parts of collections, and stations that are held out. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../../processes/calibrate/index.js';
import type { Report } from '../../../processes/calibrate/report.js';
import { storedProducts } from '../../../src/catalog/points/stored-products.js';
import type { Database } from '../../../src/db/database.js';
import { laeaToGeographic } from '../../../src/geodesy/laea.js';
import type { InputValues } from '../../../src/jobs/process.js';
import { parseGnssModel } from '../../../src/products/gnss-model.js';
import { testDatabase } from '../../support/database.js';
import { runProcess, type TrialOptions } from '../../support/run-process.js';
import { CENTRE_E, CENTRE_N, DOWN, MODEL_TEXT, publishBursts, readAll, request, UP } from './ramped-catalog.js';

const OUTPUTS = { outputCollections: { ascending: 'cal-up', descending: 'cal-down' } };
let database: Database;

beforeAll(async () => {
  database = await testDatabase();
  await publishBursts(database);
});
afterAll(() => database.close());

async function failure(inputs: InputValues, options: TrialOptions = OUTPUTS): Promise<string> {
  return runProcess(run, database, request(inputs), options).then(
    () => 'no failure',
    (error: Error) => error.message,
  );
}

describe('a request that cannot be met is refused, and why is said', () => {
  const up = [{ collection: UP }];

  test.each<[string, InputValues, RegExp]>([
    [
      'a model that does not reach',
      { points: up, gnssModel: MODEL_TEXT.replaceAll(' 4', ' 5') },
      /gnssModel: the model does not cover 6000 of 6000 points: 1500 of 1500 of EGMS_L2a_044_0240\S* from \d\d\.\d+ N \d+\.\d+ E to/,
    ],
    [
      'a box without points',
      { points: [{ collection: UP, bbox: [0, 60, 1, 61] }] },
      /points: expected points, got none in l2a-ascending-2019-2023 with bbox 0,60,1,61/,
    ],
    [
      'a filter that matches nothing',
      { points: [{ collection: UP, filter: 'height > 5000' }] },
      /points: expected points, got none in .* with filter/,
    ],
    [
      'a time without products',
      { points: [{ collection: UP, datetime: '1999-01-01/1999-12-31' }] },
      /got none in .* with datetime/,
    ],
    ['a filter that is none', { points: [{ collection: UP, filter: 'height >' }] }, /filter/],
    ['a collection that is not there', { points: [{ collection: 'l2a-none' }] }, /not found: l2a-none/],
    ['a collection twice', { points: [...up, ...up] }, /points\/1: .* stands in points\/0 already/],
    ['a model that is a page', { points: up, gnssModel: '<html>' }, /gnssModel:1: .*HTML/],
    [
      'a station that is not there',
      { points: up, heldOutStations: ['ZIMM'] },
      /heldOutStations: no such stations in the GNSS model: ZIMM; it has E4400N2250/,
    ],
    [
      'stations held out of which too many are needed',
      { points: up, heldOutStations: ['E4450N2350', 'E4500N2350'] },
      /the model, without the 2 stations held out, does not cover \d+ of 6000/,
    ],
  ])('%s', async (_, inputs, message) => {
    expect(await failure(inputs)).toMatch(message);
  });

  test('outputs that would replace an input, each other, or delivered products', async () => {
    const named = (ascending: string, descending: string) => ({ outputCollections: { ascending, descending } });
    expect(await failure({ points: up }, named(UP, 'x'))).toMatch(/ascending: l2a-ascending-2019-2023 is an input/);
    const both = { points: [...up, { collection: DOWN }] };
    expect(await failure(both, named('same', 'same'))).toMatch(/expected two names .* got same for both/);
    expect(await failure({ points: up }, named(DOWN, 'x'))).toMatch(/holds delivered products/);
  });

  test('nothing is published then', async () => {
    expect(await storedProducts(database, 'x')).toBeUndefined();
    expect(await storedProducts(database, 'same')).toBeUndefined();
  });
});

describe('a part of the points', () => {
  test('is calibrated by itself; only what is wanted is made', async () => {
    const filter = `product = 'EGMS_L2a_044_0240_IW2_VV_2019_2023_1' and temporal_coherence > 0.5`;
    const { outputs } = await runProcess(run, database, request({ points: [{ collection: UP, filter }] }), {
      outputCollections: { ascending: 'cal-part' },
      wantedOutputs: ['ascending', 'report'],
    });
    expect(Object.keys(outputs).sort()).toEqual(['ascending', 'report']);
    const products = await (await storedProducts(database, 'cal-part'))!.list();
    const report = (outputs.report as { value: Report }).value;
    expect(products.map(({ pointCount }) => pointCount)).toEqual([report.points]);
    // Rows of the new file are numbered without gaps, so that all of them are found again.
    expect((await readAll(database, 'cal-part')).size).toBe(report.points);
  });

  test('too small for a plane gets a constant, and the report says so', async () => {
    const bbox = boxAround(CENTRE_E - 8000, CENTRE_N + 5000, 3000);
    const { outputs, log } = await runProcess(run, database, request({ points: [{ collection: UP, bbox }] }), {
      outputCollections: { ascending: 'cal-small' },
    });
    const report = (outputs.report as { value: Report }).value;
    expect(report.bursts[0].surface).toBe('constant');
    expect(report.warnings[0]).toMatch(/^EGMS_L2a_044_024\d\S*: no plane: .* constant taken instead$/);
    expect(log.some((line) => line.startsWith('warn') && line.includes('no plane'))).toBe(true);
  });

  test('that the model does not reach is calibrated by its burst when that is allowed, without a GNSS velocity', async () => {
    const west = MODEL_TEXT.split('\n')
      .filter((line) => !/ (4550000|4600000) /.test(line))
      .join('\n');
    const inputs = { points: [{ collection: UP }], gnssModel: west, allowUncovered: true };
    const { outputs } = await runProcess(run, database, request(inputs), {
      outputCollections: { ascending: 'cal-west' },
    });
    const report = (outputs.report as { value: Report }).value;
    expect(report.uncoveredPoints).toBeGreaterThan(300);
    const values = [...(await readAll(database, 'cal-west')).values()].map(({ value }) =>
      value('gnssVelocityMmPerYear'),
    );
    expect(values.filter(Number.isNaN)).toHaveLength(report.uncoveredPoints);
  });
});

function boxAround(eastingM: number, northingM: number, halfM: number): number[] {
  const southWest = laeaToGeographic(eastingM - halfM, northingM - halfM);
  const northEast = laeaToGeographic(eastingM + halfM, northingM + halfM);
  return [southWest.longitudeDeg, southWest.latitudeDeg, northEast.longitudeDeg, northEast.latitudeDeg];
}

describe('held-out stations', () => {
  const stations = (moved: number) =>
    [
      'station,latitude,longitude,vn,ve,vu,sn,se,su',
      ...Array.from({ length: 30 }, (_, i) => {
        const [lat, lon] = [43.5 + Math.floor(i / 6) * 0.25, 11 + (i % 6) * 0.35];
        return `S${i},${lat},${lon},1.2,-0.1,${i === moved ? 9 : -0.9},0.2,0.2,0.4`;
      }),
    ].join('\n');

  test('take no part, and are compared with the model and with the points around them', async () => {
    const text = stations(-1);
    const model = parseGnssModel(text, 'stations');
    const near = model.nodes
      .map(({ name, eastingM, northingM }) => ({ name, apart: Math.hypot(eastingM - CENTRE_E, northingM - CENTRE_N) }))
      .sort((a, b) => a.apart - b.apart)[0].name;
    const moved = stations(Number(near.slice(1)));
    const inputs = { points: [{ collection: UP }, { collection: DOWN }], gnssModel: moved, heldOutStations: [near] };
    const held = await runProcess(run, database, request(inputs), { wantedOutputs: ['report'] });
    const without = await runProcess(run, database, request({ ...inputs, gnssModel: text }), {
      wantedOutputs: ['report'],
    });
    const report = (held.outputs.report as { value: Report }).value;
    // Its velocity is 9 mm/yr off, and nothing but the comparison notices.
    expect(report.bursts).toEqual((without.outputs.report as { value: Report }).value.bursts);
    const [station] = report.heldOutStations;
    expect(report.gnss.heldOut).toBe(1);
    expect(station).toMatchObject({ name: near, observed: { upMmPerYear: 9 } });
    expect(station.predictedByModel!.upMmPerYear).toBeCloseTo(-0.9, 3);
    expect(station.modelMinusObserved!.upMmPerYear).toBeCloseTo(-9.9, 3);
    expect(station.lineOfSight.length).toBeGreaterThan(0);
    for (const { residualMmPerYear, sigmaMmPerYear } of station.lineOfSight) {
      expect(residualMmPerYear).toBeLessThan(-5);
      expect(sigmaMmPerYear).toBeLessThan(1.5);
    }
  });
});
