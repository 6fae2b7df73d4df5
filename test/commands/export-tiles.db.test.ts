import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Collection } from '../../src/catalog/collection.js';
import { exportTiles, readZooms, type TileExportOptions } from '../../src/commands/export-tiles.js';
import type { Database } from '../../src/db/database.js';
import { testDatabase } from '../support/database.js';
import { readArchive, storedTiles } from '../support/pmtiles-archive.js';
import { syntheticCatalog } from '../support/synthetic-catalog.js';

let database: Database;
let collection: Collection;
let folder: string;

beforeAll(async () => {
  database = await testDatabase();
  const { catalog } = await syntheticCatalog(database);
  collection = (await catalog.collections())[0];
  folder = await mkdtemp(join(tmpdir(), 'open-egms-export-'));
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

const never = new AbortController().signal;
const exported = async (options: Partial<TileExportOptions> = {}) => {
  const path = join(folder, 'deep', 'own-name.pmtiles');
  await exportTiles(database, collection, { path, maxZoom: '9', signal: never, ...options });
  const bytes = await readFile(path);
  expect(await readdir(join(folder, 'deep'))).toEqual(['own-name.pmtiles']);
  await rm(join(folder, 'deep'), { recursive: true });
  return new Uint8Array(bytes);
};

describe('a collection as PMTiles', () => {
  test('says what it is, to those who have nothing but the file', async () => {
    const archive = readArchive(await exported());
    const { minZoom, maxZoom, minLon, minLat, maxLon, maxLat } = await archive.getHeader();
    expect([minZoom, maxZoom]).toEqual([0, 9]);
    [minLon, minLat, maxLon, maxLat].forEach((value, i) => {
      expect(value).toBeCloseTo(collection.bbox![i], 6);
    });
    const metadata = (await archive.getMetadata()) as Record<string, unknown> & {
      vector_layers: { id: string; fields: Record<string, string> }[];
      attributes: Record<string, { unit?: string; description?: string }>;
    };
    expect(metadata).toMatchObject({
      name: collection.title,
      description: collection.description,
      attribution: "Generated using European Union's Copernicus Land Monitoring Service information",
      sign_convention: 'velocities and displacements are positive towards the satellite',
      type: 'overlay',
      tilestats: { layers: [{ layer: collection.id, geometry: 'Point', count: 600 }] },
    });
    expect(metadata.version).toMatch(/^\d+\.\d+\.\d+$/);
    const [layer, ...others] = metadata.vector_layers;
    expect(others).toEqual([]);
    expect(layer).toMatchObject({ id: collection.id, minzoom: 0, maxzoom: 9 });
    expect(layer.fields).toMatchObject({ pid: 'String', mean_velocity: 'Number', count: 'Number' });
    expect(Object.keys(metadata.attributes)).toEqual(Object.keys(layer.fields));
    expect(metadata.attributes.velocity_max.unit).toBe('mm/a');
  });

  test('goes as far as it is told, else to the zoom that has all attributes', async () => {
    const zoomsOf = async (options: Partial<TileExportOptions>) => {
      const tiles = await storedTiles(await exported(options));
      return [tiles[0].zoom, tiles.at(-1)!.zoom];
    };
    expect(await zoomsOf({ minZoom: '5', maxZoom: '8' })).toEqual([5, 8]);
    expect(await zoomsOf({ minZoom: '13', maxZoom: '13' })).toEqual([13, 13]);
    expect(readZooms({})).toEqual({ minZoom: 0, maxZoom: 15 });
    expect(readZooms({ minZoom: '17' })).toEqual({ minZoom: 17, maxZoom: 17 });
  });

  test('makes tiles first where there are none yet, and is the same file again', async () => {
    const before = await exported();
    await database.query('delete from egms.tile_chunk');
    await database.query('delete from egms.tile_overview');
    await database.query('update egms.product set tile_format = null');
    expect(Buffer.compare(await exported(), before)).toBe(0);
  });
});

describe('nothing is written', () => {
  const path = () => join(folder, 'none.pmtiles');
  const refused = async (options: Partial<TileExportOptions>) => {
    const failure = await exportTiles(database, collection, { path: path(), signal: never, ...options }).then(
      () => undefined,
      (error: unknown) => error as Error & { code: string },
    );
    expect(await readdir(folder)).toEqual([]);
    return failure!;
  };

  test.each([
    [{ minZoom: '-1' }, '--min-zoom: expected a whole number from 0 to 18, got -1'],
    [{ maxZoom: '19' }, '--max-zoom: expected a whole number from 0 to 18, got 19'],
    [{ maxZoom: '3.5' }, '--max-zoom: expected a whole number from 0 to 18, got 3.5'],
    [{ maxZoom: '' }, '--max-zoom: expected a whole number from 0 to 18, got '],
    [{ minZoom: '9', maxZoom: '8' }, '--min-zoom: 9 is larger than --max-zoom 8'],
  ])('for the zooms %j', async (options, detail) => {
    expect(await refused(options)).toMatchObject({ code: 'InvalidParameterValue', detail });
  });

  test('when the export is cut, not even a part', async () => {
    const stopping = new AbortController();
    const exporting = exportTiles(database, collection, { path: path(), signal: stopping.signal });
    setImmediate(() => stopping.abort(new Error('cut')));
    await expect(exporting).rejects.toThrow('cut');
    expect(await readdir(folder)).toEqual([]);
  });

  test('when the collection has changed meanwhile', async () => {
    const stale = { ...collection, version: '0' };
    await expect(exportTiles(database, stale, { path: path(), signal: never })).rejects.toMatchObject({
      code: 'CollectionChanged',
    });
    expect(await readdir(folder)).toEqual([]);
  });

  test('where a file stands in the way of the folder', async () => {
    const obstacle = join(folder, 'file');
    await writeFile(obstacle, 'mine');
    const below = join(obstacle, 'tiles.pmtiles');
    await expect(exportTiles(database, collection, { path: below, signal: never })).rejects.toMatchObject({
      syscall: 'mkdir',
    });
    expect(await readFile(obstacle, 'utf8')).toBe('mine');
    await rm(obstacle);
  });

  test('over what a cut export would have replaced', async () => {
    await writeFile(path(), 'older');
    const options = { path: path(), signal: AbortSignal.abort(new Error('cut')) };
    await expect(exportTiles(database, collection, options)).rejects.toThrow('cut');
    expect(await readFile(path(), 'utf8')).toBe('older');
    await rm(path());
  });
});
