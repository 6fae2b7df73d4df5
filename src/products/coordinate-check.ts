/** Refuses points whose coordinates cannot be what their columns say: the wrong CRS, above all. */
import { invalidProduct, type ServiceError } from '../errors.js';
import { projectLaea } from '../geodesy/laea.js';
import type { PointBatch, ProductHeader } from './point-batch.js';

/**
 * Farther apart than this, easting and northing are not of the same point as longitude and latitude. Files give both to
 * centimetres or better, and ETRS89 and WGS84 differ by less than a metre.
 */
const TOLERANCE_M = 20;

/**
 * Europe in EPSG:3035 with room to spare (the Azores to the Urals, the Canaries to Svalbard): degrees lie far below,
 * and the eastings of any UTM zone below the least easting.
 */
const EASTING_RANGE_M = { min: 900_000, max: 8_000_000 } as const;
const NORTHING_RANGE_M = { min: 700_000, max: 7_500_000 } as const;

/** Throws `invalidProduct` at the first point of the batch that is out of place, naming its line. */
export function checkCoordinates(batch: PointBatch, header: ProductHeader, where: string): void {
  const easting = batch.attributes[header.attributes.indexOf('eastingM')];
  const northing = batch.attributes[header.attributes.indexOf('northingM')];
  const longitude = batch.attributes[header.attributes.indexOf('longitudeDeg')];
  const latitude = batch.attributes[header.attributes.indexOf('latitudeDeg')];
  const isLevel2 = longitude !== undefined && latitude !== undefined;
  const projected = new Float64Array(2);

  for (let point = 0; point < batch.count; point++) {
    const e = easting[point];
    const n = northing[point];
    const inEurope =
      e >= EASTING_RANGE_M.min && e <= EASTING_RANGE_M.max && n >= NORTHING_RANGE_M.min && n <= NORTHING_RANGE_M.max;
    if (!inEurope) throw wrongCrs(where, batch.firstRow + point, 'easting', grid(e, n));
    if (!isLevel2) continue;
    const lon = longitude[point];
    const lat = latitude[point];
    if (Math.abs(lat) > 90 || Math.abs(lon) > 180) {
      throw wrongCrs(where, batch.firstRow + point, 'latitude', geographic(lon, lat));
    }
    projectLaea(lon, lat, projected, 0);
    const isNear = Math.abs(projected[0] - e) <= TOLERANCE_M && Math.abs(projected[1] - n) <= TOLERANCE_M;
    if (!isNear) {
      const expected = `${geographic(lon, lat)} is ${grid(projected[0], projected[1])}`;
      throw wrongCrs(where, batch.firstRow + point, 'easting', `${grid(e, n)} where ${expected}`);
    }
  }
}

function wrongCrs(where: string, row: number, column: string, got: string): ServiceError {
  return invalidProduct(
    `${where}:${row + 2} (column ${column})`,
    `wrong CRS: expected easting and northing in metres of EPSG:3035, longitude and latitude in degrees; got ${got}`,
  );
}

const grid = (eastingM: number, northingM: number) => `easting ${round(eastingM)}, northing ${round(northingM)}`;
const geographic = (lonDeg: number, latDeg: number) => `latitude ${round(latDeg)}, longitude ${round(lonDeg)}`;
const round = (value: number) => Number(value.toPrecision(9));
