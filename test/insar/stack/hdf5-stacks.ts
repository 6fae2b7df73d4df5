/** Writes a stack that is open already in the files of OPERA and of MiaplPy, for round trips and for tests to spoil. */
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Geocentric } from '../../../src/geodesy/geocentric.js';
import { transformPoint } from '../../../src/geodesy/transform.js';
import type { GeometryLayer, SlcStack } from '../../../src/insar/stack/slc-stack.js';
import { isoDate } from '../../../src/products/epochs.js';
import { type Hdf5Array, type Hdf5Content, writeHdf5 } from '../../support/hdf5-file.js';
import { add, cross, satelliteOf, stateVectors, targetOf, unit, type View } from './circular-orbit.js';

type Datasets = Record<string, Hdf5Content>;

export const BURST = 't117_249430_iw2';
export const cslcFile = (date: string): string =>
  `OPERA_L2_CSLC-S1_T117-249430-IW2_${date}T051020Z_20240101T000000Z_S1A_VV_v1.1.h5`;
export const STATIC_FILE = 'OPERA_L2_CSLC-S1-STATIC_T117-249430-IW2_20140403_S1A_v1.0.h5';

const whole = (stack: SlcStack) => ({ first: 0, count: stack.heightPixels });
const layerOf = (stack: SlcStack, layer: GeometryLayer) => stack.readGeometry(layer, whole(stack));

/** @param spoil changes what is written of a date, or of the static file (`static`) */
export async function writeOpera(
  folder: string,
  stack: SlcStack,
  spoil: (datasets: Datasets, of: string) => void = () => undefined,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { place, widthPixels, heightPixels, description } = stack;
  const shape = [heightPixels, widthPixels];
  const along = (count: number, first: number, step: number): Hdf5Array => ({
    shape: [count],
    values: Float64Array.from({ length: count }, (_, i) => first + (i + 0.5) * step),
  });
  const grid = (): Datasets => ({
    '/data/projection': { shape: [1], values: Int32Array.of(place!.epsg!) },
    '/data/x_coordinates': along(widthPixels, place!.west, place!.pixelWidth),
    '/data/y_coordinates': along(heightPixels, place!.north, -place!.pixelHeight),
    '/identification/burst_id': BURST,
  });
  const view = await viewOf(stack);
  for (const [index, { date, perpendicularBaselineM }] of description.acquisitions.entries()) {
    const values = await stack.readTile(index, whole(stack));
    const datasets: Datasets = {
      ...grid(),
      '/data/VV': { shape, values, isComplex: true, chunks: [16, 16] },
      '/identification/zero_doppler_start_time': `${isoDate(date)} 05:10:20.123456`,
      '/identification/orbit_pass_direction': description.orbit === 'ascending' ? 'Ascending' : 'Descending',
      '/metadata/processing_information/input_burst_metadata/wavelength': description.wavelengthM,
      '/metadata/processing_information/parameters/ellipsoidal_flattening_applied': 1,
      ...orbitDatasets(view, perpendicularBaselineM),
    };
    spoil(datasets, date);
    await writeHdf5(join(folder, cslcFile(date)), datasets);
  }
  const statics: Datasets = {
    ...grid(),
    '/data/los_east': { shape, values: await layerOf(stack, 'losEast'), chunks: [16, 16] },
    '/data/los_north': { shape, values: await layerOf(stack, 'losNorth'), chunks: [16, 16] },
  };
  spoil(statics, 'static');
  await writeHdf5(join(folder, STATIC_FILE), statics);
  await copyFile(join(stack.folder, description.geometry.height), join(folder, 'dem.tif'));
}

/** As the middle of the stack is seen. */
async function viewOf(stack: SlcStack): Promise<View> {
  const { place, widthPixels, heightPixels, description } = stack;
  const row = { first: Math.floor(heightPixels / 2), count: 1 };
  const middle = async (layer: GeometryLayer) => (await stack.readGeometry(layer, row))[Math.floor(widthPixels / 2)];
  const toDegrees = transformPoint(`EPSG:${place!.epsg}`, 'OGC:CRS84');
  const [longitudeDeg, latitudeDeg] = toDegrees(
    place!.west + (widthPixels / 2) * place!.pixelWidth,
    place!.north - (heightPixels / 2) * place!.pixelHeight,
  );
  return {
    longitudeDeg,
    latitudeDeg,
    heightM: await middle('height'),
    rangeM: await middle('slantRangeM'),
    incidenceDeg: (Math.acos(await middle('losUp')) * 180) / Math.PI,
    headingDeg: description.orbit === 'ascending' ? -11.6 : -168.2,
  };
}

/** A circle moved away from the line of sight by a baseline: positive ones are below the reference. */
function orbitDatasets(view: View, perpendicularBaselineM: number): Datasets {
  const { positionM, flight } = satelliteOf(view);
  const upwards = unit(cross(unit(add(targetOf(view), positionM, -1)), flight));
  const offset: Geocentric = add([0, 0, 0], upwards, -perpendicularBaselineM);
  const { timesS, positionsM, velocitiesMPerS } = stateVectors(view, offset);
  const vector = (values: Float64Array): Hdf5Array => ({ shape: [values.length], values });
  const entries = ['x', 'y', 'z'].flatMap((axis, i) => [
    [`/metadata/orbit/position_${axis}`, vector(positionsM[i])],
    [`/metadata/orbit/velocity_${axis}`, vector(velocitiesMPerS[i])],
  ]);
  return { '/metadata/orbit/time': vector(timesS), ...Object.fromEntries(entries) };
}

export interface MiaplpyFiles {
  readonly slc: Datasets;
  readonly attributes: Record<string, string | number>;
  readonly geometry: Datasets;
}

/** @param spoil changes what is written */
export async function writeMiaplpy(
  folder: string,
  stack: SlcStack,
  spoil: (files: MiaplpyFiles) => void = () => undefined,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { widthPixels, heightPixels, description } = stack;
  const { acquisitions } = description;
  const pixels = widthPixels * heightPixels;
  const images = new Float32Array(2 * pixels * acquisitions.length);
  for (const index of acquisitions.keys()) images.set(await stack.readTile(index, whole(stack)), 2 * pixels * index);
  const [east, north, up] = await Promise.all(
    (['losEast', 'losNorth', 'losUp'] as const).map((layer) => layerOf(stack, layer)),
  );
  const shape = [heightPixels, widthPixels];
  const raster = (values: Float32Array | Float64Array): Hdf5Array => ({ shape, values });
  const degrees = (of: (i: number) => number) =>
    Float32Array.from({ length: pixels }, (_, i) => (of(i) * 180) / Math.PI);
  const double = (layer: GeometryLayer) => stack.readGeometry(layer, whole(stack), new Float64Array(pixels));
  const files: MiaplpyFiles = {
    slc: {
      slc: {
        shape: [acquisitions.length, ...shape],
        values: images,
        isComplex: true,
        chunks: [2, 16, 16],
      },
      date: acquisitions.map(({ date }) => date),
      bperp: {
        shape: [acquisitions.length],
        values: Float32Array.from(acquisitions, (one) => one.perpendicularBaselineM),
      },
    },
    // MintPy writes all attributes as texts.
    attributes: {
      WAVELENGTH: String(description.wavelengthM),
      ORBIT_DIRECTION: description.orbit.toUpperCase(),
      HEADING: '-168.2',
      POLARIZATION: 'VV',
      trackNumber: String(description.track),
      swathNumber: '2',
      STARTING_RANGE: '800000.0',
      RANGE_PIXEL_SIZE: '2.329562',
    },
    geometry: {
      height: raster(await layerOf(stack, 'height')),
      longitude: raster(await double('longitude')),
      latitude: raster(await double('latitude')),
      slantRangeDistance: raster(await layerOf(stack, 'slantRangeM')),
      incidenceAngle: raster(degrees((i) => Math.acos(up[i]))),
      // Anticlockwise from north.
      azimuthAngle: raster(degrees((i) => Math.atan2(-east[i], north[i]))),
    },
  };
  spoil(files);
  await writeHdf5(join(folder, 'slcStack.h5'), files.slc, files.attributes);
  await writeHdf5(join(folder, 'geometryRadar.h5'), files.geometry);
}
