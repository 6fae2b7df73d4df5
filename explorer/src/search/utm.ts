/**
 * Universal Transverse Mercator to longitude and latitude on GRS80, by Krueger's series to the fourth power of the third
 * flattening: exact to a micrometre within a zone. Source: Karney 2011, doi:10.1007/s00190-011-0445-3, equations 14, 36.
 */

const MAJOR_AXIS_M = 6_378_137;
const FLATTENING = 1 / 298.257222101;
const SCALE = 0.9996;
const FALSE_EASTING_M = 500_000;
const FALSE_NORTHING_SOUTH_M = 10_000_000;

const N = FLATTENING / (2 - FLATTENING);
const RECTIFYING_RADIUS_M = (MAJOR_AXIS_M / (1 + N)) * (1 + N ** 2 / 4 + N ** 4 / 64);
const BETA = [
  N / 2 - (2 * N ** 2) / 3 + (37 * N ** 3) / 96 - N ** 4 / 360,
  N ** 2 / 48 + N ** 3 / 15 - (437 * N ** 4) / 1440,
  (17 * N ** 3) / 480 - (37 * N ** 4) / 840,
  (4397 * N ** 4) / 161_280,
];
const ECCENTRICITY = Math.sqrt(FLATTENING * (2 - FLATTENING));

/** Longitude and latitude, degrees. */
export function fromUtm(zone: number, isSouth: boolean, eastingM: number, northingM: number): [number, number] {
  const xi = (northingM - (isSouth ? FALSE_NORTHING_SOUTH_M : 0)) / (SCALE * RECTIFYING_RADIUS_M);
  const eta = (eastingM - FALSE_EASTING_M) / (SCALE * RECTIFYING_RADIUS_M);
  let [xiPrime, etaPrime] = [xi, eta];
  for (const [i, beta] of BETA.entries()) {
    const k = 2 * (i + 1);
    xiPrime -= beta * Math.sin(k * xi) * Math.cosh(k * eta);
    etaPrime -= beta * Math.cos(k * xi) * Math.sinh(k * eta);
  }
  const conformalTangent = Math.sin(xiPrime) / Math.hypot(Math.sinh(etaPrime), Math.cos(xiPrime));
  const longitude = Math.atan2(Math.sinh(etaPrime), Math.cos(xiPrime));
  const degrees = 180 / Math.PI;
  return [6 * zone - 183 + longitude * degrees, Math.atan(geographicTangent(conformalTangent)) * degrees];
}

/** Tangent of the latitude from that of the conformal latitude, by Newton's method (Karney, equations 7 to 9, 19 to 21). */
function geographicTangent(conformal: number): number {
  let tangent = conformal;
  for (let turn = 0; turn < 5; turn++) {
    const length = Math.hypot(1, tangent);
    const sigma = Math.sinh(ECCENTRICITY * Math.atanh((ECCENTRICITY * tangent) / length));
    const found = tangent * Math.hypot(1, sigma) - sigma * length;
    const slope = (1 + (1 - ECCENTRICITY ** 2) * tangent ** 2) / ((1 - ECCENTRICITY ** 2) * length);
    tangent += ((conformal - found) / Math.hypot(1, found)) * slope;
  }
  return tangent;
}
