/**
 * Makes the images of one geometry, rows by rows, all dates at once: any rows have the same values in whatever order they
 * are asked for.
 *
 * Phase of a pixel at date i, less its own: (4 pi / lambda)(d_i + a_i) - (4 pi / lambda) B_i dh / (R sin(incidence)), with
 * displacement d since the reference date and delay a (as if it were displacement) towards the satellite, so that
 * arg(reference x conj(secondary)) has the signs that `stack.json` promises.
 */
import type { Acquisitions } from './acquisitions.js';
import { Atmosphere } from './atmosphere.js';
import { COHERENCE_MODELS } from './coherence-models.js';
import type { Ground } from './ground.js';
import { LAND_COVERS, type LandCover } from './land-cover.js';
import type { MotionModel } from './motion-sources.js';
import { PointSpread } from './point-spread.js';
import { hash32, RandomStream } from './random-stream.js';
import { RowTruth } from './row-truth.js';
import { SpeckleSource } from './speckle.js';
import { type Target, targetsOf } from './targets.js';
import type { View } from './view.js';

export interface SimulationSpec {
  readonly seed: number;
  readonly wavelengthM: number;
  readonly atmosphereScale: number;
  readonly orbitRadPer100Km: number;
  /** Thermal noise below the echo of unit power. */
  readonly signalToNoiseDb: number;
  readonly sidelobes: boolean;
}

export interface SimulatedRows {
  readonly first: number;
  readonly count: number;
  /** For each date: (count, columns) complex, interleaved. */
  readonly images: readonly Float32Array[];
  /** One for each row. */
  readonly truth: readonly RowTruth[];
  /** For each date: (count, columns) true phase of reference x conj(secondary), radians, unwrapped; when asked for. */
  readonly unwrapped: readonly Float32Array[] | undefined;
  /** Those whose pixel is in the rows. */
  readonly targets: readonly Target[];
}

/** Sidelobes fainter than this share of the clutter's amplitude are not drawn. */
const FAINTEST = 0.1;

/** Sine and cosine of a third of a thousand million samples: from a table and the next two terms, good to 1e-10. */
const STEPS = 4096;
const STEPS_PER_RAD = STEPS / (2 * Math.PI);
const COSINES = Float64Array.from({ length: STEPS }, (_, i) => Math.cos(i / STEPS_PER_RAD));
const SINES = Float64Array.from({ length: STEPS }, (_, i) => Math.sin(i / STEPS_PER_RAD));

export class StackSimulator {
  readonly motion: MotionModel;
  readonly atmosphere: Atmosphere;
  readonly #speckle: ReadonlyMap<LandCover, SpeckleSource>;
  readonly #whiteSpeckle: SpeckleSource;
  readonly #pointSpread: PointSpread;
  readonly #radPerMm: number;
  /** Of one row: real and imaginary parts. */
  readonly #echoes: readonly [Float32Array, Float32Array];

  constructor(
    readonly ground: Ground,
    readonly view: View,
    readonly acquisitions: Acquisitions,
    readonly spec: SimulationSpec,
  ) {
    const { days, perpendicularBaselinesM } = acquisitions;
    const { wavelengthM, signalToNoiseDb } = spec;
    this.motion = ground.motion(acquisitions);
    this.atmosphere = new Atmosphere(
      {
        ...view.spec,
        wavelengthM,
        seed: spec.seed,
        scale: spec.atmosphereScale,
        orbitRadPer100Km: spec.orbitRadPer100Km,
      },
      acquisitions,
    );
    const setting = { days, perpendicularBaselinesM, wavelengthM, signalToNoiseDb };
    const only = ground.spec.landCover.only;
    const covers = LAND_COVERS.filter(({ name }) => only === undefined || name === only);
    this.#speckle = new Map(
      covers.map((cover) => [cover, new SpeckleSource(COHERENCE_MODELS[cover.coherence], setting)]),
    );
    this.#whiteSpeckle = new SpeckleSource(COHERENCE_MODELS.noise, setting);
    this.#pointSpread = new PointSpread(view);
    const samples = acquisitions.dates.length * view.spec.columns;
    this.#echoes = [new Float32Array(samples), new Float32Array(samples)];
    this.#radPerMm = (4 * Math.PI) / (1000 * wavelengthM);
  }

  simulate(first: number, count: number, withUnwrapped = false): SimulatedRows {
    const { rows, columns } = this.view.spec;
    if (!(first >= 0 && count > 0 && first + count <= rows)) {
      throw new RangeError(`expected rows of 0 to ${rows - 1}, got ${count} rows from ${first}`);
    }
    const margin = this.spec.sidelobes ? PointSpread.reachRows : 0;
    const from = Math.max(0, first - margin);
    const around = { first: from, count: Math.min(rows, first + count + margin) - from };
    const targets = targetsOf(this.ground, this.view, this.motion, this.acquisitions, around);
    const images = this.acquisitions.dates.map(() => new Float32Array(2 * count * columns));
    const unwrapped = withUnwrapped ? this.acquisitions.dates.map(() => new Float32Array(count * columns)) : undefined;
    const truth: RowTruth[] = [];
    for (let row = first; row < first + count; row++) {
      truth.push(this.#row(row, row - first, targets, images, unwrapped));
    }
    const own = targets.filter(({ row }) => row >= first && row < first + count);
    return { first, count, images, truth, unwrapped, targets: own };
  }

  #row(
    row: number,
    place: number,
    targets: readonly Target[],
    images: readonly Float32Array[],
    unwrapped: readonly Float32Array[] | undefined,
  ): RowTruth {
    const { columns } = this.view.spec;
    const dates = images.length;
    const truth = new RowTruth(this.ground, this.view, this.motion, row);
    const inRow = targets.filter((target) => target.row === row);
    const isTarget = new Uint8Array(columns);
    for (const { column } of inRow) isTarget[column] = 1;
    const [re, im] = this.#echo(row, truth, isTarget);
    const shown = this.#showings(row, targets, truth);
    const heights = new Float64Array(columns);
    const air = new Float64Array(columns);
    for (let column = 0; column < columns; column++)
      heights[column] = truth.heightM[column] + truth.heightErrorM[column];
    const phases = new Float64Array(columns);
    const amplitudes = Float64Array.from(truth.parcels, ({ amplitude }) => amplitude);
    for (let date = 0; date < dates; date++) {
      this.atmosphere.row(date, row, heights, air);
      this.#phases(date, truth, air, phases);
      const image = images[date];
      let at = 2 * place * columns;
      for (let column = 0, k = date * columns; column < columns; column++, k++, at += 2) {
        const steps = phases[column] * STEPS_PER_RAD;
        const nearest = Math.floor(steps + 0.5);
        const rest = (steps - nearest) / STEPS_PER_RAD;
        const [half, amplitude] = [1 - (rest * rest) / 2, amplitudes[column]];
        const [cosine, sine] = [COSINES[nearest & (STEPS - 1)], SINES[nearest & (STEPS - 1)]];
        const c = amplitude * (cosine * half - sine * rest);
        const s = amplitude * (sine * half + cosine * rest);
        image[at] = re[k] * c - im[k] * s;
        image[at + 1] = re[k] * s + im[k] * c;
      }
      for (const { target, amplitude, column, noise } of shown) {
        if (date < target.firstDate || date > target.lastDate) continue;
        const phase = target.phaseRad + this.#targetPhase(date, target, air[column], truth) + (noise ? noise[date] : 0);
        image[2 * (place * columns + column)] += amplitude * Math.cos(phase);
        image[2 * (place * columns + column) + 1] += amplitude * Math.sin(phase);
      }
      if (unwrapped) {
        for (const target of inRow) phases[target.column] = this.#targetPhase(date, target, air[target.column], truth);
        unwrapped[date].set(phases, place * columns);
      }
    }
    if (unwrapped) againstReference(unwrapped, this.acquisitions.referenceIndex, place * columns, columns);
    // Only now: until here the ground of the row is what it is without them.
    for (const target of inRow) truth.show(target);
    return truth;
  }

  /** Echo of distributed scatterers of unit power, without phase: (dates, columns), valid until the next row. Pixels of targets hold noise that is new every date. */
  #echo(row: number, { parcels }: RowTruth, isTarget: Uint8Array): readonly [Float32Array, Float32Array] {
    const columns = parcels.length;
    const [re, im] = this.#echoes;
    const pixels = new Map<SpeckleSource, number[]>([[this.#whiteSpeckle, []]]);
    for (const source of this.#speckle.values()) pixels.set(source, []);
    for (let column = 0; column < columns; column++) {
      const source = isTarget[column] ? this.#whiteSpeckle : this.#speckle.get(parcels[column].cover)!;
      pixels.get(source)!.push(column);
    }
    const random = new RandomStream(this.spec.seed, 0x5bec, row, this.view.spec.orbit === 'ascending' ? 1 : 2);
    for (const [source, own] of pixels) source.draw(random, own, columns, re, im);
    return [re, im];
  }

  /** Targets, and their sidelobes, that leave something in a row. */
  #showings(row: number, targets: readonly Target[], truth: RowTruth): Showing[] {
    const { columns } = this.view.spec;
    const showings: Showing[] = [];
    for (const target of targets) {
      if (Math.abs(target.row - row) > PointSpread.reachRows || (!this.spec.sidelobes && target.row !== row)) continue;
      const cover = this.ground.landCover.at(...truth.placeOf(target.row, target.column));
      // As seen in the pixel it falls into.
      const amplitude = cover.amplitude * 10 ** (target.scrDb / 20);
      const noise = target.phaseNoiseRad > 0 ? this.#unsteadyPhase(target) : undefined;
      if (!this.spec.sidelobes) {
        showings.push({ target, amplitude, column: target.column, noise });
        continue;
      }
      const inPixel = this.#pointSpread.at(-target.rowOffset, -target.columnOffset);
      const least = (FAINTEST * cover.amplitude * inPixel) / amplitude;
      this.#pointSpread.alongRow(target, row - target.row, least, (across, share) => {
        const column = target.column + across;
        if (column < 0 || column >= columns) return;
        showings.push({ target, amplitude: (amplitude * share) / inPixel, column, noise });
      });
    }
    return showings;
  }

  #unsteadyPhase({ id, phaseNoiseRad }: Target): Float64Array {
    const noise = new Float64Array(this.acquisitions.dates.length);
    new RandomStream(hash32(this.spec.seed, id), 0x9).fillNormal(noise, 0, noise.length, phaseNoiseRad);
    return noise;
  }

  #phases(date: number, truth: RowTruth, air: Float64Array, out: Float64Array): void {
    const { functions } = this.motion;
    const { perpendicularBaselinesM } = this.acquisitions;
    const baselineRad = (4 * Math.PI * perpendicularBaselinesM[date]) / this.spec.wavelengthM;
    const { heightErrorM, rangeSineM } = truth;
    out.set(air);
    for (let k = 0; k < functions.length; k++) {
      const coefficients = truth.losCoefficients[k];
      const value = functions[k].values[date];
      if (!coefficients || value === 0) continue;
      for (let column = 0; column < out.length; column++) out[column] += coefficients[column] * value;
    }
    for (let column = 0; column < out.length; column++) {
      out[column] = this.#radPerMm * out[column] - (baselineRad * heightErrorM[column]) / rangeSineM[column];
    }
  }

  #targetPhase(date: number, target: Target, airMm: number, truth: RowTruth): number {
    const { perpendicularBaselinesM } = this.acquisitions;
    // Less air above what is higher than the ground of its pixel.
    const higherM = target.heightErrorM - truth.heightErrorM[target.column];
    let displacementMm = airMm + (this.atmosphere.stratifiedMmPerKm[date] * higherM) / 1000;
    for (let k = 0; k < target.losCoefficients.length; k++) {
      displacementMm += target.losCoefficients[k] * this.motion.functions[k].values[date];
    }
    const heightRad =
      (4 * Math.PI * perpendicularBaselinesM[date] * target.heightErrorM) /
      (this.spec.wavelengthM * truth.rangeSineM[target.column]);
    return this.#radPerMm * displacementMm - heightRad;
  }
}

/** Phases of images become phases of reference x conj(secondary). */
function againstReference(phases: readonly Float32Array[], reference: number, from: number, count: number): void {
  const ofReference = phases[reference].slice(from, from + count);
  for (const phase of phases) {
    for (let i = 0; i < count; i++) phase[from + i] = ofReference[i] - phase[from + i];
  }
}

interface Showing {
  readonly target: Target;
  readonly amplitude: number;
  readonly column: number;
  readonly noise: Float64Array | undefined;
}
