/**
 * Real L2b products through the whole computation, beside what is known of the L3 tile that EGMS published for them
 * (reference/egms.md, sections 1.4, 1.7, 2.3), and beside a slow version that does each step as it is said.
 */
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { BlockAccumulator, type LookPoints } from '../../../src/insar/decomposition/block-accumulator.js';
import { seriesMm } from '../../../src/insar/decomposition/block-file.js';
import { blockRows, type CellRow, noLosses, SeriesModels } from '../../../src/insar/decomposition/block-rows.js';
import { type Block, blockOf, cellCentre, cellGrid } from '../../../src/insar/decomposition/cell-grid.js';
import { lookProduct } from '../../../src/insar/decomposition/look-product.js';
import { regularTimeGrid } from '../../../src/insar/time-grid.js';
import { createAttributeModel } from '../../../src/products/attributes.js';
import { openProductCsv } from '../../../src/products/csv-reader.js';
import { epochDay } from '../../../src/products/epochs.js';
import { type BurstName, orbitDirection } from '../../../src/products/file-name.js';
import { orthoPid, SERIES_COLUMNS } from '../../../src/products/ortho-product.js';
import { decodeL3Pid } from '../../../src/products/pid.js';
import type { AttributeName, PointBatch } from '../../../src/products/point-batch.js';
import { openProductFile } from '../../../src/products/product-file.js';
import { mmOfTenths } from '../../../src/products/tenths.js';
import { sharedData } from '../../support/shared-data.js';
import { USUAL_ROWS } from './simulated-block.js';

const folder = sharedData('egms-ortho-product');
const FILES = ['EGMS_L2b_117_0227_IW2_VV_2020_2024_1.zip', 'EGMS_L2b_022_0845_IW2_VV_2020_2024_1.zip'];
const GRID = cellGrid(100);
const TIME = regularTimeGrid('20200103', '20241225', 6);
const MAX_GAP_DAYS = 90;

interface RealProduct {
  readonly name: BurstName;
  readonly dates: readonly string[];
  readonly points: LookPoints;
}

interface PlacedRow extends CellRow {
  readonly eastingM: number;
  readonly northingM: number;
}

async function readProduct(path: string): Promise<RealProduct> {
  const file = await openProductFile(path);
  try {
    const csv = await openProductCsv(file.csv.stream(), { where: path });
    const { dates, attributes } = csv.header;
    const batches: PointBatch[] = [];
    for await (const batch of csv.batches()) batches.push(batch);
    const column = (name: AttributeName) => {
      const index = attributes.indexOf(name);
      return Float64Array.from(batches.flatMap((batch) => [...batch.attributes[index]]));
    };
    const count = batches.reduce((sum, batch) => sum + batch.count, 0);
    const displacementMm = new Float64Array(count * dates.length);
    for (const batch of batches) {
      displacementMm.set(Float64Array.from(batch.seriesTenths!, mmOfTenths), batch.firstRow * dates.length);
    }
    const points: LookPoints = {
      count,
      pid: batches.flatMap(({ pid }) => pid),
      eastingM: column('eastingM'),
      northingM: column('northingM'),
      heightM: column('heightM'),
      losEast: column('losEast'),
      losNorth: column('losNorth'),
      losUp: column('losUp'),
      rmseMm: column('rmseMm'),
      gnssVelocityMmPerYear: column('gnssVelocityMmPerYear'),
      displacementMm,
    };
    return { name: file.name as BurstName, dates, points };
  } finally {
    await file.close();
  }
}

const takePoint = (points: LookPoints, i: number, acquisitions: number): LookPoints => ({
  count: 1,
  pid: [points.pid[i]],
  eastingM: points.eastingM.subarray(i, i + 1),
  northingM: points.northingM.subarray(i, i + 1),
  heightM: points.heightM.subarray(i, i + 1),
  losEast: points.losEast.subarray(i, i + 1),
  losNorth: points.losNorth.subarray(i, i + 1),
  losUp: points.losUp.subarray(i, i + 1),
  rmseMm: points.rmseMm.subarray(i, i + 1),
  gnssVelocityMmPerYear: points.gnssVelocityMmPerYear.subarray(i, i + 1),
  displacementMm: points.displacementMm.subarray(i * acquisitions, (i + 1) * acquisitions),
});

/** As the process does it, without a catalog. */
function decompose(products: readonly RealProduct[]) {
  const byBlock = new Map<string, { block: Block; accumulator: BlockAccumulator }>();
  const epochs = TIME.dates.length;
  for (const { name, dates, points } of products) {
    const look = { geometry: orbitDirection(points.losEast[0])!, track: name.track };
    const product = lookProduct(look, dates, TIME, { rule: 'exponential', maxGapDays: MAX_GAP_DAYS });
    for (let i = 0; i < points.count; i++) {
      const block = blockOf(GRID, points.eastingM[i], points.northingM[i]);
      const key = `${block.row} ${block.column}`;
      if (!byBlock.has(key)) {
        byBlock.set(key, { block, accumulator: new BlockAccumulator(GRID, block, epochs, { weighting: 'none' }) });
      }
      byBlock.get(key)!.accumulator.add(product, takePoint(points, i, dates.length));
    }
  }
  const models = new SeriesModels(TIME.dates);
  const losses = noLosses();
  const rows: PlacedRow[] = [];
  for (const { block, accumulator } of byBlock.values()) {
    for (const row of blockRows(accumulator, GRID, block, models, epochs, USUAL_ROWS, losses)) {
      if (row) rows.push({ ...row, ...cellCentre(GRID, block, row.cellIndex) });
    }
  }
  return { rows, losses };
}

/** Displacement of one point at one day: every acquisition weighed by exp(-|days|). */
function slowlyInterpolated(days: readonly number[], series: Float64Array, day: number): number {
  let [sum, weights] = [0, 0];
  days.forEach((own, i) => {
    const weight = Math.exp(-Math.abs(own - day));
    sum += weight * series[i];
    weights += weight;
  });
  return sum / weights;
}

/** East and up of a cell, unrounded and unreferred: mean of each product, then two equations with two unknowns. */
function slowCell(products: readonly RealProduct[], row: PlacedRow) {
  const means = products.map(({ dates, points }) => {
    const inside = Array.from({ length: points.count }, (_, i) => i).filter(
      (i) =>
        Math.floor(points.eastingM[i] / 100) === Math.floor(row.eastingM / 100) &&
        Math.floor(points.northingM[i] / 100) === Math.floor(row.northingM / 100),
    );
    const mean = (value: (i: number) => number) => inside.reduce((sum, i) => sum + value(i), 0) / inside.length;
    const days = dates.map((date) => epochDay(date)!);
    const seriesOf = (i: number) => points.displacementMm.subarray(i * dates.length, (i + 1) * dates.length);
    return {
      count: inside.length,
      height: inside.map((i) => points.heightM[i]),
      e: mean((i) => points.losEast[i]),
      u: mean((i) => points.losUp[i]),
      d: [...TIME.days].map((day) => mean((i) => slowlyInterpolated(days, seriesOf(i), day))),
    };
  });
  const [a, b] = means;
  const determinant = a.e * b.u - b.e * a.u;
  const heights = means.flatMap(({ height }) => height);
  return {
    counts: means.map(({ count }) => count),
    heightM: heights.reduce((sum, h) => sum + h, 0) / heights.length,
    up: a.d.map((d, t) => (a.e * b.d[t] - b.e * d) / determinant),
    east: a.d.map((d, t) => (d * b.u - b.d[t] * a.u) / determinant),
  };
}

describe.skipIf(!folder)('the real products of Ustica (skipped where the shared data are absent)', () => {
  let products: readonly RealProduct[];
  let result: ReturnType<typeof decompose>;
  let tile: readonly PlacedRow[];

  beforeAll(async () => {
    products = await Promise.all(FILES.map((file) => readProduct(join(folder!, 'input', file))));
    result = decompose(products);
    tile = result.rows.filter(({ eastingM }) => eastingM < 4_600_000);
  }, 60_000);

  test('give 522 cells of 304 dates in the tile E45N17, and some in E46N17', () => {
    expect(products.map(({ points }) => points.count)).toEqual([11_759, 11_590]);
    expect(tile).toHaveLength(522);
    expect(result.rows.length).toBeGreaterThan(522);
    for (const { up, east } of tile) {
      expect(up.series).toHaveLength(304);
      expect(seriesMm(east.series).some(Number.isNaN)).toBe(false);
    }
  });

  test('leave out cells that one direction sees, and keep those with a single point on a side: 54 of 522', () => {
    expect(result.losses.onlyAscending).toBeGreaterThan(0);
    expect(result.losses.onlyDescending).toBeGreaterThan(0);
    expect(result.losses).toMatchObject({ tooFewPoints: 0, illConditioned: 0, tooFewEpochs: 0 });
    const single = tile.filter((row) => Math.min(row.ascendingPoints, row.descendingPoints) === 1);
    expect(single).toHaveLength(54);
  });

  test('have pids of their cells, and centres ending in 50', () => {
    for (const { eastingM, northingM } of tile) {
      expect([eastingM % 100, northingM % 100]).toEqual([50, 50]);
      expect(decodeL3Pid(orthoPid(1, eastingM, northingM))).toEqual({ producer: 1, eastingM, northingM });
    }
  });

  test('have the condition number of Sentinel-1, near 1.29 everywhere', () => {
    for (const { conditionNumber } of tile) {
      expect(conditionNumber).toBeGreaterThan(1.28);
      expect(conditionNumber).toBeLessThan(1.31);
    }
  });

  test('are what the slow version says, to the last digit of every column', () => {
    const model = createAttributeModel(TIME.dates);
    const some = tile.filter((row, i) => i % 40 === 0 && row.ascendingPoints + row.descendingPoints < 60);
    expect(some.length).toBeGreaterThan(8);
    for (const row of some) {
      const slow = slowCell(products, row);
      expect(slow.counts).toEqual([row.ascendingPoints, row.descendingPoints]);
      expect(Math.abs(row.heightM - slow.heightM)).toBeLessThan(0.05 + 1e-9);
      for (const component of ['up', 'east'] as const) {
        const series = Float64Array.from(slow[component]);
        const attributes = model.attributes(series);
        const startMm = model.valueAtFirstEpochMm(series);
        SERIES_COLUMNS.forEach((name, k) => {
          const half = name.startsWith('acceleration') ? 0.005 : 0.05;
          expect(Math.abs(row[component].attributes[k] - attributes[name])).toBeLessThan(half + 1e-6);
        });
        seriesMm(row[component].series).forEach((value, t) => {
          expect(Math.abs(value - (series[t] - startMm))).toBeLessThan(0.05 + 1e-6);
        });
      }
    }
  });
});
