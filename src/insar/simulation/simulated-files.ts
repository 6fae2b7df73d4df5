/** The files of a simulated stack: `stack.json` with images and geometry, and below `truth/` what is true. */
import type { StreamedRaster } from '../../formats/geotiff-stream.js';
import { isoDate } from '../../products/epochs.js';
import type { StackFile } from '../stack/stack-description.js';
import { STACK_TYPE } from '../stack/stack-schema.js';
import type { RowTruth } from './row-truth.js';
import type { SimulatedRows, StackSimulator } from './stack-simulator.js';

/** A raster that is written while rows are simulated. */
export interface SimulatedRaster {
  /** Below the folder of the stack. */
  readonly path: string;
  readonly sample: StreamedRaster['sample'];
  /** Values of simulated rows, in the order of the rows. */
  readonly values: (rows: SimulatedRows) => Float32Array | Float64Array;
}

export const slcPath = (date: string): string => `slc/${date}.tif`;

/** All rasters; `withUnwrapped` adds the true phase of every date. */
export function simulatedRasters(simulator: StackSimulator, withUnwrapped: boolean): readonly SimulatedRaster[] {
  const { dates } = simulator.acquisitions;
  const isRadar = simulator.view.spec.grid === 'radar';
  const slopes = simulator.motion.slopes();
  const velocity = (axis: 0 | 1 | 2) => (row: RowTruth, out: Float32Array) => void row.velocity(axis, slopes, out);
  return [
    ...dates.map(
      (date, index): SimulatedRaster => ({
        path: slcPath(date),
        sample: 'complex-float32',
        values: ({ images }) => images[index],
      }),
    ),
    copied('geometry/height.tif', ({ heightM }) => heightM),
    copied('geometry/los_east.tif', ({ losEast }) => losEast),
    copied('geometry/los_north.tif', ({ losNorth }) => losNorth),
    copied('geometry/los_up.tif', ({ losUp }) => losUp),
    copied('geometry/range.tif', ({ slantRangeM }) => slantRangeM),
    ...(isRadar ? [degrees(simulator, 0), degrees(simulator, 1)] : []),
    copied('truth/height_error.tif', ({ heightErrorM }) => heightErrorM),
    copied('truth/scr.tif', ({ scrDb }) => scrDb),
    copied('truth/land_cover.tif', ({ parcels }) => parcels.map(({ cover }) => cover.code)),
    byRow('truth/velocity_east.tif', velocity(0)),
    byRow('truth/velocity_north.tif', velocity(1)),
    byRow('truth/velocity_up.tif', velocity(2)),
    ...simulator.motion.functions.map(({ name }, k) =>
      byRow(`truth/los_${name}.tif`, ({ losCoefficients }, out) => out.set(losCoefficients[k] ?? [])),
    ),
    ...(withUnwrapped
      ? dates.map(
          (date, index): SimulatedRaster => ({
            path: `truth/unwrapped/${date}.tif`,
            sample: 'float32',
            values: ({ unwrapped }) => unwrapped![index],
          }),
        )
      : []),
  ];
}

function byRow(path: string, fill: (row: RowTruth, out: Float32Array) => void): SimulatedRaster {
  return {
    path,
    sample: 'float32',
    values: ({ truth }) => {
      const columns = truth[0].heightM.length;
      const values = new Float32Array(truth.length * columns);
      truth.forEach((row, index) => {
        fill(row, values.subarray(index * columns, (index + 1) * columns));
      });
      return values;
    },
  };
}

const copied = (path: string, pick: (row: RowTruth) => ArrayLike<number>): SimulatedRaster =>
  byRow(path, (row, out) => out.set(pick(row)));

/** Columns between which longitude and latitude are straight: half a millimetre off at most. */
const STRAIGHT_COLUMNS = 32;

/** @param axis 0 longitude, 1 latitude */
function degrees({ view }: StackSimulator, axis: 0 | 1): SimulatedRaster {
  const { columns } = view.spec;
  const at = (row: number, column: number) =>
    view.longitudeLatitude(view.eastM(row, column), view.northM(row, column))[axis];
  return {
    path: axis === 0 ? 'geometry/longitude.tif' : 'geometry/latitude.tif',
    sample: 'float64',
    values: ({ first, count }) => {
      const values = new Float64Array(count * columns);
      for (let row = 0; row < count; row++) {
        for (let from = 0; from < columns; from += STRAIGHT_COLUMNS) {
          const to = Math.min(columns, from + STRAIGHT_COLUMNS);
          const [left, right] = [at(first + row, from), at(first + row, to)];
          for (let column = from; column < to; column++) {
            values[row * columns + column] = left + ((right - left) * (column - from)) / (to - from);
          }
        }
      }
      return values;
    },
  };
}

/** `stack.json`. */
export function stackFileOf(
  simulator: StackSimulator,
  facts: Pick<StackFile, 'track' | 'burstCycle' | 'swath' | 'title'>,
): StackFile {
  const { view, acquisitions, spec } = simulator;
  const { dates, perpendicularBaselinesM, referenceIndex } = acquisitions;
  const isRadar = view.spec.grid === 'radar';
  return {
    type: STACK_TYPE,
    version: 1,
    title: facts.title,
    wavelengthM: spec.wavelengthM,
    orbit: view.spec.orbit,
    track: facts.track,
    burstCycle: facts.burstCycle,
    swath: facts.swath,
    polarisation: 'VV',
    crs: isRadar ? null : `EPSG:${view.spec.epsg}`,
    acquisitions: dates.map((date, index) => ({
      date: isoDate(date),
      slc: slcPath(date),
      perpendicularBaselineM: Math.round(perpendicularBaselinesM[index] * 1e4) / 1e4,
    })),
    referenceDate: isoDate(dates[referenceIndex]),
    geometry: {
      height: 'geometry/height.tif',
      losEast: 'geometry/los_east.tif',
      losNorth: 'geometry/los_north.tif',
      losUp: 'geometry/los_up.tif',
      slantRangeM: 'geometry/range.tif',
      longitude: isRadar ? 'geometry/longitude.tif' : null,
      latitude: isRadar ? 'geometry/latitude.tif' : null,
    },
  };
}

/** `truth/truth.json`: how to make any series out of the rasters, and what is the same for all pixels. */
export function truthOf(simulator: StackSimulator): object {
  const { acquisitions, motion, atmosphere, view, ground, spec } = simulator;
  const { dates, perpendicularBaselinesM, temperaturesC, referenceIndex } = acquisitions;
  const slopes = motion.slopes();
  return {
    signs:
      'Displacement is positive towards the satellite, east, north and up. Displacement of a pixel at a date since the reference date, mm: the sum of los_NAME.tif times values of the function NAME. Delays of the air have the sign of displacement.',
    dates: dates.map(isoDate),
    referenceDate: isoDate(dates[referenceIndex]),
    perpendicularBaselinesM: [...perpendicularBaselinesM],
    temperaturesC: [...temperaturesC],
    functions: motion.functions.map(({ name, unit, values }, k) => ({
      name,
      unit,
      values: [...values],
      meanVelocity: slopes[k],
    })),
    velocity:
      'velocity_*.tif, mm/yr: slope of a line and a yearly wave fitted to the true series at these dates, as EGMS defines it; north, east and up before the line of sight.',
    heightError: 'height_error.tif, m: true minus given height, of the scatterer where there is one.',
    atmosphere: {
      turbulence: `atmosphere/DATE.tif, mm: nodes ${atmosphere.grid.spacingM} m apart along rows and columns, the first one in the middle of the first pixel, bilinear between them`,
      ...atmosphere.grid,
      stratifiedMmPerKm: [...atmosphere.stratifiedMmPerKm],
      rowTiltMmPerKm: [...atmosphere.rowTiltMmPerKm],
      columnTiltMmPerKm: [...atmosphere.columnTiltMmPerKm],
      tilts:
        'mm for each kilometre along rising rows or columns from the middle of the image; stratified: for each km of true height',
    },
    view: view.spec,
    simulation: spec,
    motion: ground.spec.motion,
    landCover: ground.spec.landCover,
  };
}
