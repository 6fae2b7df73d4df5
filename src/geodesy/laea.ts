/**
 * Lambert azimuthal equal area on the ellipsoid, for EPSG:3035 (ETRS89-extended / LAEA Europe): the grid EGMS is cut in.
 * Degrees at this boundary because tables and files hold degrees; radians inside.
 *
 * Source: IOGP Guidance Note 7-2, method 9820, for both directions; the last step of the inverse (authalic to geographic
 * latitude) uses the series of Karney 2024, "On auxiliary latitudes", doi:10.1080/00396265.2023.2217604, in the third
 * flattening n: to the fourth order it is exact to the last bits of a double, where the note's own series in the
 * eccentricity is wrong by up to two millimetres.
 */

/** GRS80. */
const SEMI_MAJOR_AXIS_M = 6_378_137;
const FLATTENING = 1 / 298.257222101;

const ORIGIN_LATITUDE_DEG = 52;
const ORIGIN_LONGITUDE_DEG = 10;
const ORIGIN_LATITUDE_RAD = (ORIGIN_LATITUDE_DEG * Math.PI) / 180;
const ORIGIN_LONGITUDE_RAD = (ORIGIN_LONGITUDE_DEG * Math.PI) / 180;
const FALSE_EASTING_M = 4_321_000;
const FALSE_NORTHING_M = 3_210_000;

const E2 = FLATTENING * (2 - FLATTENING);
const E = Math.sqrt(E2);

/** The note's q: proportional to the area between the equator and this latitude. */
function authalicQ(sinLatitude: number): number {
  const eSin = E * sinLatitude;
  return (1 - E2) * (sinLatitude / (1 - eSin * eSin) + Math.atanh(eSin) / E);
}

const Q_POLE = authalicQ(1);
const AUTHALIC_RADIUS_M = SEMI_MAJOR_AXIS_M * Math.sqrt(Q_POLE / 2);
const SIN_BETA0 = authalicQ(Math.sin(ORIGIN_LATITUDE_RAD)) / Q_POLE;
const COS_BETA0 = Math.sqrt(1 - SIN_BETA0 * SIN_BETA0);
/** Makes the scale at the origin equal along both axes. */
const D =
  (SEMI_MAJOR_AXIS_M * Math.cos(ORIGIN_LATITUDE_RAD)) /
  (Math.sqrt(1 - E2 * Math.sin(ORIGIN_LATITUDE_RAD) ** 2) * AUTHALIC_RADIUS_M * COS_BETA0);

const N = FLATTENING / (2 - FLATTENING);
const C2 = N * (4 / 3 + N * (4 / 45 + N * (-16 / 35 + N * (-2582 / 14175))));
const C4 = N * N * (46 / 45 + N * (152 / 945 + N * (-11966 / 14175)));
const C6 = N * N * N * (3044 / 2835 + N * (3802 / 14175));
const C8 = N * N * N * N * (6059 / 4725);

/** Geographic latitude of an authalic one, radians: beta + C2 sin 2beta + ... + C8 sin 8beta, by Clenshaw's recurrence. */
function geographicLatitude(betaRad: number): number {
  const twice = 2 * betaRad;
  const k = 2 * Math.cos(twice);
  const b3 = C6 + k * C8;
  const b2 = C4 + k * b3 - C8;
  return betaRad + (C2 + k * b2 - b3) * Math.sin(twice);
}

/**
 * Longitude and latitude (ETRS89, degrees) to easting `out[at]` and northing `out[at + 1]` (metres), without allocating.
 * The antipode of the origin (52 S, 170 W) has no image and gives NaN or infinity.
 */
export function projectLaea(longitudeDeg: number, latitudeDeg: number, out: Float64Array, at: number): void {
  const sinBeta = authalicQ(Math.sin((latitudeDeg * Math.PI) / 180)) / Q_POLE;
  // Rounding can carry the sine past 1 at the very pole.
  const cosBeta = Math.sqrt(Math.max(0, 1 - sinBeta * sinBeta));
  const lambda = (longitudeDeg * Math.PI) / 180 - ORIGIN_LONGITUDE_RAD;
  const cosLambda = Math.cos(lambda);
  const b = AUTHALIC_RADIUS_M * Math.sqrt(2 / (1 + SIN_BETA0 * sinBeta + COS_BETA0 * cosBeta * cosLambda));
  out[at] = FALSE_EASTING_M + b * D * cosBeta * Math.sin(lambda);
  out[at + 1] = FALSE_NORTHING_M + (b / D) * (COS_BETA0 * sinBeta - SIN_BETA0 * cosBeta * cosLambda);
}

/**
 * Easting and northing (metres) to longitude `out[at]` and latitude `out[at + 1]` (degrees), without allocating.
 * NaN beyond the edge of the projection, about 12,742 km from the origin.
 */
export function unprojectLaea(eastingM: number, northingM: number, out: Float64Array, at: number): void {
  const x = (eastingM - FALSE_EASTING_M) / D;
  const y = (northingM - FALSE_NORTHING_M) * D;
  const rho = Math.hypot(x, y);
  if (rho === 0) {
    out[at] = ORIGIN_LONGITUDE_DEG;
    out[at + 1] = ORIGIN_LATITUDE_DEG;
    return;
  }
  const c = 2 * Math.asin(rho / (2 * AUTHALIC_RADIUS_M));
  const sinC = Math.sin(c);
  const cosC = Math.cos(c);
  const beta = Math.asin(Math.max(-1, Math.min(1, cosC * SIN_BETA0 + (y * sinC * COS_BETA0) / rho)));
  const lambda = ORIGIN_LONGITUDE_RAD + Math.atan2(x * sinC, rho * COS_BETA0 * cosC - y * SIN_BETA0 * sinC);
  const longitudeDeg = (lambda * 180) / Math.PI;
  out[at] = longitudeDeg > 180 ? longitudeDeg - 360 : longitudeDeg;
  out[at + 1] = (geographicLatitude(beta) * 180) / Math.PI;
}

/** As `projectLaea`, for single points. */
export function geographicToLaea(longitudeDeg: number, latitudeDeg: number): { eastingM: number; northingM: number } {
  const out = new Float64Array(2);
  projectLaea(longitudeDeg, latitudeDeg, out, 0);
  return { eastingM: out[0], northingM: out[1] };
}

/** As `unprojectLaea`, for single points. */
export function laeaToGeographic(eastingM: number, northingM: number): { longitudeDeg: number; latitudeDeg: number } {
  const out = new Float64Array(2);
  unprojectLaea(eastingM, northingM, out, 0);
  return { longitudeDeg: out[0], latitudeDeg: out[1] };
}
