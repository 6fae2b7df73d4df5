/**
 * Turbulent delay of the troposphere: an isotropic field whose spectrum is a power law in three regimes (Hanssen 2001,
 * "Radar Interferometry", section 4.7): along a line the power falls as k^-8/3 between 0.5 and 2 km, as k^-5/3 above and
 * as k^-2/3 below; on the plane each exponent is one more. Levelled off beyond the outer scale.
 */
import { fourierTransform2d } from './fourier.js';
import type { RandomStream } from './random-stream.js';

export const OUTER_SCALE_KM = 80;
/** RMS of the difference between two places, and how far apart they are. */
export const DIFFERENCE = { rmsMm: 3.4 * Math.sqrt(10), distanceKm: 10 };

/** Power on the plane at a wave number in cycles per kilometre, any unit; the regimes join. */
export function turbulenceSpectrum(wavenumberPerKm: number): number {
  const k = Math.max(wavenumberPerKm, 1 / OUTER_SCALE_KM);
  const [coarse, fine] = [1 / 2, 1 / 0.5];
  if (k <= coarse) return (k / coarse) ** (-8 / 3);
  if (k <= fine) return (k / coarse) ** (-11 / 3);
  return (fine / coarse) ** (-11 / 3) * (k / fine) ** (-5 / 3);
}

/**
 * Structure function, in the unit of the spectrum times square kilometres: E (f(x + r) - f(x))^2 =
 * 4 pi int (1 - J0(2 pi k r)) S(k) k dk, up to the wave number that a grid can hold.
 */
export function structureFunction(distanceKm: number, maxWavenumberPerKm: number): number {
  // Logarithmic steps; fine enough that the oscillations of J0 that matter are resolved.
  const steps = 6000;
  const [from, to] = [Math.log(1e-5), Math.log(maxWavenumberPerKm)];
  const step = (to - from) / steps;
  let sum = 0;
  for (let i = 0; i < steps; i++) {
    const k = Math.exp(from + (i + 0.5) * step);
    sum += (1 - besselJ0(2 * Math.PI * k * distanceKm)) * turbulenceSpectrum(k) * k * k * step;
  }
  return 4 * Math.PI * sum;
}

/** Bessel function of order zero, to 1e-7: Abramowitz & Stegun 9.4.1 and 9.4.3. */
function besselJ0(x: number): number {
  if (x < 3) {
    const t = (x / 3) ** 2;
    const inner = 0.0444479 + t * (-0.0039444 + t * 0.00021);
    return 1 + t * (-2.2499997 + t * (1.2656208 + t * (-0.3163866 + t * inner)));
  }
  const t = 3 / x;
  const f0Inner = 0.00137237 + t * (-0.00072805 + t * 0.00014476);
  const f0 = 0.79788456 + t * (-0.00000077 + t * (-0.0055274 + t * (-0.00009512 + t * f0Inner)));
  const phaseInner = 0.00262573 + t * (-0.00054125 + t * (-0.00029333 + t * 0.00013558));
  const phase = x - 0.78539816 + t * (-0.04166397 + t * (-0.00003954 + t * phaseInner));
  return (f0 * Math.cos(phase)) / Math.sqrt(x);
}

export interface TurbulenceGrid {
  readonly rows: number;
  readonly columns: number;
  readonly spacingM: number;
}

const MAX_EDGE = 1024;

/** Makes fields on a grid, one for each date. */
export class TurbulenceSource {
  readonly #size: number;
  readonly #amplitudes: Float64Array;

  /** Throws RangeError for a grid that padded twice has more than 1,024 nodes along an edge. */
  constructor(
    private readonly grid: TurbulenceGrid,
    /** Of the difference at 10 km; 1 for the measured average. */
    scale = 1,
  ) {
    const { rows, columns, spacingM } = grid;
    // Padded twice: the transform's fields repeat, and opposite edges would be alike.
    this.#size = 2 ** Math.ceil(Math.log2(2 * Math.max(rows, columns, 4)));
    if (this.#size > MAX_EDGE)
      throw new RangeError(`expected at most ${MAX_EDGE / 2} nodes along an edge, got ${rows} x ${columns}`);
    const spacingKm = spacingM / 1000;
    const unitVariance = structureFunction(DIFFERENCE.distanceKm, Math.SQRT1_2 / spacingKm);
    const factor = (scale * DIFFERENCE.rmsMm) / Math.sqrt(unitVariance);
    const edgeKm = this.#size * spacingKm;
    this.#amplitudes = new Float64Array(this.#size * this.#size);
    for (let row = 0; row < this.#size; row++) {
      for (let column = 0; column < this.#size; column++) {
        const k = Math.hypot(signed(row, this.#size), signed(column, this.#size)) / edgeKm;
        // The mean of a field is no delay that differs from place to place.
        const power = row === 0 && column === 0 ? 0 : turbulenceSpectrum(k) / (edgeKm * edgeKm);
        this.#amplitudes[row * this.#size + column] = factor * Math.sqrt(power);
      }
    }
  }

  /** (rows, columns), mm along the line of sight. */
  draw(random: RandomStream): Float32Array {
    const [size, amplitudes] = [this.#size, this.#amplitudes];
    const [re, im] = [new Float64Array(size * size), new Float64Array(size * size)];
    // The real part of a transform of independent complex numbers has the spectrum of their variances.
    random.fillNormal(re, 0, re.length, 1);
    random.fillNormal(im, 0, im.length, 1);
    for (let i = 0; i < re.length; i++) {
      re[i] *= amplitudes[i];
      im[i] *= amplitudes[i];
    }
    fourierTransform2d(re, im, size);
    const { rows, columns } = this.grid;
    const field = new Float32Array(rows * columns);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) field[row * columns + column] = re[row * size + column];
    }
    return field;
  }
}

const signed = (index: number, size: number): number => (index <= size / 2 ? index : index - size);
