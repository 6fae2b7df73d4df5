/** Places on and above the ellipsoid in geocentric coordinates, as orbits are given. */

/** WGS84. */
const SEMI_MAJOR_M = 6_378_137;
const FLATTENING = 1 / 298.257223563;
const ECCENTRICITY_SQUARED = FLATTENING * (2 - FLATTENING);

/** Metres, fixed to the Earth: towards longitude 0, longitude 90 degrees east, the north pole. */
export type Geocentric = readonly [x: number, y: number, z: number];

/** Of geodetic coordinates: radians, height above the ellipsoid in metres. */
export function geocentric(longitudeRad: number, latitudeRad: number, heightM: number): Geocentric {
  const sine = Math.sin(latitudeRad);
  const cosine = Math.cos(latitudeRad);
  const normalM = SEMI_MAJOR_M / Math.sqrt(1 - ECCENTRICITY_SQUARED * sine * sine);
  const fromAxisM = (normalM + heightM) * cosine;
  return [
    fromAxisM * Math.cos(longitudeRad),
    fromAxisM * Math.sin(longitudeRad),
    (normalM * (1 - ECCENTRICITY_SQUARED) + heightM) * sine,
  ];
}

/** Unit vector away from the ellipsoid. */
export function verticalAt(longitudeRad: number, latitudeRad: number): Geocentric {
  const cosine = Math.cos(latitudeRad);
  return [cosine * Math.cos(longitudeRad), cosine * Math.sin(longitudeRad), Math.sin(latitudeRad)];
}
