/** The process from request to published collections: synthetic bursts with known errors, real bursts, bad requests, restarts. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../../processes/calibrate/index.js';
import description from '../../../processes/calibrate/process.json' with { type: 'json' };
import type { Report } from '../../../processes/calibrate/report.js';
import { ingestFile } from '../../../src/catalog/ingest/ingest-file.js';
import { selectPoints } from '../../../src/catalog/points/point-selection.js';
import { storedProducts } from '../../../src/catalog/points/stored-products.js';
import type { Database } from '../../../src/db/database.js';
import type { InputValues, Outputs } from '../../../src/jobs/process.js';
import { createAttributeModel } from '../../../src/products/attributes.js';
import { regularEpochs } from '../../../src/products/epochs.js';
import { productFileName } from '../../../src/products/file-name.js';
import { parseGnssModel } from '../../../src/products/gnss-model.js';
import type { AttributeName, PointBatch } from '../../../src/products/point-batch.js';
import { describeProduct } from '../../../src/products/product-xml.js';
import type { SyntheticBurstSpec } from '../../../src/products/synthetic-burst.js';
import { bowlMotion } from '../../../src/products/synthetic-ground.js';
import { mmOfTenths } from '../../../src/products/tenths.js';
import { testDatabase } from '../../support/database.js';
import { type RampedBurst, rampedBurst } from '../../support/ramped-burst.js';
import { runProcess, type TrialOptions } from '../../support/run-process.js';
import { sharedData } from '../../support/shared-data.js';
import { publishSynthetic, TEST_BURST } from '../../support/synthetic-catalog.js';

const UP = 'l2a-ascending-2019-2023';
const DOWN = 'l2a-descending-2019-2023';
const [CENTRE_E, CENTRE_N] = [4_480_000, 2_350_000];

/** Grid of the region: slopes over 200 km. */
const MODEL_TEXT = [
  '#N E Up SigmaN SigmaE SigmaUP easting northing',
  ...Array.from({ length: 25 }, (_, i) => {
    const [column, row] = [i % 5, Math.floor(i / 5)];
    return `${1 + 0.2 * row} ${-0.4 + 0.15 * column} ${-1 + 0.25 * column - 0.1 * row} 0.3 0.3 0.6 ${4_400_000 + column * 50_000} ${2_250_000 + row * 50_000}`;
  }),
].join('\n');
const MODEL = parseGnssModel(MODEL_TEXT, 'test');
const BOWL = { eastingM: CENTRE_E + 6000, northingM: CENTRE_N + 5000, radiusM: 4000, velocityUpMmPerYear: -30 };

const DEFAULTS = Object.fromEntries(
  Object.entries(description.inputs).flatMap(([name, { schema }]) =>
    'default' in schema ? [[name, schema.default]] : [],
  ),
);
const request = (inputs: InputValues): InputValues => ({ ...DEFAULTS, gnssModel: MODEL_TEXT, ...inputs });
const OUTPUTS = { outputCollections: { ascending: 'cal-up', descending: 'cal-down' } };

const specs = burstSpecs();

/** What processing has left in a burst: a reference and a ramp of its own, mm/yr. */
function errorOf({ seed, centreEastingM, centreNorthingM }: SyntheticBurstSpec) {
  const [reference, slopeE, slopeN] = [3 * Math.sin(seed), 4 * Math.cos(1.3 * seed), 4 * Math.sin(1.9 * seed)];
  return (eastingM: number, northingM: number) =>
    reference + (slopeE * (eastingM - centreEastingM) + slopeN * (northingM - centreNorthingM)) / 100_000;
}

/** The surface of a burst as the report describes it. */
function reportedSurface(burst: Report['bursts'][number], eastingM: number, northingM: number): number {
  const [x, y] = [(eastingM - burst.originEastingM) / 50_000, (northingM - burst.originNorthingM) / 50_000];
  const [a = 0, b = 0] = burst.coefficientsMmPerYear;
  return burst.clusters[0].constantMmPerYear + a * x + b * y;
}

let database: Database;
const bursts: RampedBurst[] = [];

beforeAll(async () => {
  database = await testDatabase();
  for (const spec of specs) {
    const error = errorOf(spec);
    const burst = rampedBurst(spec, ({ eastingM, northingM, losEast, losNorth, losUp }) => {
      const gnss = MODEL.at(eastingM, northingM)!;
      const region = gnss.eastMmPerYear * losEast + gnss.northMmPerYear * losNorth + gnss.upMmPerYear * losUp;
      return region + error(eastingM, northingM);
    });
    bursts.push(burst);
    await publishSynthetic(database, burst.product);
  }
});
afterAll(() => database.close());

/** Two overlapping bursts of each of two ascending tracks side by side, and one of a descending one. */
function burstSpecs(): SyntheticBurstSpec[] {
  const spec = (track: number, index: number, eastM: number, headingDeg: number): SyntheticBurstSpec => ({
    ...TEST_BURST,
    track,
    burstCycle: 240 + index,
    level: 'L2a',
    generation: 'to-2019-2023',
    release: { firstYear: 2019, lastYear: 2023 },
    dates: regularEpochs('20190105', '20231231', 60),
    centreEastingM: CENTRE_E + eastM,
    centreNorthingM: CENTRE_N + (index === 0 ? -9000 : 9000),
    widthM: 40_000,
    heightM: 20_000,
    pointCount: 1500,
    headingDeg,
    incidenceDeg: 38,
    seed: track + index,
    bowls: [BOWL],
    // Thick in the bowl and in the strip where bursts overlap.
    towns: [
      { eastingM: BOWL.eastingM, northingM: BOWL.northingM, radiusM: 1200 },
      ...[-12, 1, 13].map((km) => ({ eastingM: CENTRE_E + eastM + km * 1000, northingM: CENTRE_N, radiusM: 700 })),
    ],
  });
  return [
    spec(44, 0, 0, -10),
    spec(44, 1, 0, -10),
    spec(117, 0, 30_000, -10),
    spec(117, 1, 30_000, -10),
    spec(95, 0, 4000, 191),
  ];
}

interface ReadPoint {
  readonly value: (name: AttributeName) => number;
  readonly series: Float64Array;
}

/** All points of a collection as they are now. */
async function readAll(collection: string): Promise<Map<string, ReadPoint>> {
  const stored = (await storedProducts(database, collection))!;
  const points = new Map<string, ReadPoint>();
  for (const product of await stored.list()) {
    const { attributes: names, dates } = product.header;
    for await (const batch of stored.batches(product)) {
      batch.pid.forEach((pid, row) => {
        const series = Float64Array.from(
          batch.seriesTenths!.subarray(row * dates.length, (row + 1) * dates.length),
          mmOfTenths,
        );
        points.set(pid, { value: (name) => batch.attributes[names.indexOf(name)][row], series });
      });
    }
  }
  return points;
}

const once = new Map<string, Promise<Map<string, ReadPoint>>>();

/** As `readAll`, for collections that do not change any more. */
function readOnce(collection: string): Promise<Map<string, ReadPoint>> {
  const known = once.get(collection) ?? readAll(collection);
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
          const { centreEastingM } = specs[index];
          const place = [centreEastingM + km * 1000, CENTRE_N] as const;
          const burst = report.bursts.find(({ product }) => product === productFileName(bursts[index].product.name))!;
          return errorOf(specs[index])(...place) - reportedSurface(burst, ...place);
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
    expect((await readAll('cal-part')).size).toBe(report.points);
  });

  test('too small for a plane gets a constant, and the report says so', async () => {
    const bbox = await boxAround(CENTRE_E - 8000, CENTRE_N + 5000, 3000);
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
    const values = [...(await readAll('cal-west')).values()].map(({ value }) => value('gnssVelocityMmPerYear'));
    expect(values.filter(Number.isNaN)).toHaveLength(report.uncoveredPoints);
  });
});

async function boxAround(eastingM: number, northingM: number, halfM: number): Promise<number[]> {
  const { laeaToGeographic } = await import('../../../src/geodesy/laea.js');
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

describe('a job that is killed', () => {
  const wanted = { points: [{ collection: UP }] };
  const hashes = async (folder: string) => {
    const files = (await readdir(folder)).filter((name) => !name.endsWith('.part')).sort();
    return Promise.all(
      files.map(async (name) => [
        name,
        createHash('sha256')
          .update(await readFile(join(folder, name)))
          .digest('hex'),
      ]),
    );
  };

  test('goes on where it was, and gives the same bytes', async () => {
    const [whole, broken] = [
      await mkdtemp(join(tmpdir(), 'open-egms-whole-')),
      await mkdtemp(join(tmpdir(), 'open-egms-broken-')),
    ];
    try {
      const outputCollections = { ascending: 'cal-killed' };
      const first = await runProcess(run, database, request(wanted), { outputCollections, folder: whole });
      const expected = [...(await readAll('cal-killed'))].map(([pid, { series }]) => [pid, [...series]]);
      const checkpoints = new Map<string, unknown>();
      // Stopped in the first reading, in the adjustment, and in the middle of every burst.
      for (const share of [0.01, 0.13, 0.2, 0.3, 0.5, 0.59]) {
        const abort = new AbortController();
        const dying = dyingRun(abort, share);
        await expect(
          runProcess(dying, database, request(wanted), {
            outputCollections,
            folder: broken,
            checkpoints,
            signal: abort.signal,
          }),
        ).rejects.toThrow('killed');
      }
      const kept = [...checkpoints.keys()].length;
      expect(kept).toBeGreaterThan(2);
      const last = await runProcess(run, database, request(wanted), { outputCollections, folder: broken, checkpoints });
      expect(last.outputs.report).toEqual(first.outputs.report);
      expect(await hashes(broken)).toEqual(await hashes(whole));
      expect([...(await readAll('cal-killed'))].map(([pid, { series }]) => [pid, [...series]])).toEqual(expected);
      // A second edition of the same collection counts on.
      const [product] = await (await storedProducts(database, 'cal-killed'))!.list();
      expect(product.name.redelivery).toBe(2);
    } finally {
      await rm(whole, { recursive: true });
      await rm(broken, { recursive: true });
    }
  });

  test('makes files again that were lost with its folder', async () => {
    const checkpoints = new Map<string, unknown>();
    const outputCollections = { ascending: 'cal-lost' };
    await runProcess(run, database, request(wanted), { outputCollections, checkpoints });
    const { log } = await runProcess(run, database, request(wanted), { outputCollections, checkpoints });
    expect(log.filter((line) => line.includes('made again'))).toHaveLength(5);
    expect((await readAll('cal-lost')).size).toBe(6000);
  });

  /** Runs until a share of the work is done, then dies as a killed worker does: in the middle of whatever it does. */
  const dyingRun =
    (abort: AbortController, share: number): typeof run =>
    (context) =>
      run({
        ...context,
        progress: (reached) => {
          if (reached >= share) abort.abort(new Error('killed'));
        },
      });
});

const folder = sharedData('egms-ortho-product');
const excerpt = sharedData('egms-aepnd-v2022-excerpt');
describe.skipIf(!folder || !excerpt)('real bursts (skipped without the shared data)', () => {
  test('get the published GNSS velocity within 0.1 mm/yr, and hardly any correction', async () => {
    for (const name of ['EGMS_L2b_022_0845_IW2_VV_2020_2024_1.zip', 'EGMS_L2b_117_0227_IW2_VV_2020_2024_1.zip']) {
      await ingestFile(database, join(folder!, 'input', name), { softwareVersion: 'test' });
    }
    const text = await readFile(join(excerpt!, 'EGMS_AEPND_V2022.0_excerpt.csv'), 'utf8');
    const model = parseGnssModel(text, 'A-EPND');
    const collections = ['l2b-ascending-2020-2024', 'l2b-descending-2020-2024'];
    for (const collection of collections) {
      const selection = await selectPoints(database, { collection });
      const attributes = ['eastingM', 'northingM', 'losEast', 'losNorth', 'losUp', 'gnssVelocityMmPerYear'] as const;
      let [most, points] = [0, 0];
      for await (const block of selection.blocks({ attributes, withSeries: false })) {
        const [eastingM, northingM, losEast, losNorth, losUp, published] = block.attributes;
        for (let i = 0; i < block.count; i++) {
          const gnss = model.at(eastingM[i], northingM[i])!;
          const along =
            gnss.eastMmPerYear * losEast[i] + gnss.northMmPerYear * losNorth[i] + gnss.upMmPerYear * losUp[i];
          most = Math.max(most, Math.abs(along - published[i]));
        }
        points += block.count;
      }
      expect(points).toBeGreaterThan(11_000);
      expect(most).toBeLessThan(0.1);
    }
    // The island is three kilometres wide; its middle is enough to see that EGMS's own calibration stands.
    const points = collections.map((collection) => ({ collection, bbox: [13.165, 38.7, 13.18, 38.71] }));
    await runProcess(run, database, request({ points, gnssModel: text }), {
      outputCollections: { ascending: 'cal-real-up', descending: 'cal-real-down' },
    });
    for (const [input, output] of [
      [collections[0], 'cal-real-up'],
      [collections[1], 'cal-real-down'],
    ]) {
      const [published, ours] = [await readAll(input), await readAll(output)];
      expect(ours.size).toBeGreaterThan(500);
      for (const [pid, { value }] of ours) {
        const difference = value('gnssVelocityMmPerYear') - published.get(pid)!.value('gnssVelocityMmPerYear');
        expect(Math.abs(difference)).toBeLessThan(0.1001);
      }
    }
    const whole = collections.map((collection) => ({ collection }));
    const only = await runProcess(run, database, request({ points: whole, gnssModel: text }), {
      wantedOutputs: ['report'],
    });
    for (const burst of (only.outputs.report as { value: Report }).value.bursts) {
      expect(burst.surface).toBe('constant');
      expect(Math.abs(burst.clusters[0].constantMmPerYear)).toBeLessThan(0.3);
    }
  });
});
