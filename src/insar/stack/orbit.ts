/**
 * Where a satellite was, from the state vectors of its orbit (fixed to the Earth, some 10 s apart), and when it saw a place.
 * Between two vectors the third-order polynomial with their positions and velocities is off by less than a millimetre:
 * h^4 / 384 times the fourth derivative, 9e-6 m/s^4.
 */
import type { Geocentric } from '../../geodesy/geocentric.js';

export interface StateVectors {
  /** Seconds since any epoch, ascending. */
  readonly timesS: Float64Array;
  /** x, y, z; metres and metres a second. */
  readonly positionsM: readonly [Float64Array, Float64Array, Float64Array];
  readonly velocitiesMPerS: readonly [Float64Array, Float64Array, Float64Array];
}

export interface Sighting {
  readonly timeS: number;
  readonly positionM: Geocentric;
  readonly velocityMPerS: Geocentric;
  readonly rangeM: number;
}

const MIN_VECTORS = 2;
const MAX_STEPS = 20;
/** A nanosecond is 8 micrometres of flight. */
const TIME_TOLERANCE_S = 1e-9;

export class Orbit {
  /** Throws RangeError when there are too few vectors, of other numbers, or not in order. */
  constructor(private readonly vectors: StateVectors) {
    const { timesS, positionsM, velocitiesMPerS } = vectors;
    for (const values of [...positionsM, ...velocitiesMPerS]) {
      if (values.length !== timesS.length) {
        throw new RangeError(`expected ${timesS.length} state vectors as there are times, got ${values.length}`);
      }
    }
    if (timesS.length < MIN_VECTORS) {
      throw new RangeError(`expected at least ${MIN_VECTORS} state vectors, got ${timesS.length}`);
    }
    for (let i = 1; i < timesS.length; i++) {
      if (!(timesS[i] > timesS[i - 1])) {
        throw new RangeError(`expected times of state vectors that ascend, got ${timesS[i]} after ${timesS[i - 1]}`);
      }
    }
  }

  /** Position and velocity at a time; also a little before and after the vectors. */
  at(timeS: number): { readonly positionM: Geocentric; readonly velocityMPerS: Geocentric } {
    const { timesS } = this.vectors;
    let i = 0;
    while (i < timesS.length - 2 && timesS[i + 1] < timeS) i++;
    const stepS = timesS[i + 1] - timesS[i];
    const u = (timeS - timesS[i]) / stepS;
    // Hermite's basis and its derivative.
    const [p0, p1] = [(1 + 2 * u) * (1 - u) ** 2, u * u * (3 - 2 * u)];
    const [v0, v1] = [u * (1 - u) ** 2 * stepS, u * u * (u - 1) * stepS];
    const slope = (6 * u * (u - 1)) / stepS;
    const [w0, w1] = [(1 - u) * (1 - 3 * u), u * (3 * u - 2)];
    const position = (axis: 0 | 1 | 2): number => {
      const [p, v] = [this.vectors.positionsM[axis], this.vectors.velocitiesMPerS[axis]];
      return p0 * p[i] + p1 * p[i + 1] + v0 * v[i] + v1 * v[i + 1];
    };
    const velocity = (axis: 0 | 1 | 2): number => {
      const [p, v] = [this.vectors.positionsM[axis], this.vectors.velocitiesMPerS[axis]];
      return slope * (p[i] - p[i + 1]) + w0 * v[i] + w1 * v[i + 1];
    };
    return {
      positionM: [position(0), position(1), position(2)],
      velocityMPerS: [velocity(0), velocity(1), velocity(2)],
    };
  }

  /**
   * When a place was abeam (zero Doppler: the line to it is normal to the flight), by Newton's method; undefined when that
   * was not between the vectors. Source: range-Doppler equations, Curlander and McDonough 1991, chapter 8.
   * @param nearS a time that is not far off, when one is known: it takes steps off
   */
  see(target: Geocentric, nearS?: number): Sighting | undefined {
    const { timesS } = this.vectors;
    const last = timesS.length - 1;
    let timeS = nearS ?? (timesS[0] + timesS[last]) / 2;
    for (let step = 0; step < MAX_STEPS; step++) {
      const { positionM, velocityMPerS } = this.at(timeS);
      const away = minus(target, positionM);
      // The derivative also has the acceleration along the line of sight: it takes off a tenth, and costs only a step.
      const change = dot(away, velocityMPerS) / (dot(velocityMPerS, velocityMPerS) - dot(away, gravity(positionM)));
      timeS += change;
      if (Math.abs(change) > TIME_TOLERANCE_S) continue;
      if (timeS < timesS[0] || timeS > timesS[last]) return undefined;
      const there = this.at(timeS);
      return { timeS, ...there, rangeM: norm(minus(target, there.positionM)) };
    }
    return undefined;
  }
}

const GRAVITATION_M3_PER_S2 = 3.986004418e14;

/** Of the Earth; what its turning adds is small against it, and the derivative need not be exact. */
function gravity(positionM: Geocentric): Geocentric {
  const factor = -GRAVITATION_M3_PER_S2 / norm(positionM) ** 3;
  return [factor * positionM[0], factor * positionM[1], factor * positionM[2]];
}

/**
 * Component of the way from the reference's place in its orbit to the secondary's that is normal to the flight and to the
 * line of sight, metres; signed so that a scatterer dh above the height with which images were flattened has
 * arg(reference x conj(secondary)) = +(4 pi / lambda) B dh / (R sin(incidence)).
 *
 * Why the sign is this: with l the unit vector from the satellite to the ground and n the unit vector normal to l and to
 * the flight that points up, a scatterer dh too high that has the reference's range and time lies at n dh / sin(incidence)
 * from where it is taken to be. Seen from b away, its range is longer by -(n . b) dh / (R sin(incidence)), the phase of a
 * flattened image is -(4 pi / lambda) times that, and the interferogram has the opposite: B = -(n . b). That is also the
 * sign of ISCE2's topsStack (computeBaseline.py) and of dolphin (baseline.py): sign((l x b) . v).
 * Its size is sqrt(|b|^2 - (b . l)^2 - (b . v)^2) with the unit vector of the flight v.
 * @param vertical unit vector away from the ellipsoid at the target
 */
export function perpendicularBaselineM(
  target: Geocentric,
  vertical: Geocentric,
  reference: Sighting,
  secondary: Sighting,
): number {
  const line = scaled(minus(target, reference.positionM), 1 / reference.rangeM);
  const flight = scaled(reference.velocityMPerS, 1 / norm(reference.velocityMPerS));
  const across = cross(line, flight);
  const normal = scaled(across, Math.sign(dot(across, vertical)) / norm(across));
  return dot(normal, minus(reference.positionM, secondary.positionM));
}

const minus = (a: Geocentric, b: Geocentric): Geocentric => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const dot = (a: Geocentric, b: Geocentric): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const norm = (a: Geocentric): number => Math.sqrt(dot(a, a));
const scaled = (a: Geocentric, factor: number): Geocentric => [factor * a[0], factor * a[1], factor * a[2]];
const cross = (a: Geocentric, b: Geocentric): Geocentric => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
