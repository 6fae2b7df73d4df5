/**
 * `npm run bench [-- ingest|http] [--whole-burst]`: measures, prints a table, exits with 1 when something asked is missed.
 * Needs OPEN_EGMS_BENCH_DATABASE_URL and GDAL's ogr2ogr.
 */
import { benchHttp } from './http.js';
import { benchIngest } from './ingest.js';
import { type Measurement, machineText, tableText } from './report.js';
import { benchDatabaseUrl } from './target.js';

const args = process.argv.slice(2);
const wanted = args.filter((arg) => !arg.startsWith('--'));
const url = benchDatabaseUrl();
const measurements: Measurement[] = [];
if (wanted.length === 0 || wanted.includes('ingest')) {
  measurements.push(...(await benchIngest(url, args.includes('--whole-burst'))));
}
if (wanted.length === 0 || wanted.includes('http')) measurements.push(...(await benchHttp(url)));
console.log(`\n${machineText()}\n\n${tableText(measurements)}\n`);
process.exitCode = measurements.every(({ met }) => met) ? 0 : 1;
