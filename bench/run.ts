/**
 * `npm run bench [-- ingest|http|jobs|decompose|render] [--whole-burst]`: measures, prints a table, exits with 1 when something
 * asked is missed. `npm run bench -- kills --kills=200` kills servers and workers while jobs run.
 * Needs OPEN_EGMS_BENCH_DATABASE_URL (all but render) and, for ingest, GDAL's ogr2ogr.
 */
import { benchDecompose } from './decompose.js';
import { benchHttp } from './http.js';
import { benchIngest } from './ingest.js';
import { benchJobs } from './jobs.js';
import { benchKills } from './kills.js';
import { benchRender } from './render.js';
import { type Measurement, machineText, tableText } from './report.js';
import { benchDatabaseUrl } from './target.js';

const args = process.argv.slice(2);
const wanted = args.filter((arg) => !arg.startsWith('--'));
const measurements: Measurement[] = [];
if (wanted.length === 0 || wanted.includes('render')) measurements.push(...(await benchRender()));
// Drawing alone needs no database.
const url = wanted.length === 1 && wanted[0] === 'render' ? '' : benchDatabaseUrl();
if (wanted.length === 0 || wanted.includes('ingest')) {
  measurements.push(...(await benchIngest(url, args.includes('--whole-burst'))));
}
if (wanted.length === 0 || wanted.includes('http')) measurements.push(...(await benchHttp(url)));
if (wanted.length === 0 || wanted.includes('jobs')) measurements.push(...(await benchJobs(url)));
if (wanted.length === 0 || wanted.includes('decompose')) measurements.push(...(await benchDecompose(url)));
if (wanted.includes('kills')) {
  const kills = Number(args.find((arg) => arg.startsWith('--kills='))?.slice(8) ?? 200);
  measurements.push(...(await benchKills(url, kills)));
}
console.log(`\n${machineText()}\n\n${tableText(measurements)}\n`);
process.exitCode = measurements.every(({ met }) => met) ? 0 : 1;
