/**
 * MiaplPy's `slcStack.h5` with `geometryRadar.h5` beside it, in radar geometry, as a stack.
 *
 * Signs need no change. The images come from ISCE2's topsStack, focused with the phase -(4 pi / lambda) R and, but for the
 * reference, resampled with the phase of the difference of ranges taken off (geometry and topography; resamp_withCarrier.py,
 * which flattens unless told otherwise): what is left of reference x conj(secondary) is -(4 pi / lambda) d for a displacement d towards the satellite.
 * `bperp` is ISCE2's (computeBaseline.py: positive where (line of sight x baseline) goes with the flight), which is the
 * sign of `stack.json`; see `perpendicularBaselineM`. MiaplPy's own interferograms are that product, and MintPy reads them
 * with positive phase away from the satellite (its FAQ 1).
 */
import { basename, dirname, join } from 'node:path';
import { invalidStack } from '../../errors.js';
import { Hdf5Reader } from '../../formats/hdf5-reader.js';
import { epochDay } from '../../products/epochs.js';
import type { Hdf5Sidecar } from './hdf5-sidecar.js';
import { miaplpyFacts, orbitOf } from './miaplpy-attributes.js';
import { miaplpyLayers } from './miaplpy-geometry.js';
import { SlcStack } from './slc-stack.js';
import { judgeHeights, judgeLinesOfSight } from './stack-checks.js';
import { type Acquisition, type StackDescription, sortedDates, withReference } from './stack-description.js';

export const MIAPLPY_STACK = 'slcStack.h5';
const GEOMETRY = 'geometryRadar.h5';
const IMAGES = '/slc';

/** @param path of `slcStack.h5` */
export async function openMiaplpyStack(
  path: string,
  sidecar: Hdf5Sidecar = {},
  signal?: AbortSignal,
): Promise<SlcStack> {
  const notices: string[] = [];
  const notice = (text: string) => void notices.push(text);
  const opened: Hdf5Reader[] = [];
  const openFile = async (file: string): Promise<Hdf5Reader> => {
    const reader = await Hdf5Reader.open(file);
    opened.push(reader);
    return reader;
  };
  try {
    const file = await openFile(path);
    refuseOthers(file);
    const given = acquisitionsOf(file);
    const sorted = sortedDates(given, path, notice);
    const images = sorted.map(({ slc }) =>
      file.raster(
        IMAGES,
        given.findIndex((one) => one.slc === slc),
      ),
    );
    const [{ sample, widthPixels, heightPixels }] = images;
    if (!sample.isComplex) throw invalidStack(path, `${IMAGES}: expected complex samples, got ${sample.name}`);
    const geometry = await openFile(join(dirname(path), GEOMETRY));
    const layers = miaplpyLayers(file, geometry, images[0], notice);
    const referenceIndex = referenceOf(file, sorted, sidecar);
    const middle = await layers.get('losEast')!.readRows(Math.floor(heightPixels / 2), 1);
    const description: StackDescription = {
      ...miaplpyFacts(file, sidecar, notice),
      orbit: orbitOf(file, middle[Math.floor(widthPixels / 2)]),
      epsg: null,
      acquisitions: withReference(sorted, referenceIndex, notice),
      referenceIndex,
      geometry: {
        height: `${GEOMETRY}/height`,
        losEast: `${GEOMETRY}/incidenceAngle, azimuthAngle`,
        losNorth: `${GEOMETRY}/incidenceAngle, azimuthAngle`,
        losUp: `${GEOMETRY}/incidenceAngle`,
        slantRangeM: `${GEOMETRY}/slantRangeDistance`,
        longitude: `${GEOMETRY}/longitude`,
        latitude: `${GEOMETRY}/latitude`,
      },
    };
    const place = undefined;
    const folder = dirname(path);
    const stack = new SlcStack(folder, description, widthPixels, heightPixels, place, notices, images, layers, opened);
    await judgeHeights(stack, geometry.path, notices, signal);
    await judgeLinesOfSight(stack, geometry.path);
    return stack;
  } catch (error) {
    await Promise.all(opened.map((reader) => reader.close()));
    throw error;
  }
}

function refuseOthers(file: Hdf5Reader): void {
  if (file.attribute('Y_FIRST') !== undefined) {
    throw invalidStack(file.path, 'expected images in radar geometry, got geocoded ones (attribute Y_FIRST)');
  }
  for (const name of [IMAGES, '/date', '/bperp']) {
    if (!file.has(name))
      throw invalidStack(file.path, `expected a dataset ${name} as MiaplPy writes it, there is none`);
  }
}

/** As they stand in the file. */
function acquisitionsOf(file: Hdf5Reader): Acquisition[] {
  const dates = file.texts('/date');
  const baselinesM = file.numbers('/bperp');
  const images = file.shape(IMAGES)[0];
  if (dates.length !== images || baselinesM.length !== images) {
    const got = `${dates.length} dates and ${baselinesM.length} baselines`;
    throw invalidStack(file.path, `expected a date and a baseline for each of ${images} images, got ${got}`);
  }
  return dates.map((date, i) => {
    if (epochDay(date) === undefined) {
      throw invalidStack(file.path, `/date ${i}: expected a date of the calendar, YYYYMMDD, got ${date}`);
    }
    if (!Number.isFinite(baselinesM[i])) {
      throw invalidStack(file.path, `/bperp ${i} (${date}): expected metres, got ${baselinesM[i]}`);
    }
    return { date, slc: `${basename(file.path)}${IMAGES}/${i}`, perpendicularBaselineM: baselinesM[i] };
  });
}

/** What is asked for, what the file says, or the date whose baseline is zero: all others are relative to it. */
function referenceOf(file: Hdf5Reader, sorted: readonly Acquisition[], { referenceDate }: Hdf5Sidecar): number {
  const wanted = (referenceDate ?? file.attribute('REF_DATE'))?.replaceAll('-', '');
  if (wanted === undefined) {
    return Math.max(
      0,
      sorted.findIndex(({ perpendicularBaselineM }) => perpendicularBaselineM === 0),
    );
  }
  const index = sorted.findIndex(({ date }) => date === wanted);
  if (index >= 0) return index;
  throw invalidStack(file.path, `reference date: expected one of the dates of the images, got ${wanted}`);
}
