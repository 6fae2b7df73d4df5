/** One line of a GNSS velocity table: its cells, checked, as a node. Errors name line and column. */
import { invalidParameter } from '../errors.js';
import { geographicToLaea } from '../geodesy/laea.js';
import { type GnssColumn, type GnssColumns, type GnssField, gnssColumns } from './gnss-model-columns.js';
import type { GnssNode } from './gnss-model-node.js';

export interface TableHeader {
  readonly columns: GnssColumns;
  readonly names: readonly string[];
  readonly separator: string | RegExp;
  /** Nodes of EPSG:3035 without names, as in A-EPND. */
  readonly isGrid: boolean;
}

/** A node whose table may not name it. */
export type TableNode = Omit<GnssNode, 'name'> & { readonly name: string | undefined };

/** Sigmas of a table that has none: the usual size of A-EPND's. */
const USUAL_SIGMA_MM_PER_YEAR = { horizontal: 0.4, up: 0.8 } as const;
/** Faster than this moves no ground that carries a GNSS station, but glaciers do; in a table with units of its own it is an error. */
const MAX_SPEED_MM_PER_YEAR = 500;
const MAX_SIGMA_MM_PER_YEAR = 1000;
/** The grid of EPSG:3035 in which everything here is stored. */
const MAX_LAEA_M = 10_000_000;
/** Rounding of a latitude to four decimals moves a node by 11 m. */
const PLACE_TOLERANCE_M = 100;

/** Undefined when the line names no latitude, longitude (or easting, northing) and velocity. Throws for a header that lacks some. */
export function readHeader(content: string, at: string): TableHeader | undefined {
  const text = content.replace(/^#+\s*/, '');
  const separator = [',', ';', '\t'].find((character) => text.includes(character)) ?? /\s+/;
  const names = cellsOf(text, separator);
  const columns = gnssColumns(names);
  const hasPlace = ['latitude', 'longitude', 'easting', 'northing'].some((field) => columns[field as GnssField]);
  if (!hasPlace || !names.some((name) => /[a-z]/i.test(name))) return undefined;
  const isGrid = columns.easting !== undefined && columns.northing !== undefined && columns.station === undefined;
  const needed: GnssField[] = [...(isGrid ? [] : (['latitude', 'longitude'] as const)), 'north', 'east', 'up'];
  const missing = needed.filter((field) => columns[field] === undefined);
  if (missing.length === 0) return { columns, names, separator, isGrid };
  // A comment that mentions a place is no header; the header may follow.
  if (content.startsWith('#') && missing.length === needed.length) return undefined;
  throw invalidParameter(
    at,
    `no column for ${missing.join(', ')}; expected names like latitude, longitude, velocity_north, velocity_east, velocity_up, got ${names.slice(0, 20).join(', ').slice(0, 300)}`,
  );
}

export function tableRow({ columns, names, separator, isGrid }: TableHeader, content: string, at: string): TableNode {
  const cells = cellsOf(content, separator);
  if (cells.length !== names.length) {
    throw invalidParameter(at, `expected ${names.length} cells as in the header, got ${cells.length}`);
  }
  const number = (column: GnssColumn, least: number, most: number) =>
    numberOf(cells[column.index], at, column.name, least, most);
  const speed = (column: GnssColumn) => {
    const most = MAX_SPEED_MM_PER_YEAR / column.scale;
    return number(column, -most, most) * column.scale;
  };
  const sigma = (column: GnssColumn | undefined, usual: number) =>
    column === undefined ? usual : number(column, 0, MAX_SIGMA_MM_PER_YEAR / column.scale) * column.scale;
  const { latitude, longitude, easting, northing } = columns;
  const geographic = latitude && longitude && placeOf(number(longitude, -360, 360), number(latitude, -90, 90), at);
  const grid =
    isGrid && easting && northing
      ? { eastingM: number(easting, 0, MAX_LAEA_M), northingM: number(northing, 0, MAX_LAEA_M) }
      : undefined;
  if (geographic && grid) refuseOtherPlace(geographic, grid, at);
  return {
    name: columns.station && stationName(cells[columns.station.index], `${at} (column ${columns.station.name})`),
    ...(grid ?? geographic)!,
    velocity: {
      northMmPerYear: speed(columns.north!),
      eastMmPerYear: speed(columns.east!),
      upMmPerYear: speed(columns.up!),
      sigmaNorthMmPerYear: sigma(columns.sigmaNorth, USUAL_SIGMA_MM_PER_YEAR.horizontal),
      sigmaEastMmPerYear: sigma(columns.sigmaEast, USUAL_SIGMA_MM_PER_YEAR.horizontal),
      sigmaUpMmPerYear: sigma(columns.sigmaUp, USUAL_SIGMA_MM_PER_YEAR.up),
    },
  };
}

/** Columns of MIDAS tables that are needed, counted from 1 as their description does. */
const MIDAS = { count: 27, velocity: 9, sigma: 12, latitude: 25, longitude: 26 } as const;

/** Undefined for a station on moving ice: it says nothing about the ground. */
export function midasRow(content: string, at: string): GnssNode | undefined {
  const cells = content.split(/\s+/);
  if (cells.length !== MIDAS.count) {
    throw invalidParameter(at, `expected the ${MIDAS.count} columns of a MIDAS table, got ${cells.length}`);
  }
  const number = (column: number, name: string, least: number, most: number) =>
    numberOf(cells[column - 1], at, `${column}, ${name}`, least, most);
  const mmPerYear = (column: number, name: string) => 1000 * number(column, name, -1000, 1000);
  const latitudeDeg = number(MIDAS.latitude, 'latitude', -90, 90);
  const place = placeOf(number(MIDAS.longitude, 'longitude', -360, 360), latitudeDeg, at);
  const velocity = {
    northMmPerYear: mmPerYear(MIDAS.velocity + 1, 'north velocity'),
    eastMmPerYear: mmPerYear(MIDAS.velocity, 'east velocity'),
    upMmPerYear: mmPerYear(MIDAS.velocity + 2, 'up velocity'),
    sigmaNorthMmPerYear: Math.abs(mmPerYear(MIDAS.sigma + 1, 'north uncertainty')),
    sigmaEastMmPerYear: Math.abs(mmPerYear(MIDAS.sigma, 'east uncertainty')),
    sigmaUpMmPerYear: Math.abs(mmPerYear(MIDAS.sigma + 2, 'up uncertainty')),
  };
  const fastest = Math.max(
    Math.abs(velocity.northMmPerYear),
    Math.abs(velocity.eastMmPerYear),
    Math.abs(velocity.upMmPerYear),
  );
  return fastest > MAX_SPEED_MM_PER_YEAR ? undefined : { name: stationName(cells[0], at), ...place, velocity };
}

function cellsOf(content: string, separator: string | RegExp): string[] {
  return content.split(separator).map((cell) => {
    const trimmed = cell.trim();
    return /^".*"$/.test(trimmed) ? trimmed.slice(1, -1).trim() : trimmed;
  });
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;

/** `at` and `column` become one text only when there is something to say: most cells are right. */
function numberOf(cell: string, at: string, column: string, least: number, most: number): number {
  const value = NUMBER.test(cell) ? Number(cell) : Number.NaN;
  if (value >= least && value <= most) return value;
  const expected = Number.isNaN(value) ? 'expected a number' : `expected a number from ${least} to ${most}`;
  const got = cell === '' ? 'nothing' : JSON.stringify(cell.slice(0, 40));
  throw invalidParameter(`${at} (column ${column})`, `${expected}, got ${got}`);
}

function stationName(cell: string, at: string): string {
  if (cell === '' || cell.length > 64) {
    throw invalidParameter(at, `expected a station's name of 1 to 64 characters, got ${cell.length}`);
  }
  return cell;
}

/** Longitudes may run on beyond 180 degrees, as those of MIDAS do. */
function placeOf(longitudeDeg: number, latitudeDeg: number, at: string) {
  const place = geographicToLaea(longitudeDeg, latitudeDeg);
  if (!Number.isFinite(place.eastingM) || !Number.isFinite(place.northingM)) {
    throw invalidParameter(at, `longitude ${longitudeDeg}, latitude ${latitudeDeg} has no place in EPSG:3035`);
  }
  return place;
}

interface Place {
  readonly eastingM: number;
  readonly northingM: number;
}

function refuseOtherPlace(geographic: Place, grid: Place, at: string): void {
  const apartM = Math.hypot(geographic.eastingM - grid.eastingM, geographic.northingM - grid.northingM);
  if (apartM <= PLACE_TOLERANCE_M) return;
  const projected = `easting ${geographic.eastingM.toFixed(0)}, northing ${geographic.northingM.toFixed(0)}`;
  throw invalidParameter(
    at,
    `latitude and longitude lie at ${projected}, ${apartM.toFixed(0)} m from easting ${grid.eastingM}, northing ${grid.northingM} of the same line`,
  );
}
