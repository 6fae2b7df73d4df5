/**
 * EPSG:3035 (ETRS89, Lambert azimuthal equal area) to longitude and latitude, and back. Source: IOGP guidance note 7-2, method 9820;
 * latitude from the authalic one by iteration of Snyder 1987, equation 3-16, which is exact.
 */

const MAJOR_AXIS_M = 6_378_137;
const FLATTENING = 1 / 298.257222101;
const E2 = FLATTENING * (2 - FLATTENING);
const E = Math.sqrt(E2);
const ORIGIN_LATITUDE = (52 * Math.PI) / 180;
const ORIGIN_LONGITUDE = (10 * Math.PI) / 180;
const FALSE_EASTING_M = 4_321_000;
const FALSE_NORTHING_M = 3_210_000;

const authalicQ = (latitude: number): number => {
  const sine = Math.sin(latitude);
  return (1 - E2) * (sine / (1 - E2 * sine * sine) + Math.atanh(E * sine) / E);
};

const Q_POLE = authalicQ(Math.PI / 2);
const BETA_ORIGIN = Math.asin(authalicQ(ORIGIN_LATITUDE) / Q_POLE);
const RADIUS_M = MAJOR_AXIS_M * Math.sqrt(Q_POLE / 2);
const D =
  (MAJOR_AXIS_M * Math.cos(ORIGIN_LATITUDE)) /
  (Math.sqrt(1 - E2 * Math.sin(ORIGIN_LATITUDE) ** 2) * RADIUS_M * Math.cos(BETA_ORIGIN));

/** Longitude and latitude, degrees. */
export function fromLaea(eastingM: number, northingM: number): [number, number] {
  const [x, y] = [(eastingM - FALSE_EASTING_M) / D, D * (northingM - FALSE_NORTHING_M)];
  const rho = Math.hypot(x, y);
  if (rho === 0) return [10, 52];
  const c = 2 * Math.asin(rho / (2 * RADIUS_M));
  const sineBeta = Math.cos(c) * Math.sin(BETA_ORIGIN) + (y * Math.sin(c) * Math.cos(BETA_ORIGIN)) / rho;
  const longitude =
    ORIGIN_LONGITUDE +
    Math.atan2(x * Math.sin(c), rho * Math.cos(BETA_ORIGIN) * Math.cos(c) - y * Math.sin(BETA_ORIGIN) * Math.sin(c));
  const q = Q_POLE * sineBeta;
  let latitude = Math.asin(q / 2);
  for (let turn = 0; turn < 8; turn++) {
    const sine = Math.sin(latitude);
    const rest = 1 - E2 * sine * sine;
    latitude += (rest * rest * (q - authalicQ(latitude))) / (2 * (1 - E2) * Math.cos(latitude));
  }
  return [(longitude * 180) / Math.PI, (latitude * 180) / Math.PI];
}

/** Easting and northing, metres, of longitude and latitude in degrees. */
export function toLaea(longitude: number, latitude: number): [number, number] {
  const turn = (longitude * Math.PI) / 180 - ORIGIN_LONGITUDE;
  const beta = Math.asin(authalicQ((latitude * Math.PI) / 180) / Q_POLE);
  const [sine, cosine] = [Math.sin(beta), Math.cos(beta)];
  const [sineOrigin, cosineOrigin] = [Math.sin(BETA_ORIGIN), Math.cos(BETA_ORIGIN)];
  const b = RADIUS_M * Math.sqrt(2 / (1 + sineOrigin * sine + cosineOrigin * cosine * Math.cos(turn)));
  return [
    FALSE_EASTING_M + b * D * cosine * Math.sin(turn),
    FALSE_NORTHING_M + (b / D) * (cosineOrigin * sine - sineOrigin * cosine * Math.cos(turn)),
  ];
}
