import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseCql2Text } from '../../src/catalog/cql2/index.js';
import type { SqlCatalog } from '../../src/catalog/sql-catalog.js';
import { exportFeatures, type FeatureFileFormat } from '../../src/commands/export-features.js';
import type { Database } from '../../src/db/database.js';
import { CRS84_URI } from '../../src/geodesy/crs.js';
import { testDatabase } from '../support/database.js';
import { syntheticCatalog, type TestPoint } from '../support/synthetic-catalog.js';

const ID = 'l2b-ascending-2020-2024';
let database: Database;
let catalog: SqlCatalog;
let points: TestPoint[];
let folder: string;

beforeAll(async () => {
  database = await testDatabase();
  ({ catalog, points } = await syntheticCatalog(database));
  folder = await mkdtemp(join(tmpdir(), 'open-egms-export-'));
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

const LOSING = parseCql2Text('mean_velocity < 0', { filterCrs: CRS84_URI });

async function exported(format: FeatureFileFormat, withSeries: boolean, filter?: typeof LOSING): Promise<Buffer> {
  const collection = (await catalog.collection(ID))!;
  const part = filter === undefined ? {} : { filter };
  const path = join(folder, 'deep', `${ID}.file`);
  await exportFeatures(catalog, collection, part, { format, path, withSeries, signal: new AbortController().signal });
  const bytes = await readFile(path);
  await rm(join(folder, 'deep'), { recursive: true });
  return bytes;
}

describe('a collection in a file', () => {
  test('as CSV has a line per point and a column per date', async () => {
    const lines = (await exported('csv', true)).toString().trimEnd().split('\r\n');
    expect(lines).toHaveLength(1 + points.length);
    const names = lines[0].split(',');
    expect(names.slice(-15)[0]).toBe('20200103');
    const byPid = new Map(points.map((p) => [p.pid, p]));
    for (const line of lines.slice(1)) {
      const cells = line.split(',');
      const point = byPid.get(cells[0])!;
      expect(cells.slice(-15).map(Number)).toEqual([...point.series].map((t) => (t === -32767 ? 0 : t / 10)));
    }
  });

  test('as GeoJSON has a feature per matching point', async () => {
    const document = JSON.parse((await exported('geojson', false, LOSING)).toString());
    const wanted = points.filter((p) => p.value('velocityMmPerYear') < 0).map((p) => p.pid);
    expect(document.features.map((f: { id: string }) => f.id).sort()).toEqual(wanted.sort());
  });

  test('as GeoParquet is read back with its series', async () => {
    const bytes = await exported('parquet', true);
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
    const rows = await parquetReadObjects({ file, columns: ['pid', 'mean_velocity', 'displacement'] });
    expect(rows).toHaveLength(points.length);
    const byPid = new Map(points.map((p) => [p.pid, p]));
    for (const row of rows) {
      expect(row.mean_velocity).toBe(byPid.get(row.pid)!.value('velocityMmPerYear'));
      expect(row.displacement).toHaveLength(15);
    }
  });

  test('as FlatGeobuf begins with its magic bytes, and nothing half written stays when it is stopped', async () => {
    expect((await exported('fgb', false)).subarray(0, 3).toString()).toBe('fgb');
    const stopped = AbortSignal.abort();
    const collection = (await catalog.collection(ID))!;
    const options = { format: 'csv', path: join(folder, 'cut.csv'), withSeries: false, signal: stopped } as const;
    await expect(exportFeatures(catalog, collection, {}, options)).rejects.toThrow();
    expect(await readdir(folder)).toEqual([]);
  });
});
