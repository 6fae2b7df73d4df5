/** Statistics over points of other kinds: doubles, level 3, and the two real bursts of Ustica beside a plain scan of their CSV. */
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { areaStatistics, run } from '../../../processes/area-statistics/index.js';
import { ingestFile } from '../../../src/catalog/ingest/ingest-file.js';
import type { Database } from '../../../src/db/database.js';
import { regularEpochs } from '../../../src/products/epochs.js';
import type { PointBatch } from '../../../src/products/point-batch.js';
import { openProductFile } from '../../../src/products/product-file.js';
import { syntheticBurst } from '../../../src/products/synthetic-burst.js';
import { syntheticTile } from '../../../src/products/synthetic-tile.js';
import { testDatabase } from '../../support/database.js';
import { withDefaults } from '../../support/described-inputs.js';
import { publishTile } from '../../support/publish-tile.js';
import { runProcess } from '../../support/run-process.js';
import { sharedData } from '../../support/shared-data.js';
import { publishSynthetic, TEST_BURST } from '../../support/synthetic-catalog.js';

interface Statistics {
  readonly properties: Record<string, number>;
  readonly series: Record<string, number[]>;
}

let database: Database;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const europe = {
  type: 'Polygon',
  coordinates: [
    [
      [-30, 30],
      [45, 30],
      [45, 72],
      [-30, 72],
      [-30, 30],
    ],
  ],
};
const collection = (...geometries: object[]) => ({
  type: 'FeatureCollection',
  features: geometries.map((geometry) => ({ type: 'Feature', properties: {}, geometry })),
});

async function statisticsOf(inputs: Record<string, unknown>, memoryBytes?: number) {
  const process = memoryBytes === undefined ? run : (c: Parameters<typeof run>[0]) => areaStatistics(c, memoryBytes);
  const { outputs, log } = await runProcess(process, database, withDefaults('area-statistics', inputs));
  return { features: (outputs.statistics as { value: { features: Statistics[] } }).value.features, log };
}

describe('statistics', () => {
  test('of displacements finer than tenths of a millimetre are exact too, with much memory and little', async () => {
    const burst = syntheticBurst({ ...TEST_BURST, pointCount: 200 });
    const finer = (batch: PointBatch): PointBatch => {
      const { seriesTenths, ...rest } = batch;
      return { ...rest, seriesMm: Float64Array.from(seriesTenths!, (tenths) => tenths / 10 + 0.0125) };
    };
    function* batches() {
      for (const batch of burst.batches()) yield finer(batch);
    }
    await publishSynthetic(database, { ...burst, batches });
    const inputs = { points: [{ collection: 'l2b-ascending-2020-2024' }], areas: collection(europe, europe) };
    const { features, log } = await statisticsOf(inputs);
    expect(log.join()).toMatch(/finer than 0.1 mm/);
    const dates = burst.header.dates.length;
    const [first] = [...batches()];
    for (let date = 0; date < dates; date++) {
      const values = Array.from({ length: 200 }, (_, point) => first.seriesMm![point * dates + date]).sort(
        (a, b) => a - b,
      );
      expect(features[0].series.median[date]).toBeCloseTo((values[99] + values[100]) / 2, 2.99);
    }
    expect(features[1].series).toEqual(features[0].series);
    // Room for one area as tenths, not as doubles: cut into windows only when doubles are met.
    const little = await statisticsOf(inputs, 12_000);
    expect(little.features).toEqual(features);
  });

  test('of level 3 find the cells by their centres', async () => {
    const tile = syntheticTile({
      tileEasting100Km: 45,
      tileNorthing100Km: 23,
      component: 'U',
      generation: 'from-2020-2024',
      release: { firstYear: 2020, lastYear: 2024 },
      redelivery: 1,
      pointCount: 300,
      dates: regularEpochs('20200103', '20200601', 6),
      seed: 4,
      bowls: [],
      towns: [],
    });
    const [batch] = [...tile.batches()];
    function* batches() {
      yield batch;
    }
    await publishTile(database, { ...tile, batches });
    const points = [{ collection: 'l3-up-2020-2024' }];
    const { features } = await statisticsOf({
      points,
      areas: collection(europe),
      attributes: ['mean_velocity', 'easting'],
    });
    const velocity = batch.attributes[tile.header.attributes.indexOf('velocityMmPerYear')];
    const easting = batch.attributes[tile.header.attributes.indexOf('eastingM')];
    expect(features[0].properties.count).toBe(300);
    expect(features[0].properties.mean_velocity_mean).toBeCloseTo(velocity.reduce((a, b) => a + b) / 300, 9);
    expect(features[0].properties.easting_max).toBe(Math.max(...easting));
  });
});

const real = sharedData('egms-ortho-product');

describe.skipIf(!real)(`of the real bursts${real ? '' : ' (skipped: the shared data are not here)'}`, () => {
  type CsvRow = (column: string) => number | undefined;

  /** Rows of a CSV as its text has them, split at commas. */
  async function plainRows(name: string): Promise<CsvRow[]> {
    const product = await openProductFile(join(real!, 'input', `${name}.zip`));
    const [header, ...lines] = (await text(product.csv.stream())).trimEnd().split('\n');
    await product.close();
    const place = new Map(header.split(',').map((column, i) => [column, i]));
    return lines.map((line) => {
      const cells = line.split(',');
      return (column) => (place.has(column) ? Number(cells[place.get(column)!]) : undefined);
    });
  }

  test('statistics are those of a plain scan of the rows', { timeout: 120_000 }, async () => {
    await database.close();
    database = await testDatabase();
    const names = ['EGMS_L2b_022_0845_IW2_VV_2020_2024_1', 'EGMS_L2b_117_0227_IW2_VV_2020_2024_1'];
    const inputs = ['l2b-descending-2020-2024', 'l2b-ascending-2020-2024'];
    for (const name of names)
      await ingestFile(database, join(real!, 'input', `${name}.zip`), { softwareVersion: 'test' });
    const rows = (await Promise.all(names.map(plainRows))).flat();
    expect(rows).toHaveLength(23_349);
    // The island in four quarters along a meridian and a parallel with points on them, and a strip across it.
    const [lon, lat] = [rows[5000]('longitude')!, rows[9000]('latitude')!];
    const box = (w: number, s: number, e: number, n: number) => ({
      type: 'Polygon',
      coordinates: [
        [
          [w, s],
          [e, s],
          [e, n],
          [w, n],
          [w, s],
        ],
      ],
      holds: (x: number, y: number) => x >= w && x < e && y >= s && y < n,
    });
    const areas = [
      box(13, 38, lon, lat),
      box(lon, 38, 14, lat),
      box(13, lat, lon, 39),
      box(lon, lat, 14, 39),
      box(13, 38.7, 14, 38.701),
    ];
    const points = inputs.map((id) => ({ collection: id }));
    const { features } = await statisticsOf({
      points,
      areas: collection(...areas),
      attributes: ['mean_velocity', 'height_ortho'],
    });
    const counts = features.map(({ properties }) => properties.count);
    expect(counts.slice(0, 4).reduce((a, b) => a + b)).toBe(23_349);
    for (const [i, { holds }] of areas.entries()) {
      const inside = rows.filter((row) => holds(row('longitude')!, row('latitude')!));
      expect(counts[i]).toBe(inside.length);
      const velocities = inside.map((row) => row('mean_velocity')!).sort((a, b) => a - b);
      const { properties, series } = features[i];
      expect(properties.mean_velocity_mean).toBeCloseTo(velocities.reduce((a, b) => a + b) / velocities.length, 9);
      expect([properties.mean_velocity_min, properties.mean_velocity_max]).toEqual([velocities[0], velocities.at(-1)]);
      const middle = (velocities.length - 1) / 2;
      expect(properties.mean_velocity_median).toBeCloseTo(
        (velocities[Math.floor(middle)] + velocities[Math.ceil(middle)]) / 2,
        9,
      );
      expect(properties.height_ortho_mean).toBeCloseTo(
        inside.reduce((sum, row) => sum + row('height_ortho')!, 0) / inside.length,
        7,
      );
      // Dates of either burst, with the points of the bursts that were observed on it.
      for (const [d, iso] of (series.dates as unknown as string[]).entries()) {
        // A date in fifteen: looking up each cell of each row takes its time.
        if (d % 15 > 0) continue;
        const column = iso.replaceAll('-', '');
        const values = inside.flatMap((row) => row(column) ?? []);
        expect(series.count[d]).toBe(values.length);
        expect(series.mean[d]).toBeCloseTo(values.reduce((a, b) => a + b, 0) / values.length, 2.99);
      }
      expect(series.dates.length).toBeGreaterThan(210);
    }
  });
});
