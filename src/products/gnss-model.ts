/**
 * GNSS velocity models as text, read into something that can be asked for the velocity at any place:
 *
 * - A-EPND, the model EGMS is tied to: a grid of EPSG:3035 with latitude, longitude, N, E, Up, their sigmas, easting and
 *   northing, separated by white space or commas. Source: EGMS GNSS calibration data, product page.
 * - MIDAS tables of the Nevada Geodetic Laboratory (`midas.EU.txt`): 27 columns without header, metres per year.
 *   Source: midas.readme.txt of that laboratory; Blewitt et al. 2016, doi:10.1002/2015JB012552.
 * - any table of stations with a header that names latitude, longitude and the velocities.
 */
import { invalidParameter } from '../errors.js';
import { type GridRow, gridModel } from './gnss-model-grid.js';
import type { GnssModel } from './gnss-model-node.js';
import { midasRow, readHeader, type TableHeader, tableRow } from './gnss-model-rows.js';
import { type StationRow, stationModel } from './gnss-model-stations.js';

export type { GnssModel, GnssNode, GnssVelocity } from './gnss-model-node.js';

/** A-EPND has 4,500 nodes, all of MIDAS 20,000 stations. */
const MAX_ROWS = 50_000;
const MAX_LINE_LENGTH = 4096;
/** Comments before the header. */
const MAX_PREAMBLE_LINES = 1000;
const EXPECTED =
  'expected a GNSS model: A-EPND (#Latitude Longitude N E Up ... easting northing), a MIDAS table, or a table with a header that names latitude, longitude and the north, east and up velocities';

/**
 * Reads a model. Throws `invalidParameter` naming `where`, line and column for text that is none of these, for numbers
 * that are none or out of range, and for nodes that stand twice.
 */
export function parseGnssModel(text: string, where: string): GnssModel {
  refuseOtherFormats(text, where);
  let header: TableHeader | 'midas' | undefined;
  const grid: GridRow[] = [];
  const stations: StationRow[] = [];
  let unlikely = 0;
  for (const { line, content } of linesOf(text, where)) {
    const at = `${where}:${line}`;
    if (header === undefined) {
      if (line > MAX_PREAMBLE_LINES)
        throw invalidParameter(at, `${EXPECTED}, got ${MAX_PREAMBLE_LINES} lines without a header`);
      header = readHeader(content, at) ?? (content.startsWith('#') ? undefined : headerless(content, at));
      if (header !== 'midas') continue;
    }
    if (content.startsWith('#')) continue;
    if (grid.length + stations.length + unlikely >= MAX_ROWS) {
      throw invalidParameter(at, `expected at most ${MAX_ROWS} nodes or stations, got more`);
    }
    if (header === 'midas') {
      const node = midasRow(content, at);
      if (node) stations.push({ line, node });
      else unlikely++;
      continue;
    }
    const node = tableRow(header, content, at);
    if (node.name === undefined && header.isGrid) grid.push({ line, node });
    else stations.push({ line, node: { ...node, name: node.name ?? `line ${line}` } });
  }
  if (header === undefined) throw invalidParameter(where, `${EXPECTED}, got nothing but blank lines and comments`);
  if (header === 'midas') {
    const left = unlikely > 0 ? `, ${unlikely} left out that move faster than the ground can` : '';
    return stationModel(stations, where, ` of a MIDAS table${left}`);
  }
  return header.isGrid ? gridModel(grid, where) : stationModel(stations, where, '');
}

function refuseOtherFormats(text: string, where: string): void {
  const start = text.slice(0, 512).trimStart();
  if (start.startsWith('<'))
    throw invalidParameter(`${where}:1`, `${EXPECTED}, got what looks like an HTML or XML page`);
  if (/^[{[]/.test(start)) throw invalidParameter(`${where}:1`, `${EXPECTED}, got what looks like JSON`);
  if (text.slice(0, 4096).includes('\0'))
    throw invalidParameter(`${where}:1`, `${EXPECTED}, got bytes that are no text`);
}

/** A first line that is no header: only MIDAS tables start with their data. */
function headerless(content: string, at: string): 'midas' {
  const [, version = ''] = content.split(/\s+/, 2);
  if (/^MIDAS\d*$/i.test(version)) return 'midas';
  throw invalidParameter(at, `${EXPECTED}, got ${JSON.stringify(content.slice(0, 60))}`);
}

/** Lines that say something, trimmed, counted from 1. */
function* linesOf(text: string, where: string): Generator<{ line: number; content: string }> {
  let start = text.startsWith('\ufeff') ? 1 : 0;
  for (let line = 1; start < text.length; line++) {
    const feed = text.indexOf('\n', start);
    const end = feed < 0 ? text.length : feed;
    if (end - start > MAX_LINE_LENGTH) {
      throw invalidParameter(
        `${where}:${line}`,
        `expected lines of at most ${MAX_LINE_LENGTH} characters, got ${end - start}`,
      );
    }
    const content = text.slice(start, end).trim();
    if (content !== '') yield { line, content };
    start = end + 1;
  }
}
