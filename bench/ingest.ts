/** How fast products are ingested, beside GDAL's ogr2ogr loading the same text into the same server. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './child-process.js';
import type { Measurement } from './report.js';
import { median, round } from './report.js';
import { writeSyntheticBurst } from './synthetic-file.js';
import { emptyDatabase, mainScript } from './target.js';

const DATES = 210;
const REPEATS = 3;
/** ogr2ogr is slow: its rate is taken from fewer points. */
const SMALL = 20_000;
const MEDIUM = 200_000;
const BURST = { points: 1_800_000, dates: 211 };

export async function benchIngest(url: string, withWholeBurst: boolean): Promise<readonly Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'open-egms-bench-'));
  try {
    const medium = await writeSyntheticBurst(folder, MEDIUM, DATES);
    const small = await writeSyntheticBurst(folder, SMALL, DATES, 117);
    const ours: number[] = [];
    const theirs: number[] = [];
    // In turn, so that both meet the same weather on the machine.
    for (let i = 0; i < REPEATS; i++) {
      await emptyDatabase(url);
      ours.push(MEDIUM / (await run(mainScript, ['ingest', '--database-url', url, medium])).seconds);
      theirs.push(SMALL / (await ogr2ogr(url, small)));
    }
    const ratios = ours.map((rate, i) => rate / theirs[i]);
    const measurements: Measurement[] = [
      atLeast(`ingest, PostgreSQL, ${MEDIUM} points x ${DATES} dates, whole process (points/s)`, median(ours), 40_000),
      atLeast(`the same beside ogr2ogr at ${round(median(theirs))} points/s (ratio)`, median(ratios), 5),
      await embedded(folder, medium),
    ];
    if (withWholeBurst) measurements.push(...(await wholeBurst(url, folder)));
    return measurements;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function ogr2ogr(url: string, csv: string): Promise<number> {
  const options = [
    '-oo',
    'X_POSSIBLE_NAMES=longitude',
    '-oo',
    'Y_POSSIBLE_NAMES=latitude',
    '-oo',
    'AUTODETECT_TYPE=YES',
  ];
  const target = ['-f', 'PostgreSQL', `PG:${keywords(url)}`, '-nln', 'ogr_points', '-overwrite', '-a_srs', 'EPSG:4326'];
  const { seconds } = await run('ogr2ogr', [...target, csv, ...options, '--config', 'PG_USE_COPY', 'YES']);
  return seconds;
}

/** GDAL 3.6 appends to the connection string, which only the keyword form allows. */
function keywords(url: string): string {
  const { hostname, port, username, password, pathname } = new URL(url);
  const parts = { host: hostname, port: port || '5432', user: username, password, dbname: pathname.slice(1) };
  return Object.entries(parts)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}='${decodeURIComponent(value)}'`)
    .join(' ');
}

async function embedded(folder: string, csv: string): Promise<Measurement> {
  const dataDir = join(folder, 'data');
  // The start of the embedded server is another measurement.
  await run(mainScript, ['migrate', '--data-dir', dataDir]);
  const empty = await run(mainScript, ['migrate', '--data-dir', dataDir]);
  const { seconds } = await run(mainScript, ['ingest', '--data-dir', dataDir, csv]);
  return atLeast(
    `ingest, embedded, ${MEDIUM} points x ${DATES} dates, start and stop taken off (points/s)`,
    MEDIUM / (seconds - empty.seconds),
    8_000,
  );
}

async function wholeBurst(url: string, folder: string): Promise<readonly Measurement[]> {
  const csv = await writeSyntheticBurst(folder, BURST.points, BURST.dates, 22);
  await emptyDatabase(url);
  const { seconds, peakMiB } = await run(mainScript, ['ingest', '--database-url', url, csv]);
  const size = `${BURST.points / 1e6} million points x ${BURST.dates} dates`;
  return [
    atLeast(`ingest, PostgreSQL, ${size} (points/s)`, BURST.points / seconds, 40_000),
    { what: `memory of that process, peak (MiB)`, measured: round(peakMiB), asked: '< 400', met: peakMiB < 400 },
  ];
}

function atLeast(what: string, value: number, asked: number): Measurement {
  return { what, measured: round(value), asked: `>= ${asked.toLocaleString('en')}`, met: value >= asked };
}
