/**
 * How the echo of distributed scatterers changes from date to date: matrices of complex coherence by name.
 *
 * Sources: reference of the parameters of `short`, `long`, `seasonal` and `fading` is the simulation of MiaplPy (Mirzaee,
 * Amelung & Fattahi 2023, doi:10.1016/j.cageo.2022.105291), after Ansari, De Zan & Bamler 2018,
 * doi:10.1109/TGRS.2018.2826045; of `annual` and `coherent` that of dolphin (Staniewicz et al. 2024,
 * doi:10.21105/joss.06997); of `steady` FRInGE (Fattahi, Agram & Simons 2017); of `chain` and `constant` Tebaldini & Monti
 * Guarnieri 2010.
 */

/** How much coherence two dates keep. */
export type CoherenceModel =
  /** Exponential decay from `start` to `end`. */
  | { readonly kind: 'decay'; readonly start: number; readonly end: number; readonly decayDays: number }
  /** Decay times what the season at each of the dates leaves; `best` and `worst` are coherences within one season. */
  | {
      readonly kind: 'seasonal';
      readonly best: number;
      readonly worst: number;
      readonly periodDays: number;
      readonly decayDays: number;
    }
  /** Decay that is undone in part after every year. */
  | { readonly kind: 'annual'; readonly start: number; readonly end: number; readonly decayDays: number }
  /**
   * Decay, and beside it a short-lived part that moves by itself (soil that dries, plants that grow): a bias where only
   * neighbouring dates are compared.
   */
  | {
      readonly kind: 'fading';
      readonly start: number;
      readonly end: number;
      readonly decayDays: number;
      readonly fadingCoherence: number;
      readonly fadingDays: number;
      readonly fadingMmPerYear: number;
    }
  /** Each date resembles its neighbour, whatever the days between them. */
  | { readonly kind: 'chain'; readonly neighbour: number }
  /** All pairs alike. */
  | { readonly kind: 'constant'; readonly coherence: number }
  /** Nothing in common. */
  | { readonly kind: 'noise' };

export const COHERENCE_MODELS = {
  short: { kind: 'decay', start: 0.6, end: 0, decayDays: 50 },
  long: { kind: 'decay', start: 0.6, end: 0.1, decayDays: 50 },
  'long-0.2': { kind: 'decay', start: 0.6, end: 0.2, decayDays: 50 },
  seasonal: { kind: 'seasonal', best: 0.6, worst: 0.1, periodDays: 180, decayDays: 400 },
  annual: { kind: 'annual', start: 0.8, end: 0.1, decayDays: 72 },
  coherent: { kind: 'decay', start: 0.999, end: 0.1, decayDays: 72 },
  steady: { kind: 'decay', start: 0.95, end: 0.2, decayDays: 72 },
  fading: {
    kind: 'fading',
    start: 0.6,
    end: 0.1,
    decayDays: 50,
    fadingCoherence: 0.18,
    fadingDays: 11,
    fadingMmPerYear: 50,
  },
  chain: { kind: 'chain', neighbour: 0.8 },
  constant: { kind: 'constant', coherence: 0.6 },
  /** Trees: little at six days, nothing after a month. */
  forest: { kind: 'decay', start: 0.35, end: 0, decayDays: 12 },
  noise: { kind: 'noise' },
} as const satisfies Readonly<Record<string, CoherenceModel>>;

export type CoherenceModelName = keyof typeof COHERENCE_MODELS;

export interface CoherenceSetting {
  /** Days of the dates, from any origin. */
  readonly days: ArrayLike<number>;
  readonly perpendicularBaselinesM: ArrayLike<number>;
  readonly wavelengthM: number;
  /** Thermal noise, default 20 dB below the echo. */
  readonly signalToNoiseDb?: number;
  /** Baseline at which nothing is left, default 5,000 m. */
  readonly criticalBaselineM?: number;
}

/** Hermitian, row-major, unit diagonal; element (i, j) is E z_i conj(z_j) of unit power. */
export interface ComplexMatrix {
  readonly size: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

const DAYS_PER_YEAR = 365.25;

export function coherenceMatrix(model: CoherenceModel, setting: CoherenceSetting): ComplexMatrix {
  const { days, perpendicularBaselinesM, signalToNoiseDb = 20, criticalBaselineM = 5000 } = setting;
  const size = days.length;
  const [re, im] = [new Float64Array(size * size), new Float64Array(size * size)];
  const signal = 1 / (1 + 10 ** (-signalToNoiseDb / 10));
  for (let i = 0; i < size; i++) {
    re[i * size + i] = 1;
    for (let j = 0; j < i; j++) {
      const geometric = 1 - Math.abs(perpendicularBaselinesM[i] - perpendicularBaselinesM[j]) / criticalBaselineM;
      const kept = signal * Math.max(0, geometric);
      const [real, imaginary] = temporal(model, i - j, days[i], days[j], setting.wavelengthM);
      re[i * size + j] = re[j * size + i] = kept * real;
      im[i * size + j] = kept * imaginary;
      im[j * size + i] = -kept * imaginary;
    }
  }
  return { size, re, im };
}

/** Of a date and an earlier one. */
function temporal(
  model: CoherenceModel,
  lag: number,
  day: number,
  earlierDay: number,
  wavelengthM: number,
): readonly [re: number, im: number] {
  const apart = day - earlierDay;
  switch (model.kind) {
    case 'decay':
      return [decay(model, apart), 0];
    case 'seasonal': {
      const mean = (Math.sqrt(model.best) + Math.sqrt(model.worst)) / 2;
      const swing = (Math.sqrt(model.best) - Math.sqrt(model.worst)) / 2;
      const season = (t: number) => mean + swing * Math.cos((2 * Math.PI * t) / model.periodDays);
      return [season(day) * season(earlierDay) * Math.exp(-apart / model.decayDays), 0];
    }
    case 'annual': {
      const mean = (1 + Math.sqrt(model.end)) / 2;
      const swing = (1 - Math.sqrt(model.end)) / 2;
      return [decay(model, apart) * (mean + swing * Math.cos((2 * Math.PI * apart) / DAYS_PER_YEAR)) ** 2, 0];
    }
    case 'fading': {
      const metres = (model.fadingMmPerYear / 1000) * (apart / DAYS_PER_YEAR);
      const phaseRad = (4 * Math.PI * metres) / wavelengthM;
      const short = model.fadingCoherence * Math.exp(-apart / model.fadingDays);
      return [decay(model, apart) + short * Math.cos(phaseRad), short * Math.sin(phaseRad)];
    }
    case 'chain':
      return [model.neighbour ** lag, 0];
    case 'constant':
      return [model.coherence, 0];
    case 'noise':
      return [0, 0];
  }
}

const decay = ({ start, end, decayDays }: { start: number; end: number; decayDays: number }, days: number): number =>
  (start - end) * Math.exp(-days / decayDays) + end;

/**
 * Lower triangular factor L of a Hermitian matrix, L L^H = C. A matrix that is positive semidefinite but for rounding is
 * taken for what it means; throws RangeError for one that is not.
 */
export function choleskyFactor({ size, re, im }: ComplexMatrix): ComplexMatrix {
  const [lowerRe, lowerIm] = [new Float64Array(size * size), new Float64Array(size * size)];
  for (let j = 0; j < size; j++) {
    let diagonal = re[j * size + j];
    for (let k = 0; k < j; k++) diagonal -= lowerRe[j * size + k] ** 2 + lowerIm[j * size + k] ** 2;
    if (diagonal < -1e-9) {
      throw new RangeError(`expected a coherence matrix without negative eigenvalues, got pivot ${diagonal} at ${j}`);
    }
    const root = Math.sqrt(Math.max(diagonal, 1e-12));
    lowerRe[j * size + j] = root;
    for (let i = j + 1; i < size; i++) {
      let [real, imaginary] = [re[i * size + j], im[i * size + j]];
      for (let k = 0; k < j; k++) {
        const [a, b] = [lowerRe[i * size + k], lowerIm[i * size + k]];
        const [c, d] = [lowerRe[j * size + k], lowerIm[j * size + k]];
        real -= a * c + b * d;
        imaginary -= b * c - a * d;
      }
      lowerRe[i * size + j] = real / root;
      lowerIm[i * size + j] = imaginary / root;
    }
  }
  return { size, re: lowerRe, im: lowerIm };
}
