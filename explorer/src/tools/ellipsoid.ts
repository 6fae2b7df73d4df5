/**
 * Distances and areas on the WGS 84 ellipsoid. Edges are straight in longitude and latitude, as they are on the server.
 * Distances after Vincenty (1975), areas by the authalic latitude (Snyder, Map Projections, 1987, 3-11 and 3-12). Pure.
 */

/** Degrees. */
export type Position = readonly [longitude: number, latitude: number];

const A_M = 6_378_137;
const F = 1 / 298.257223563;
const B_M = A_M * (1 - F);
const E2 = F * (2 - F);
const E = Math.sqrt(E2);
const RAD = Math.PI / 180;

/** Metres of a degree of longitude and of latitude, near a latitude. */
export function metresPerDegree(latitude: number): readonly [x: number, y: number] {
  const sin = Math.sin(latitude * RAD);
  const w2 = 1 - E2 * sin * sin;
  const n = A_M / Math.sqrt(w2);
  return [n * Math.cos(latitude * RAD) * RAD, ((n * (1 - E2)) / w2) * RAD];
}

/** Length of the geodesic; NaN for places so nearly opposite that the method finds no way (half around the world). */
export function distanceM([lon1, lat1]: Position, [lon2, lat2]: Position): number {
  if (lon1 === lon2 && lat1 === lat2) return 0;
  const reduced = (latitude: number) => Math.atan((1 - F) * Math.tan(latitude * RAD));
  const [u1, u2] = [reduced(lat1), reduced(lat2)];
  const [sin1, cos1, sin2, cos2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
  const difference = (((((lon2 - lon1) % 360) + 540) % 360) - 180) * RAD;
  let lambda = difference;
  for (let i = 0; i < 100; i++) {
    const [sinL, cosL] = [Math.sin(lambda), Math.cos(lambda)];
    const sinS = Math.hypot(cos2 * sinL, cos1 * sin2 - sin1 * cos2 * cosL);
    if (sinS === 0) return 0;
    const cosS = sin1 * sin2 + cos1 * cos2 * cosL;
    const sigma = Math.atan2(sinS, cosS);
    const sinA = (cos1 * cos2 * sinL) / sinS;
    const cosA2 = 1 - sinA * sinA;
    const cosM = cosA2 === 0 ? 0 : cosS - (2 * sin1 * sin2) / cosA2;
    const c = (F / 16) * cosA2 * (4 + F * (4 - 3 * cosA2));
    const before = lambda;
    lambda = difference + (1 - c) * F * sinA * (sigma + c * sinS * (cosM + c * cosS * (2 * cosM * cosM - 1)));
    if (Math.abs(lambda - before) > 1e-12) continue;
    const k2 = (cosA2 * (A_M * A_M - B_M * B_M)) / (B_M * B_M);
    const a = 1 + (k2 / 16384) * (4096 + k2 * (-768 + k2 * (320 - 175 * k2)));
    const b = (k2 / 1024) * (256 + k2 * (-128 + k2 * (74 - 47 * k2)));
    const inner = cosS * (2 * cosM * cosM - 1) - (b / 6) * cosM * (4 * sinS * sinS - 3) * (4 * cosM * cosM - 3);
    return B_M * a * (sigma - b * sinS * (cosM + (b / 4) * inner));
  }
  return Number.NaN;
}

export const lengthM = (line: readonly Position[]): number =>
  line.slice(1).reduce((sum, position, i) => sum + distanceM(line[i], position), 0);

/** Half of Snyder's q: the integral of the area between the equator and a latitude, for a radian of longitude. */
function areaToLatitude(latitude: number): number {
  const sin = Math.sin(latitude * RAD);
  return ((A_M * A_M * (1 - E2)) / 2) * (sin / (1 - E2 * sin * sin) + Math.atanh(E * sin) / E);
}

/** Pieces in which an edge is added up: between them the integral is taken as straight. */
const PIECES = 32;

/** Of a ring without its first position repeated; below half the world. */
export function areaM2(ring: readonly Position[]): number {
  let sum = 0;
  ring.forEach(([lon1, lat1], i) => {
    const [lon2, lat2] = ring[(i + 1) % ring.length];
    const step = ((lon2 - lon1) * RAD) / PIECES;
    const at = (piece: number) => areaToLatitude(lat1 + ((lat2 - lat1) * piece) / PIECES);
    for (let piece = 0; piece < PIECES; piece++) sum += (step * (at(piece) + at(piece + 1))) / 2;
  });
  return Math.abs(sum);
}

/** A circle as a ring, first position not repeated: on a sphere first, then moved to the very distance. */
export function circleRing(centre: Position, radiusM: number, corners = 64): Position[] {
  return Array.from({ length: corners }, (_, i) => {
    const bearing = (2 * Math.PI * i) / corners;
    const near = onSphere(centre, radiusM, bearing);
    return onSphere(centre, (radiusM * radiusM) / distanceM(centre, near), bearing);
  });
}

function onSphere([longitude, latitude]: Position, metres: number, bearing: number): Position {
  const [x, y] = metresPerDegree(latitude);
  const sphereM = Math.sqrt((x / Math.cos(latitude * RAD)) * y) / RAD;
  const angle = metres / sphereM;
  const [sin, cos] = [Math.sin(latitude * RAD), Math.cos(latitude * RAD)];
  const sinTo = sin * Math.cos(angle) + cos * Math.sin(angle) * Math.cos(bearing);
  const east = Math.atan2(Math.sin(bearing) * Math.sin(angle) * cos, Math.cos(angle) - sin * sinTo);
  return [longitude + east / RAD, Math.asin(sinTo) / RAD];
}
