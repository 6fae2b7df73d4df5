/** Archives against the specification, byte by byte where they are small, and against the reference reader. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { Compression, TileType } from 'pmtiles';
import { describe, expect, test } from 'vitest';
import { type PmtilesDescription, PmtilesWriter } from '../../src/formats/pmtiles.js';
import { firstTileId, tileId } from '../../src/formats/pmtiles-tile-id.js';
import { SeededRandom } from '../../src/products/seeded-random.js';
import { MemoryTarget, readArchive, storedTiles } from '../support/pmtiles-archive.js';

const description: PmtilesDescription = {
  tileType: 'mvt',
  tileCompression: 'gzip',
  bounds: [10.5, 41.25, 11.75, 42],
  center: [11.125, 41.625],
  centerZoom: 9,
  metadata: { name: 'Étna', vector_layers: [] },
};

async function written(tiles: Iterable<readonly [number, Uint8Array]>, changes: Partial<PmtilesDescription> = {}) {
  const target = new MemoryTarget();
  const writer = new PmtilesWriter(target, { ...description, ...changes });
  for (const [id, bytes] of tiles) await writer.add(id, bytes);
  const summary = await writer.end();
  return { ...summary, file: target.bytes, writes: target.writes };
}

const text = (words: string) => gzipSync(words);
const numberAt = (file: Uint8Array, at: number) => Number(new DataView(file.buffer).getBigUint64(at, true));

describe('a small archive', () => {
  test('has the header of the specification', async () => {
    const [first, second] = [text('one'), text('another')];
    const { file, tiles, bytes } = await written([
      [1, first],
      [2, first],
      [5, second],
    ]);
    expect([tiles, bytes]).toEqual([3, file.length]);
    expect(Buffer.from(file.subarray(0, 8)).toString('latin1')).toBe('PMTiles\x03');
    const [rootAt, rootBytes, metadataAt, metadataBytes, leavesAt, leafBytes, tilesAt, tileBytes] = Array.from(
      { length: 8 },
      (_, i) => numberAt(file, 8 + 8 * i),
    );
    expect([rootAt, metadataAt, leafBytes]).toEqual([127, 16_384, 0]);
    expect(tilesAt).toBe(metadataAt + metadataBytes);
    expect(tileBytes).toBe(first.length + second.length);
    expect(leavesAt).toBe(file.length);
    expect(file.length).toBe(tilesAt + tileBytes);
    // Addressed tiles, entries, contents.
    expect([72, 80, 88].map((at) => numberAt(file, at))).toEqual([3, 2, 2]);
    // Clustered; directories gzip; tiles gzip; vector tiles; zooms.
    expect([...file.subarray(96, 102)]).toEqual([1, 2, 2, 1, 1, 2]);
    const view = new DataView(file.buffer);
    const degrees = [102, 106, 110, 114, 119, 123].map((at) => view.getInt32(at, true) / 1e7);
    expect(degrees).toEqual([10.5, 41.25, 11.75, 42, 11.125, 41.625]);
    // The centre's zoom is one that there is.
    expect(file[118]).toBe(2);
    expect([...gunzipSync(file.subarray(rootAt, rootAt + rootBytes))]).toEqual([
      2,
      1,
      4,
      2,
      1,
      first.length,
      second.length,
      1,
      0,
    ]);
    expect(file.subarray(rootAt + rootBytes, 16_384).every((byte) => byte === 0)).toBe(true);
    expect(JSON.parse(gunzipSync(file.subarray(metadataAt, tilesAt)).toString())).toEqual(description.metadata);
    expect(Buffer.from(file.subarray(tilesAt))).toEqual(Buffer.concat([first, second]));
  });

  test('is read by the reference reader, with its metadata and without the tiles that are not there', async () => {
    const { file } = await written([
      [tileId({ zoom: 12, column: 3423, row: 1763 }), text('far')],
      [tileId({ zoom: 13, column: 6847, row: 3527 }), text('near')],
    ]);
    const archive = readArchive(file);
    expect(await archive.getHeader()).toMatchObject({
      specVersion: 3,
      clustered: true,
      internalCompression: Compression.Gzip,
      tileCompression: Compression.Gzip,
      tileType: TileType.Mvt,
      minZoom: 12,
      maxZoom: 13,
      minLon: 10.5,
      maxLat: 42,
      centerZoom: 12,
    });
    expect(await archive.getMetadata()).toEqual(description.metadata);
    const read = async (zoom: number, column: number, row: number) => {
      const found = await archive.getZxy(zoom, column, row);
      return found && Buffer.from(found.data).toString();
    };
    expect(await read(12, 3423, 1763)).toBe('far');
    expect(await read(13, 6847, 3527)).toBe('near');
    expect(await read(13, 6847, 3526)).toBeUndefined();
    expect(await read(11, 0, 0)).toBeUndefined();
  });

  test('has bounds with an area even around one point', async () => {
    const { file } = await written([[0, text('one')]], { bounds: [11, 42, 11, 42] });
    const { minLon, minLat, maxLon, maxLat } = await readArchive(file).getHeader();
    expect([minLon < 11, minLat < 42, maxLon > 11, maxLat > 42]).toEqual([true, true, true, true]);
    expect(maxLon - minLon).toBeLessThan(1e-6);
  });

  test('is the same bytes for the same tiles', async () => {
    const tiles = Array.from({ length: 50 }, (_, i) => [7 * i, text(`tile ${i % 9}`)] as const);
    expect((await written(tiles)).file).toEqual((await written(tiles)).file);
  });
});

describe('equal tiles', () => {
  test('are written once: runs where they follow on, places where they do not', async () => {
    const [sea, land] = [text('sea'), text('land')];
    const start = firstTileId(4);
    const rows = [sea, sea, sea, land, sea, sea, land, land, sea].map((bytes, i) => [start + i, bytes] as const);
    const gap = [start + 20, sea] as const;
    const { file } = await written([...rows, gap]);
    expect([72, 80, 88].map((at) => numberAt(file, at))).toEqual([10, 6, 2]);
    expect(numberAt(file, 64)).toBe(sea.length + land.length);
    const stored = await storedTiles(file);
    expect(stored.map(({ id, bytes }) => [id, Buffer.from(bytes)])).toEqual(
      [...rows, gap].map(([id, bytes]) => [id, bytes]),
    );
  });

  test('that follow each other across a gap are no run', async () => {
    const sea = text('sea');
    const { file } = await written([
      [8, sea],
      [10, sea],
    ]);
    expect((await storedTiles(file)).map(({ id }) => id)).toEqual([8, 10]);
    expect(numberAt(file, 80)).toBe(2);
    expect(await readArchive(file).getZxy(2, 0, 1)).toBeDefined();
    expect(await readArchive(file).getZxy(2, 0, 2)).toBeUndefined();
  });
});

describe('an archive of many tiles', () => {
  const COUNT = 12_000;
  const noise = new SeededRandom(5);
  let id = firstTileId(14);
  // Gaps and lengths that do not compress, so that one directory is too small for them.
  const tiles = Array.from({ length: COUNT }, (_, i) => {
    id += 1 + Math.floor(noise.between(0, 900));
    const bytes = new Uint8Array(120 + Math.floor(noise.between(0, 250))).fill(i);
    new DataView(bytes.buffer).setUint32(0, i);
    return [id, bytes] as const;
  });

  test('has leaves, a first read of 16,384 bytes that suffices, and every tile', async () => {
    const { file, writes } = await written(tiles, { tileCompression: 'none' });
    const header = await readArchive(file).getHeader();
    expect(header.leafDirectoryLength).toBeGreaterThan(0);
    expect(header.rootDirectoryOffset + header.rootDirectoryLength).toBeLessThanOrEqual(16_384);
    const stored = await storedTiles(file);
    expect(stored.map((tile) => tile.id)).toEqual(tiles.map(([id]) => id));
    expect(stored.filter(({ bytes }, i) => Buffer.compare(bytes, tiles[i][1]) !== 0)).toEqual([]);
    for (const i of [0, 1, 4_095, 4_096, 8_500, COUNT - 1]) {
      const { zoom, column, row } = stored[i];
      const { data } = (await readArchive(file).getZxy(zoom, column, row))!;
      expect(new Uint8Array(data)).toEqual(tiles[i][1]);
    }
    // The file grew piece by piece: no write was as large as the tiles together.
    expect(writes.length).toBeGreaterThan(3);
    expect(Math.max(...writes)).toBeLessThan(1.2 * 2 ** 20);
  });

  test('lies in the order of its tiles, as its header says', async () => {
    const { file } = await written(tiles, { tileCompression: 'none' });
    const { tileDataOffset } = await readArchive(file).getHeader();
    const all = Buffer.concat(tiles.map(([, bytes]) => bytes));
    expect(Buffer.compare(file.subarray(tileDataOffset, tileDataOffset + all.length), all)).toBe(0);
  });
});

describe('what is no archive', () => {
  test('numbers that do not ascend and empty tiles are refused', async () => {
    const writer = new PmtilesWriter(new MemoryTarget(), description);
    await writer.add(7, text('one'));
    await expect(writer.add(7, text('two'))).rejects.toThrow(/tile 7 comes after 7/);
    await expect(writer.add(6, text('two'))).rejects.toThrow(RangeError);
    await expect(writer.add(8, new Uint8Array())).rejects.toThrow(/tile 8: expected bytes/);
    await expect(writer.add(Number.NaN, text('two'))).rejects.toThrow(RangeError);
    expect((await writer.end()).tiles).toBe(1);
  });

  test('one without tiles is refused, and leaves no header', async () => {
    const target = new MemoryTarget();
    await expect(new PmtilesWriter(target, description).end()).rejects.toThrow(/at least one tile/);
    expect(target.bytes).toHaveLength(0);
  });

  test('a target that fails is told', async () => {
    const full = { write: () => Promise.reject(new Error('no space left')) };
    const writer = new PmtilesWriter(full, description);
    await expect(writer.add(0, new Uint8Array(2 ** 21).fill(1))).rejects.toThrow('no space left');
  });
});
