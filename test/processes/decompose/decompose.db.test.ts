/** The process on small synthetic bursts: what it publishes, beside what the points say by themselves. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { run } from '../../../processes/decompose/index.js';
import { selectPoints } from '../../../src/catalog/points/point-selection.js';
import { storedProducts } from '../../../src/catalog/points/stored-products.js';
import { SqlCatalog } from '../../../src/catalog/sql-catalog.js';
import { exportProducts } from '../../../src/commands/export-products.js';
import type { Database } from '../../../src/db/database.js';
import { createAttributeModel } from '../../../src/products/attributes.js';
import { productFileName } from '../../../src/products/file-name.js';
import { orthoPid } from '../../../src/products/ortho-product.js';
import { decodeL3Pid } from '../../../src/products/pid.js';
import { describeProduct } from '../../../src/products/product-xml.js';
import { mmOfTenths } from '../../../src/products/tenths.js';
import { testDatabase } from '../../support/database.js';
import { runProcess, type TrialOptions } from '../../support/run-process.js';
import { pointsOf, syntheticCatalog, type TestPoint } from '../../support/synthetic-catalog.js';
import { ASCENDING_ID, BURST_DATES, BURSTS, DESCENDING_ID, requestOf, uniformModel } from './request.js';

let database: Database;
let ascending: readonly TestPoint[];
let descending: readonly TestPoint[];

beforeAll(async () => {
  database = await testDatabase();
  const { products } = await syntheticCatalog(database, ...BURSTS);
  [ascending, descending] = products.map(pointsOf);
});
afterAll(() => database.close());

interface Cell {
  readonly ascending: readonly TestPoint[];
  readonly descending: readonly TestPoint[];
}

/** Cells with points of both directions, by pid. */
function cellsBySides(sizeM = 100): Map<string, Cell> {
  const cells = new Map<string, { ascending: TestPoint[]; descending: TestPoint[] }>();
  const add = (side: 'ascending' | 'descending', points: readonly TestPoint[]) => {
    for (const point of points) {
      const [eastingM, northingM] = (['eastingM', 'northingM'] as const).map(
        (name) => (Math.floor(point.value(name) / sizeM) + 0.5) * sizeM,
      );
      const pid = orthoPid(0, eastingM, northingM);
      if (!cells.has(pid)) cells.set(pid, { ascending: [], descending: [] });
      cells.get(pid)![side].push(point);
    }
  };
  add('ascending', ascending);
  add('descending', descending);
  return new Map([...cells].filter(([, cell]) => cell.ascending.length > 0 && cell.descending.length > 0));
}

const mean = (points: readonly TestPoint[], value: (point: TestPoint) => number) =>
  points.reduce((sum, point) => sum + value(point), 0) / points.length;

/** Up or east of a cell by two equations with two unknowns, referred as EGMS does. */
function seriesOf({ ascending: a, descending: d }: Cell, component: 'up' | 'east'): Float64Array {
  const [ae, au] = [mean(a, (p) => p.value('losEast')), mean(a, (p) => p.value('losUp'))];
  const [de, du] = [mean(d, (p) => p.value('losEast')), mean(d, (p) => p.value('losUp'))];
  const series = Float64Array.from(BURST_DATES, (_, t) => {
    const [da, dd] = [a, d].map((points) => mean(points, (p) => mmOfTenths(p.series[t])));
    return (component === 'up' ? ae * dd - de * da : da * du - dd * au) / (ae * du - de * au);
  });
  const startMm = createAttributeModel(BURST_DATES).valueAtFirstEpochMm(series);
  return series.map((value) => value - startMm);
}

/** All rows of a published collection by pid. */
async function published(id: string) {
  const selection = await selectPoints(database, { collection: id });
  const rows = new Map<string, { velocity: number; heightM: number; gnss: readonly number[]; series: Float64Array }>();
  const attributes = [
    'velocityMmPerYear',
    'heightM',
    'gnssVelocityNorthMmPerYear',
    'gnssVelocityEastMmPerYear',
    'gnssVelocityUpMmPerYear',
  ] as const;
  for await (const block of selection.blocks({ attributes, withSeries: true })) {
    const { length } = block.product.dates;
    block.pid.forEach((pid, i) => {
      const [velocity, heightM, ...gnss] = block.attributes.map((column) => column[i]);
      rows.set(pid, { velocity, heightM, gnss, series: block.displacementMm.slice(i * length, (i + 1) * length) });
    });
  }
  return rows;
}

/** Rounding leaves 0.05 mm. */
const worst = (series: Float64Array, truth: Float64Array) =>
  truth.reduce((most, value, t) => Math.max(most, Math.abs(value - series[t])), 0);

const trial = (inputs = requestOf(), options: TrialOptions = {}) => runProcess(run, database, inputs, options);
const named = (name: string) => ({ outputCollections: { up: `${name}-up`, east: `${name}-east` } });

interface Quality {
  readonly header: string;
  readonly rows: readonly (readonly string[])[];
}

/** Runs and keeps the file of the quality. */
async function withQuality(inputs = requestOf(), options: TrialOptions = {}) {
  let quality: Quality = { header: '', rows: [] };
  const result = await trial(inputs, {
    ...options,
    inspect: async (outputs, folder) => {
      const file = outputs.quality as { fileName: string };
      const [header, ...lines] = (await readFile(join(folder, file.fileName), 'utf8')).trimEnd().split('\n');
      quality = { header, rows: lines.map((line) => line.split(',')) };
    },
  });
  return { ...result, quality };
}

describe('decompose', () => {
  test('publishes up and east of every cell that both directions see, as the points have them', async () => {
    const expected = cellsBySides();
    const { outputs } = await trial();
    expect(outputs.up).toEqual({ kind: 'collection', collectionId: 'l3-up-2020-2024' });
    expect(outputs.east).toEqual({ kind: 'collection', collectionId: 'l3-east-2020-2024' });
    for (const component of ['up', 'east'] as const) {
      const rows = await published(`l3-${component}-2020-2024`);
      expect([...rows.keys()].sort()).toEqual([...expected.keys()].sort());
      for (const [pid, cell] of expected) {
        const row = rows.get(pid)!;
        const truth = seriesOf(cell, component);
        expect(worst(row.series, truth)).toBeLessThan(0.05 + 1e-9);
        const { velocityMmPerYear } = createAttributeModel(BURST_DATES).attributes(truth);
        expect(Math.abs(row.velocity - velocityMmPerYear)).toBeLessThan(0.05 + 1e-9);
        const heightM = mean([...cell.ascending, ...cell.descending], (point) => point.value('heightM'));
        expect(Math.abs(row.heightM - heightM)).toBeLessThan(0.05 + 1e-9);
      }
    }
  });

  test('makes collections that the catalog serves: level, component, dates, one point per cell', async () => {
    const catalog = new SqlCatalog(database, [], { countCap: 10_000 });
    const up = (await catalog.collection('l3-up-2020-2024'))!;
    expect(up.identity).toEqual({ level: 'L3', geometry: 'up', release: '2020-2024' });
    expect(up.itemCount).toBe(cellsBySides().size);
    expect(up.dates).toEqual(BURST_DATES);
    expect(up.originJobId).toBe('00000000-0000-4000-8000-000000000001');
    expect(up.properties.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['mean_velocity', 'height_ortho', 'gnss_velocity_u']),
    );
  });

  test('delivers files as EGMS does: a product per tile and component, rows by northing and easting', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'open-egms-decompose-'));
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    try {
      const products = (await storedProducts(database, 'l3-east-2020-2024'))!;
      await exportProducts(products, {}, { folder, bare: true, signal: new AbortController().signal });
      const files = await readdir(folder);
      const tiles = ['E43N19', 'E43N20', 'E44N19', 'E44N20'];
      expect(files.filter((name) => name.endsWith('.csv')).sort()).toEqual(
        tiles.map((tile) => `EGMS_L3_${tile}_100km_E_2020_2024_1.csv`),
      );
      expect(files.filter((name) => name.endsWith('.tiff'))).toHaveLength(4);
      let cells = 0;
      for (const tile of tiles) {
        const csv = await readFile(join(folder, `EGMS_L3_${tile}_100km_E_2020_2024_1.csv`), 'utf8');
        const [header, ...lines] = csv.trimEnd().split('\n');
        expect(header).toBe(
          `pid,easting,northing,height_ortho,rmse_ts,mean_velocity,mean_velocity_std,acceleration,acceleration_std,seasonality,seasonality_std,gnss_velocity_n,gnss_velocity_e,gnss_velocity_u,${BURST_DATES.join(',')}`,
        );
        const places = lines.map((line) => line.split(',').slice(1, 3).map(Number));
        expect(places).toEqual([...places].sort(([ae, an], [be, bn]) => an - bn || ae - be));
        lines.forEach((line, i) => {
          const [eastingM, northingM] = places[i];
          expect(decodeL3Pid(line.slice(0, 10))).toEqual({ producer: 0, eastingM, northingM });
          expect(`E${Math.floor(eastingM / 1e5)}N${Math.floor(northingM / 1e5)}`).toBe(tile);
        });
        cells += lines.length;
      }
      expect(cells).toBe(cellsBySides().size);
      const [{ metadata, dialect }] = await products.list();
      expect(describeProduct(metadata!)).toMatchObject({
        level: 'L3',
        facility: { code: '0' },
        demVersion: 'SYNTHETIC',
        gnssVersion: 'SYNTHETIC',
      });
      expect(dialect.seriesStyle).toEqual({ kind: 'repr', decimals: 1 });
    } finally {
      vi.restoreAllMocks();
      await rm(folder, { recursive: true });
    }
  });

  test('replaces its own result under the next redelivery number', async () => {
    await trial();
    const products = await (await storedProducts(database, 'l3-up-2020-2024'))!.list();
    expect(products.map(({ name }) => productFileName(name))).toEqual(
      ['E43N19', 'E43N20', 'E44N19', 'E44N20'].map((tile) => `EGMS_L3_${tile}_100km_U_2020_2024_2`),
    );
  });

  test('tells the quality of each cell, a report, and what was used', async () => {
    const { outputs, quality, used, shares } = await withQuality(requestOf(), named('told'));
    const expected = cellsBySides();
    expect(quality.header).toBe(
      'pid,easting,northing,n_ascending,n_descending,tracks,condition_number,sigma_up_mm,sigma_east_mm,sigma_velocity_up_mm_per_year,sigma_velocity_east_mm_per_year,north_removed_mm_per_year',
    );
    expect(quality.rows).toHaveLength(expected.size);
    for (const row of quality.rows) {
      const cell = expected.get(row[0])!;
      expect(row.slice(3, 6)).toEqual([`${cell.ascending.length}`, `${cell.descending.length}`, 'A117 D095']);
      // Var up = (ae^2 sd + de^2 sa) / det^2, the means' variances by their points' rmse.
      const variance = (points: readonly TestPoint[]) =>
        mean(points, (point) => Math.max(0.1, point.value('rmseMm')) ** 2) / points.length;
      const [a, d] = [cell.ascending, cell.descending];
      const [ae, au] = [mean(a, (p) => p.value('losEast')), mean(a, (p) => p.value('losUp'))];
      const [de, du] = [mean(d, (p) => p.value('losEast')), mean(d, (p) => p.value('losUp'))];
      const sigmaUp = Math.sqrt(ae * ae * variance(d) + de * de * variance(a)) / Math.abs(ae * du - de * au);
      expect(Number(row[7])).toBeCloseTo(sigmaUp, 2);
      expect(row.at(-1)).toBe('');
    }
    const { value } = outputs.report as { value: Record<string, unknown> };
    expect(value).toMatchObject({
      release: '2020-2024',
      epochs: { count: BURST_DATES.length, first: '2020-01-03', last: '2021-04-15' },
      points: {
        selected: { ascending: 1500, descending: 1500 },
        unused: { outsideGrid: 0, withoutLineOfSight: 0, withoutRmse: 0 },
      },
      cells: { kept: expected.size },
      gnssVelocities: 'east and up from the points',
      producer: 0,
    });
    expect(used.map(({ id }) => id)).toEqual([
      `collection:${ASCENDING_ID}@1`,
      `collection:${DESCENDING_ID}@1`,
      'product:EGMS_L2b_117_0264_IW2_VV_2020_2024_1',
      'product:EGMS_L2b_095_0808_IW2_VV_2020_2024_1',
    ]);
    expect(shares).toEqual([...shares].sort((x, y) => x - y));
    expect(shares.at(-1)).toBeCloseTo(1, 6);
  });

  test('takes off the north of a GNSS model, and publishes the model beside the cells', async () => {
    const gnssModel = uniformModel(10, 0.6, -1.1);
    const inputs = { minPointsPerGeometry: 3 };
    const { quality } = await withQuality(requestOf({ ...inputs, north: 'gnss', gnssModel }), named('gnss'));
    await trial(requestOf(inputs), named('plain'));
    const [gnss, plain] = [await published('gnss-up'), await published('plain-up')];
    expect(gnss.size).toBe(plain.size);
    const cells = cellsBySides();
    let [difference, predicted] = [0, 0];
    for (const [pid, row] of gnss) {
      const { ascending: a, descending: d } = cells.get(pid)!;
      const [ae, an, au] = (['losEast', 'losNorth', 'losUp'] as const).map((name) => mean(a, (p) => p.value(name)));
      const [de, dn, du] = (['losEast', 'losNorth', 'losUp'] as const).map((name) => mean(d, (p) => p.value(name)));
      difference += row.velocity - plain.get(pid)!.velocity;
      predicted += (-10 * (ae * dn - de * an)) / (ae * du - de * au);
      expect(row.gnss).toEqual([10, 0.6, -1.1]);
      expect(plain.get(pid)!.gnss[0]).toBeNaN();
    }
    expect(difference / gnss.size).toBeCloseTo(predicted / gnss.size, 1);
    expect(Math.abs(predicted / gnss.size)).toBeGreaterThan(1);
    expect(new Set(quality.rows.map((row) => row.at(-1)))).toEqual(new Set(['10.00']));
  });

  test('counts a point once that two inputs of a collection select', async () => {
    const twice = [
      { collection: ASCENDING_ID, filter: "pid < 'V'" },
      { collection: ASCENDING_ID },
      { collection: ASCENDING_ID, bbox: [10.9, 41, 10.96, 42] },
    ];
    const once = await withQuality(requestOf(), named('once'));
    const again = await withQuality(requestOf({ ascending: twice }), named('again'));
    expect(again.quality).toEqual(once.quality);
    expect(await published('again-up')).toEqual(await published('once-up'));
  });

  test('makes larger cells whose pids are those of their centres', async () => {
    await trial(requestOf({ cellSizeM: 500 }), named('large'));
    const expected = cellsBySides(500);
    const rows = await published('large-up');
    expect([...rows.keys()].sort()).toEqual([...expected.keys()].sort());
    const [pid, row] = [...rows][0];
    const truth = seriesOf(expected.get(pid)!, 'up');
    expect(worst(row.series, truth)).toBeLessThan(0.05 + 1e-9);
  });

  test('leaves dates without value where nothing was observed near enough, and extrapolates nothing', async () => {
    const cells = cellsBySides();
    // Acquisitions are 12 days apart: every third date is one, and no other may be made from them.
    const inputs = requestOf({ start: '2019-12-22', end: '2021-05-09', stepDays: 4, maxGapDays: 11 });
    await trial(inputs, named('gaps'));
    const catalog = new SqlCatalog(database, [], { countCap: 1 });
    const { dates } = (await catalog.collection('gaps-up'))!;
    expect([dates[0], dates.at(-1)]).toEqual(['20191222', '20210509']);
    for (const [pid, row] of await published('gaps-up')) {
      expect([...row.series].map((value) => !Number.isNaN(value))).toEqual(dates.map((d) => BURST_DATES.includes(d)));
      const observed = row.series.filter((value) => !Number.isNaN(value));
      expect(worst(observed, seriesOf(cells.get(pid)!, 'up'))).toBeLessThan(0.05 + 1e-9);
    }
  });

  test('publishes only what is wanted', async () => {
    const { outputs } = await trial(requestOf(), { ...named('wanted'), wantedOutputs: ['east', 'report'] });
    expect(Object.keys(outputs).sort()).toEqual(['east', 'report']);
    const ids = (await new SqlCatalog(database, [], { countCap: 1 }).collections()).map(({ id }) => id);
    expect(ids).toContain('wanted-east');
    expect(ids).not.toContain('wanted-up');
  });
});
