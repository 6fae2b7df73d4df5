/**
 * One OPERA file, CSLC-S1 or CSLC-S1-STATIC: its grid, and of a CSLC what it says of its date and orbit. Layout: OPERA
 * product specification of CSLC-S1, version 1.1 (JPL D-108278); checked with the files of `opera-cslc-layout`.
 */
import { basename } from 'node:path';
import { invalidStack } from '../../errors.js';
import { Hdf5Reader } from '../../formats/hdf5-reader.js';
import type { RasterPlace } from '../../formats/raster-place.js';
import type { BurstName, CslcName } from './opera-names.js';
import { Orbit } from './orbit.js';
import type { Sized } from './stack-grid.js';

export interface OperaGrid extends Sized {
  readonly place: RasterPlace & { readonly epsg: number };
}

export interface CslcFile {
  readonly path: string;
  readonly reader: Hdf5Reader;
  readonly name: CslcName;
  readonly grid: OperaGrid;
  readonly orbitDirection: 'ascending' | 'descending';
  readonly wavelengthM: number;
  readonly orbit: Orbit;
}

export interface StaticFile {
  readonly path: string;
  readonly reader: Hdf5Reader;
  readonly grid: OperaGrid;
}

/** Of a pixel, by which centres of pixels may be off an even grid. */
const EVEN = 0.01;
const METADATA = '/metadata/processing_information';

/** Throws `invalidStack` or `invalidRaster` for what is missing, or does not agree with the name. */
export async function openCslc(path: string, name: CslcName): Promise<CslcFile> {
  const reader = await Hdf5Reader.open(path);
  try {
    refuseOtherBurst(reader, name.burst);
    refuseOtherDate(reader, name.date);
    refuseUnflattened(reader);
    return {
      path,
      reader,
      name,
      grid: operaGrid(reader),
      orbitDirection: orbitDirection(reader),
      wavelengthM: wavelength(reader),
      orbit: operaOrbit(reader),
    };
  } catch (error) {
    await reader.close();
    throw error;
  }
}

export async function openStatic(path: string, burst: BurstName): Promise<StaticFile> {
  const reader = await Hdf5Reader.open(path);
  try {
    refuseOtherBurst(reader, burst);
    return { path, reader, grid: operaGrid(reader) };
  } catch (error) {
    await reader.close();
    throw error;
  }
}

/** From the coordinates of the centres of pixels. */
export function operaGrid(reader: Hdf5Reader): OperaGrid {
  const x = evenSteps(reader, '/data/x_coordinates');
  const y = evenSteps(reader, '/data/y_coordinates');
  if (!(x.step > 0 && y.step < 0)) {
    const detail = `expected columns eastwards and rows southwards, got steps of ${x.step} and ${y.step}`;
    throw invalidStack(reader.path, `/data/x_coordinates, y_coordinates: ${detail}`);
  }
  return {
    widthPixels: x.count,
    heightPixels: y.count,
    place: {
      epsg: reader.number('/data/projection'),
      west: x.first - x.step / 2,
      north: y.first - y.step / 2,
      pixelWidth: x.step,
      pixelHeight: -y.step,
    },
  };
}

/** Throws `invalidStack` when the vectors are no orbit. */
export function operaOrbit(reader: Hdf5Reader): Orbit {
  const axes = (name: string) =>
    ['x', 'y', 'z'].map((axis) => reader.numbers(`/metadata/orbit/${name}_${axis}`)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
  const timesS = reader.numbers('/metadata/orbit/time');
  const [positionsM, velocitiesMPerS] = [axes('position'), axes('velocity')];
  try {
    return new Orbit({ timesS, positionsM, velocitiesMPerS });
  } catch (error) {
    throw invalidStack(reader.path, `/metadata/orbit: ${(error as Error).message}`, error);
  }
}

function evenSteps(reader: Hdf5Reader, dataset: string) {
  const values = reader.numbers(dataset);
  const count = values.length;
  const step = (values[count - 1] - values[0]) / (count - 1);
  const odd = values.findIndex((value, i) => !(Math.abs(value - (values[0] + i * step)) <= EVEN * Math.abs(step)));
  if (count < 2 || odd >= 0) {
    const got = count < 2 ? `${count} of them` : `${values[odd]} at ${odd}`;
    throw invalidStack(reader.path, `${dataset}: expected at least two coordinates at even steps, got ${got}`);
  }
  return { first: values[0], step, count };
}

function refuseOtherBurst(reader: Hdf5Reader, { id }: BurstName): void {
  const got = reader.text('/identification/burst_id').toLowerCase();
  if (got !== id) {
    throw invalidStack(reader.path, `/identification/burst_id: expected ${id} as the name of the file, got ${got}`);
  }
}

function refuseOtherDate(reader: Hdf5Reader, date: string): void {
  const start = reader.text('/identification/zero_doppler_start_time');
  if (start.slice(0, 10).replaceAll('-', '') !== date) {
    const where = '/identification/zero_doppler_start_time';
    throw invalidStack(reader.path, `${where}: expected ${date} as the name of the file says, got ${start}`);
  }
}

/** The rule of signs holds of flattened images only. Files that do not say are of a version that always flattened. */
function refuseUnflattened(reader: Hdf5Reader): void {
  for (const kind of ['ellipsoidal', 'topographic']) {
    const dataset = `${METADATA}/parameters/${kind}_flattening_applied`;
    if (reader.has(dataset) && reader.number(dataset) !== 1) {
      throw invalidStack(reader.path, `${dataset}: expected a flattened image, got one that is not`);
    }
  }
}

function orbitDirection(reader: Hdf5Reader): 'ascending' | 'descending' {
  const where = '/identification/orbit_pass_direction';
  const text = reader.text(where).toLowerCase();
  if (text === 'ascending' || text === 'descending') return text;
  throw invalidStack(reader.path, `${where}: expected Ascending or Descending, got ${text}`);
}

function wavelength(reader: Hdf5Reader): number {
  const where = `${METADATA}/input_burst_metadata/wavelength`;
  const metres = reader.number(where);
  if (metres > 0.001 && metres < 1) return metres;
  throw invalidStack(reader.path, `${where}: expected metres, got ${metres} in ${basename(reader.path)}`);
}
