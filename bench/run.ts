/**
 * `npm run bench [-- ingest|http|jobs|decompose|calibrate|tiles|maps|render] [--whole-burst]`: measures, prints a table, exits
 * with 1 when something asked is missed. `npm run bench -- kills --kills=200` kills servers and workers while jobs run.
 * Needs OPEN_EGMS_BENCH_DATABASE_URL (all but render) and, for ingest, GDAL's ogr2ogr.
 */
import { benchCalibrate } from './calibrate.js';
import { benchDecompose } from './decompose.js';
import { benchHttp } from './http.js';
import { benchIngest } from './ingest.js';
import { benchJobs } from './jobs.js';
import { benchKills } from './kills.js';
import { benchMaps } from './maps.js';
import { benchRender } from './render.js';
import { type Measurement, machineText, tableText } from './report.js';
import { benchDatabaseUrl } from './target.js';
import { benchTiles } from './tiles.js';

const args = process.argv.slice(2);
const wanted = args.filter((arg) => !arg.startsWith('--'));
const kills = Number(args.find((arg) => arg.startsWith('--kills='))?.slice(8) ?? 200);

/** In the order in which they run. */
const benches: Readonly<Record<string, () => Promise<readonly Measurement[]>>> = {
  render: benchRender,
  ingest: () => benchIngest(benchDatabaseUrl(), args.includes('--whole-burst')),
  http: () => benchHttp(benchDatabaseUrl()),
  jobs: () => benchJobs(benchDatabaseUrl()),
  decompose: () => benchDecompose(benchDatabaseUrl()),
  calibrate: () => benchCalibrate(benchDatabaseUrl()),
  tiles: () => benchTiles(benchDatabaseUrl()),
  maps: () => benchMaps(benchDatabaseUrl()),
  kills: () => benchKills(benchDatabaseUrl(), kills),
};
/** Takes half an hour: only when it is asked for. */
const usual = Object.keys(benches).filter((name) => name !== 'kills');

const stranger = wanted.find((name) => !(name in benches));
if (stranger !== undefined)
  throw new Error(`no bench is called ${stranger}; there are ${Object.keys(benches).join(', ')}`);
const measurements: Measurement[] = [];
for (const name of wanted.length > 0 ? wanted : usual) measurements.push(...(await benches[name]()));
console.log(`\n${machineText()}\n\n${tableText(measurements)}\n`);
process.exitCode = measurements.every(({ met }) => met) ? 0 : 1;
