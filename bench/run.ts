/**
 * `npm run bench [-- ingest|http|jobs|decompose|calibrate|tiles|maps|edr|explorer|pmtiles|crowd|render|kernels|network|psi] [--whole-burst]`: measures, prints a
 * table, exits with 1 when something asked is missed. `npm run bench -- kills --kills=200` kills servers and workers while
 * jobs run; `-- tiles --million=10` and `-- maps --million=10` draw more points than the usual million.
 * Needs OPEN_EGMS_BENCH_DATABASE_URL (all but render, kernels, network and psi) and, for ingest, GDAL's ogr2ogr.
 */
import { benchCalibrate } from './calibrate.js';
import { benchCrowd } from './crowd.js';
import { benchDecompose } from './decompose.js';
import { benchEdr } from './edr.js';
import { benchExplorer } from './explorer/explorer.js';
import { benchHttp } from './http.js';
import { benchIngest } from './ingest.js';
import { benchJobs } from './jobs.js';
import { benchKernels } from './kernels.js';
import { benchKills } from './kills.js';
import { benchMaps } from './maps.js';
import { benchNetwork } from './network.js';
import { benchPsi, psiBenchOf } from './psi/pipeline.js';
import { benchRender } from './render.js';
import { type Measurement, machineText, tableText } from './report.js';
import { benchDatabaseUrl } from './target.js';
import { benchTileArchive } from './tile-archive.js';
import { benchTiles } from './tiles.js';

const args = process.argv.slice(2);
const wanted = args.filter((arg) => !arg.startsWith('--'));
const kills = numberAfter('--kills=', 200);
const million = numberAfter('--million=', 1);

/** In the order in which they run. */
const benches: Readonly<Record<string, () => Promise<readonly Measurement[]>>> = {
  render: benchRender,
  kernels: benchKernels,
  network: benchNetwork,
  psi: () => benchPsi(psiBenchOf(args)),
  ingest: () => benchIngest(benchDatabaseUrl(), args.includes('--whole-burst')),
  http: () => benchHttp(benchDatabaseUrl()),
  jobs: () => benchJobs(benchDatabaseUrl()),
  decompose: () => benchDecompose(benchDatabaseUrl()),
  calibrate: () => benchCalibrate(benchDatabaseUrl()),
  tiles: () => benchTiles(benchDatabaseUrl(), million),
  maps: () => benchMaps(benchDatabaseUrl(), million),
  edr: () => benchEdr(benchDatabaseUrl()),
  explorer: () => benchExplorer(benchDatabaseUrl()),
  pmtiles: () => benchTileArchive(benchDatabaseUrl()),
  crowd: () => benchCrowd(benchDatabaseUrl()),
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

function numberAfter(option: string, usual: number): number {
  return Number(args.find((arg) => arg.startsWith(option))?.slice(option.length) ?? usual);
}
