/** Orbits made for tests: a circle around the Earth through a place from which a target is seen abeam. */
import { type Geocentric, geocentric, verticalAt } from '../../../src/geodesy/geocentric.js';
import { Orbit, type StateVectors } from '../../../src/insar/stack/orbit.js';

export const add = (a: Geocentric, b: Geocentric, factor = 1): Geocentric => [
  a[0] + factor * b[0],
  a[1] + factor * b[1],
  a[2] + factor * b[2],
];
export const dot = (a: Geocentric, b: Geocentric): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const unit = (a: Geocentric): Geocentric => add([0, 0, 0], a, 1 / Math.sqrt(dot(a, a)));
export const cross = (a: Geocentric, b: Geocentric): Geocentric => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

export interface View {
  readonly longitudeDeg: number;
  readonly latitudeDeg: number;
  readonly heightM: number;
  readonly rangeM: number;
  readonly incidenceDeg: number;
  /** Clockwise from north. */
  readonly headingDeg: number;
}

const SPEED_M_PER_S = 7590;
const RAD = Math.PI / 180;

export const targetOf = ({ longitudeDeg, latitudeDeg, heightM }: View): Geocentric =>
  geocentric(longitudeDeg * RAD, latitudeDeg * RAD, heightM);

/** Where the satellite is, and where it flies, when the target is abeam to its right. */
export function satelliteOf(view: View): { readonly positionM: Geocentric; readonly flight: Geocentric } {
  const [longitude, latitude] = [view.longitudeDeg * RAD, view.latitudeDeg * RAD];
  const up = verticalAt(longitude, latitude);
  const east: Geocentric = [-Math.sin(longitude), Math.cos(longitude), 0];
  const north = cross(up, east);
  const [heading, incidence] = [view.headingDeg * RAD, view.incidenceDeg * RAD];
  const flight = add(add([0, 0, 0], east, Math.sin(heading)), north, Math.cos(heading));
  // To the left of the flight as seen from the ground.
  const side = cross(up, flight);
  const line = add(add([0, 0, 0], up, Math.cos(incidence)), side, Math.sin(incidence));
  return { positionM: add(targetOf(view), line, view.rangeM), flight };
}

/** State vectors 10 s apart, moved by an offset. */
export function stateVectors(view: View, offsetM: Geocentric = [0, 0, 0], startS = 1000): StateVectors {
  const { positionM, flight } = satelliteOf(view);
  const radiusM = Math.sqrt(dot(positionM, positionM));
  const away = unit(positionM);
  const along = unit(add(flight, away, -dot(flight, away)));
  const times = Float64Array.from({ length: 13 }, (_, i) => startS + 10 * i);
  const axes = (of: (cosine: number, sine: number) => Geocentric) => {
    const all = [...times].map((time) => {
      const angle = ((time - startS - 60) * SPEED_M_PER_S) / radiusM;
      return of(Math.cos(angle), Math.sin(angle));
    });
    return ([0, 1, 2] as const).map((axis) => Float64Array.from(all, (one) => one[axis])) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
  };
  const zero: Geocentric = [0, 0, 0];
  return {
    timesS: times,
    positionsM: axes((c, s) => add(add(add(zero, away, radiusM * c), along, radiusM * s), offsetM)),
    velocitiesMPerS: axes((c, s) => add(add(zero, away, -SPEED_M_PER_S * s), along, SPEED_M_PER_S * c)),
  };
}

export const orbitOf = (view: View, offsetM?: Geocentric): Orbit => new Orbit(stateVectors(view, offsetM));
