/** `stack.json` as its reader hands it on: judged, its dates in order, its paths made sure of. */
import { realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { Ajv, type ErrorObject } from 'ajv';
import { invalidStack } from '../../errors.js';
import { crsByUri } from '../../geodesy/crs.js';
import { epochDay } from '../../products/epochs.js';
import { stackSchema } from './stack-schema.js';

export interface Acquisition {
  /** `YYYYMMDD`. */
  readonly date: string;
  /** Path as it is written. */
  readonly slc: string;
  /** Relative to the reference date, where it is zero. */
  readonly perpendicularBaselineM: number;
}

export interface StackDescription {
  readonly title?: string;
  readonly wavelengthM: number;
  readonly orbit: 'ascending' | 'descending';
  readonly track: number;
  readonly burstCycle: number;
  readonly swath: 1 | 2 | 3;
  readonly polarisation: 'HH' | 'HV' | 'VH' | 'VV';
  /** EPSG code, or null in radar geometry. */
  readonly epsg: number | null;
  /** In order of their dates, each date once. */
  readonly acquisitions: readonly Acquisition[];
  /** Place of the reference date among the acquisitions. */
  readonly referenceIndex: number;
  readonly geometry: {
    readonly height: string;
    readonly losEast: string;
    readonly losNorth: string;
    readonly losUp: string;
    readonly slantRangeM: string | number;
    readonly longitude: string | null;
    readonly latitude: string | null;
  };
}

/** `stack.json` as it is written, once its form is right. */
export interface StackFile extends Omit<StackDescription, 'epsg' | 'referenceIndex' | 'geometry'> {
  readonly type: string;
  readonly version: 1;
  readonly crs: string | null;
  readonly referenceDate: string;
  readonly geometry: Omit<StackDescription['geometry'], 'longitude' | 'latitude'> & {
    readonly longitude?: string | null;
    readonly latitude?: string | null;
  };
}

/** Needed to see any motion at all; processes may ask for more. */
const MIN_ACQUISITIONS = 2;
/** Below this a baseline of the reference date is taken for rounding. */
const BASELINE_ROUNDING_M = 1e-6;

const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile<StackFile>(stackSchema);

/**
 * Judges the content of `where`. What can be put right without guessing is, and `notice` is told of it.
 * Throws `invalidStack` with the place of every fault of form, or else of the first other one.
 */
export function describeStack(content: unknown, where: string, notice: (text: string) => void): StackDescription {
  if (!validate(content)) {
    throw invalidStack(where, (validate.errors ?? []).slice(0, MAX_FAULTS).map(faultText).join('; '));
  }
  const { acquisitions, referenceDate, crs, geometry, type: _type, version: _version, ...plain } = content;
  const sorted = sortedDates(acquisitions, where, notice);
  const referenceIndex = sorted.findIndex(({ date }) => date === compact(referenceDate));
  if (referenceIndex < 0) {
    throw invalidStack(where, `referenceDate: expected one of the dates of the acquisitions, got ${referenceDate}`);
  }
  return {
    ...plain,
    epsg: epsgOf(crs, where),
    acquisitions: withReference(sorted, referenceIndex, notice),
    referenceIndex,
    geometry: checkedGeometry(geometry, crs, where),
  };
}

/** In order of their dates, which may be written with dashes. Throws `invalidStack` for dates and files that come twice, or too few. */
export function sortedDates(
  given: readonly Acquisition[],
  where: string,
  notice: (text: string) => void,
): Acquisition[] {
  const dated = given.map((acquisition, index) => {
    const date = compact(acquisition.date);
    if (epochDay(date) === undefined) {
      const detail = `acquisitions/${index}/date: expected a date of the calendar, got ${acquisition.date}`;
      throw invalidStack(where, detail);
    }
    return { ...acquisition, date };
  });
  const sorted = [...dated].sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
  for (let i = 1; i < sorted.length; i++) {
    if (sorted[i].date === sorted[i - 1].date) {
      const files = `${sorted[i - 1].slc} and ${sorted[i].slc}`;
      throw invalidStack(where, `acquisitions: expected each date once, got ${sorted[i].date} twice (${files})`);
    }
  }
  const paths = new Map<string, string>();
  for (const { date, slc } of sorted) {
    const other = paths.get(slc);
    if (other) throw invalidStack(where, `acquisitions: ${slc} stands for both ${other} and ${date}`);
    paths.set(slc, date);
  }
  if (sorted.length < MIN_ACQUISITIONS) {
    throw invalidStack(where, `acquisitions: expected at least ${MIN_ACQUISITIONS} dates, got ${sorted.length}`);
  }
  if (sorted.some(({ date }, i) => date !== dated[i].date))
    notice('the acquisitions are not in order of their dates: sorted');
  return sorted;
}

/** Baselines that are relative to something else are made relative to the reference date. */
export function withReference(acquisitions: readonly Acquisition[], index: number, notice: (text: string) => void) {
  const offsetM = acquisitions[index].perpendicularBaselineM;
  if (Math.abs(offsetM) <= BASELINE_ROUNDING_M) return acquisitions;
  notice(`the reference date has a perpendicular baseline of ${offsetM} m where 0 is expected: taken off all of them`);
  return acquisitions.map((one) => ({ ...one, perpendicularBaselineM: one.perpendicularBaselineM - offsetM }));
}

function epsgOf(crs: string | null, where: string): number | null {
  if (crs === null) return null;
  const known = crsByUri(crs);
  if (!known) throw invalidStack(where, `crs: expected a known reference system, got ${crs}`);
  if (known.unit !== 'm') throw invalidStack(where, `crs: expected a projected system in metres, got ${crs}`);
  return known.srid;
}

function checkedGeometry(
  { longitude = null, latitude = null, ...rest }: StackFile['geometry'],
  crs: string | null,
  where: string,
) {
  if (crs === null && (longitude === null || latitude === null)) {
    throw invalidStack(where, 'geometry: expected longitude and latitude, for crs is null (radar geometry)');
  }
  return { ...rest, longitude, latitude };
}

const compact = (isoDate: string): string => isoDate.replaceAll('-', '');

const MAX_FAULTS = 5;

export function faultText({ instancePath, message, params, keyword }: ErrorObject): string {
  const at = instancePath === '' ? '' : `${instancePath.slice(1)}: `;
  if (keyword === 'required') return `${at}${(params as { missingProperty: string }).missingProperty} is missing`;
  if (keyword === 'additionalProperties') {
    return `${at}${(params as { additionalProperty: string }).additionalProperty} is not expected`;
  }
  const allowed = (params as { allowedValues?: unknown[]; allowedValue?: unknown }).allowedValues;
  const one = (params as { allowedValue?: unknown }).allowedValue;
  return `${at}${message}${allowed ? ` (${allowed.join(', ')})` : ''}${one === undefined ? '' : ` (${String(one)})`}`;
}

/**
 * The real place of a path of the description. Throws `invalidStack` when it is absolute, leads out of the folder (also
 * through a link), or nothing is there.
 */
export async function pathInside(folder: string, path: string, where: string): Promise<string> {
  if (isAbsolute(path)) throw invalidStack(where, `${path}: expected a path relative to the folder of the stack`);
  const root = await realpath(folder);
  const full = join(root, path);
  if (isOutside(root, full)) throw invalidStack(where, `${path}: leads out of the folder of the stack`);
  let real: string;
  try {
    real = await realpath(full);
  } catch (error) {
    throw invalidStack(where, `${path}: there is no such file`, error);
  }
  if (isOutside(root, real)) throw invalidStack(where, `${path}: is a link that leads out of the folder of the stack`);
  return real;
}

function isOutside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way);
}
