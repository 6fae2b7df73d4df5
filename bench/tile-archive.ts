/** A million points as PMTiles: how fast, how large, in how much memory; and whether its tiles are those of the server. */
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PMTiles } from 'pmtiles';
import { SeededRandom } from '../src/products/seeded-random.js';
import { run } from './child-process.js';
import { type Measurement, round } from './report.js';
import { BenchServer } from './server.js';
import { publishBurst, withCatalog } from './synthetic-catalog.js';
import { emptyDatabase, mainScript } from './target.js';
import { COLLECTION, TILE_BURST } from './tiles.js';

const PORT = 6190;
const COMPARED_TILES = 300;

export async function benchTileArchive(url: string): Promise<readonly Measurement[]> {
  await emptyDatabase(url);
  await withCatalog(url, (database) => publishBurst(database, TILE_BURST));
  const folder = await mkdtemp(join(tmpdir(), 'open-egms-bench-'));
  try {
    const rows: Measurement[] = [];
    for (const maxZoom of [14, 15]) rows.push(await exported(url, join(folder, `${maxZoom}.pmtiles`), maxZoom));
    return [...rows, await compared(url, folder, join(folder, '15.pmtiles'))];
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function exported(url: string, path: string, maxZoom: number): Promise<Measurement> {
  const options = ['--database-url', url, '--format', 'pmtiles', '--max-zoom', String(maxZoom), '--to', path];
  const { seconds, peakMiB } = await run(mainScript, ['export', COLLECTION, ...options]);
  const { size } = await stat(path);
  const rate = TILE_BURST.pointCount / seconds;
  return {
    what: `PMTiles of zooms 0 to ${maxZoom}: ${round(size / 1e6)} MB, peak memory ${round(peakMiB)} MiB (points/s)`,
    measured: round(rate),
    asked: 'told, < 500 MiB',
    met: peakMiB < 500,
  };
}

async function compared(url: string, folder: string, path: string): Promise<Measurement> {
  const file = await open(path);
  const server = new BenchServer(url, folder, PORT);
  try {
    await server.start();
    const archive = new PMTiles({
      getKey: () => path,
      getBytes: async (offset, length) => {
        const bytes = Buffer.alloc(length);
        const { bytesRead } = await file.read(bytes, 0, length, offset);
        return { data: new Uint8Array(bytes.subarray(0, bytesRead)).buffer };
      },
    });
    const { minLon, minLat, maxLon, maxLat } = await archive.getHeader();
    const random = new SeededRandom(3);
    let equal = 0;
    for (let i = 0; i < COMPARED_TILES; i++) {
      const [longitude, latitude] = [random.between(minLon, maxLon), random.between(minLat, maxLat)];
      const z = i % 16;
      const x = Math.floor(((longitude + 180) / 360) * 2 ** z);
      const sine = Math.sin((latitude * Math.PI) / 180);
      const y = Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 2 ** z);
      const stored = await archive.getZxy(z, x, y);
      const response = await fetch(`${server.base}/tiles/${COLLECTION}/${z}/${x}/${y}.mvt`);
      const served = Buffer.from(await response.arrayBuffer());
      if (served.equals(stored ? Buffer.from(stored.data) : Buffer.alloc(0))) equal++;
    }
    return {
      what: `tiles that are those of the server, of ${COMPARED_TILES}`,
      measured: String(equal),
      asked: String(COMPARED_TILES),
      met: equal === COMPARED_TILES,
    };
  } finally {
    await file.close();
    await server.kill('SIGTERM');
  }
}
