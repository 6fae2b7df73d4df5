/**
 * Geometry of MiaplPy's `geometryRadar.h5`, which is that of ISCE2: incidence from the vertical of the ellipsoid at the
 * target, and azimuth of the line from the target to the satellite, anticlockwise from north (about 102 degrees ascending,
 * -102 descending). So the unit vector to the satellite is (-sin(inc) sin(az), sin(inc) cos(az), cos(inc)), east, north,
 * up. Source: ISCE2, Topozero and los.rdr; MintPy, utils/utils0.py (get_unit_vector4component_of_interest,
 * heading2azimuth_angle).
 */
import { invalidStack } from '../../errors.js';
import type { RowValues } from '../../formats/geotiff-reader.js';
import type { Hdf5Raster } from '../../formats/hdf5-raster.js';
import type { Hdf5Reader } from '../../formats/hdf5-reader.js';
import { ComputedRows, combinedRows } from './computed-rows.js';
import { numberOf } from './miaplpy-attributes.js';
import type { GeometryLayer, RowSource } from './slc-stack.js';
import { judgeSize, type Sized } from './stack-grid.js';

const RADIANS = Math.PI / 180;

/** @param stack with the attributes; `size` that of its images */
export function miaplpyLayers(
  stack: Hdf5Reader,
  geometry: Hdf5Reader,
  size: Sized,
  notice: (text: string) => void,
): Map<GeometryLayer, RowSource> {
  const raster = (name: string): Hdf5Raster => {
    const found = geometry.raster(`/${name}`);
    if (found.sample.isComplex) {
      throw invalidStack(geometry.path, `/${name}: expected real samples, got ${found.sample.name}`);
    }
    judgeSize(`${geometry.path} /${name}`, found, size, stack.path);
    return found;
  };
  const incidence = raster('incidenceAngle');
  const azimuth = geometry.has('/azimuthAngle') ? raster('azimuthAngle') : headingAzimuth(stack, notice);
  const component = (of: (incidenceRad: number, azimuthRad: number) => number) =>
    lineOfSightRows(geometry.path, incidence, azimuth, of);
  return new Map<GeometryLayer, RowSource>([
    ['height', raster('height')],
    ['losEast', component((inc, az) => -Math.sin(inc) * Math.sin(az))],
    ['losNorth', component((inc, az) => Math.sin(inc) * Math.cos(az))],
    ['losUp', component((inc) => Math.cos(inc))],
    ['slantRangeM', geometry.has('/slantRangeDistance') ? raster('slantRangeDistance') : rangeRows(stack, size)],
    ['longitude', raster('longitude')],
    ['latitude', raster('latitude')],
  ]);
}

/** NaN where the incidence is 0 or NaN: outside of what was seen. */
function lineOfSightRows(
  path: string,
  incidence: Hdf5Raster,
  azimuth: Hdf5Raster | number,
  of: (incidenceRad: number, azimuthRad: number) => number,
): RowSource {
  const seen = (incidenceDeg: number, azimuthDeg: number): number =>
    incidenceDeg === 0 ? Number.NaN : of(incidenceDeg * RADIANS, azimuthDeg * RADIANS);
  return typeof azimuth === 'number'
    ? combinedRows(path, incidence.widthPixels, [incidence], (degrees) => seen(degrees, azimuth))
    : combinedRows(path, incidence.widthPixels, [incidence, azimuth], seen);
}

/** One azimuth for all pixels, degrees: right of the flight, seen from the ground. */
function headingAzimuth(stack: Hdf5Reader, notice: (text: string) => void): number {
  const headingDeg = numberOf(stack, 'HEADING');
  if (headingDeg === undefined) {
    throw invalidStack(stack.path, 'expected /azimuthAngle in the geometry or an attribute HEADING, got neither');
  }
  notice('there is no azimuthAngle: lines of sight are those of the heading, the same everywhere');
  return 90 - headingDeg;
}

/** From the range of the first column and the spacing of columns. */
function rangeRows(stack: Hdf5Reader, { widthPixels }: Sized): RowSource {
  const [firstM, spacingM] = [
    numberOf(stack, 'STARTING_RANGE', 'startingRange'),
    numberOf(stack, 'RANGE_PIXEL_SIZE', 'rangePixelSize'),
  ];
  if (firstM === undefined || spacingM === undefined) {
    const wanted = '/slantRangeDistance in the geometry, or attributes STARTING_RANGE and RANGE_PIXEL_SIZE';
    throw invalidStack(stack.path, `expected ${wanted}, got neither`);
  }
  return new ComputedRows(stack.path, 1, widthPixels, (_first, _rows, out: RowValues) => {
    for (let i = 0; i < out.length; i++) out[i] = firstM + (i % widthPixels) * spacingM;
  });
}
