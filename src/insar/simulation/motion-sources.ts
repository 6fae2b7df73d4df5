/**
 * What moves the simulated ground. Every source is a place's vector (east, north, up) times a function of time, so that the
 * motion of a place is a handful of coefficients, and its series their sum over the functions.
 */

import { epochDay } from '../../products/epochs.js';
import type { Acquisitions } from './acquisitions.js';

interface Placed {
  /** From the centre of the scene. */
  readonly eastM: number;
  readonly northM: number;
}

export type MotionSource =
  /** A sphere in the depth that swells: Mogi 1958, Poisson's ratio 1/4. */
  | (Placed & { readonly type: 'mogi'; readonly depthM: number; readonly volumeM3PerYear: number })
  /** Subsidence over an aquifer or a mine: Gaussian, ground drawn to its centre by up to 30 % of the central rate. */
  | (Placed & { readonly type: 'bowl'; readonly radiusM: number; readonly velocityMmPerYear: number })
  /** A patch that slides down its slope as a block. */
  | (Placed & {
      readonly type: 'landslide';
      /** Along the direction of motion, and across it. */
      readonly lengthM: number;
      readonly widthM: number;
      /** Clockwise from north, where to. */
      readonly azimuthDeg: number;
      readonly slopeDeg: number;
      readonly velocityMmPerYear: number;
    })
  /** Yearly rise and fall, as over an aquifer. */
  | (Placed & {
      readonly type: 'annual';
      readonly radiusM: number;
      readonly amplitudeMm: number;
      readonly highestDay: number;
    })
  /** A sudden jump; `date` is the first day of the new state, `YYYYMMDD`. */
  | (Placed & {
      readonly type: 'step';
      readonly radiusM: number;
      readonly date: string;
      readonly upMm: number;
      readonly eastMm: number;
    })
  /** A bowl whose rate changes. */
  | (Placed & { readonly type: 'acceleration'; readonly radiusM: number; readonly accelerationMmPerYear2: number })
  /** The whole region, and how that changes over 100 km. */
  | {
      readonly type: 'regional';
      readonly eastMmPerYear: number;
      readonly northMmPerYear: number;
      readonly upMmPerYear: number;
      readonly upMmPerYearPer100KmEast: number;
      readonly upMmPerYearPer100KmNorth: number;
    };

/** Functions of time that every motion model has; those of steps follow. */
const LINEAR = 0;
const QUADRATIC = 1;
const COSINE = 2;
const SINE = 3;
/** Of scatterers on buildings, along the line of sight only. */
export const THERMAL = 4;
const FIRST_STEP = 5;

const POISSON_RATIO = 0.25;
/** Radii of a Gaussian, beyond which nothing is left. */
const REACH = 4;

export interface TimeFunction {
  readonly name: string;
  /** Of a coefficient. */
  readonly unit: string;
  /** At each date, less the value at the reference date. */
  readonly values: Float64Array;
}

export class MotionModel {
  readonly functions: readonly TimeFunction[];
  readonly #stepOf: ReadonlyMap<MotionSource, number>;

  constructor(
    private readonly sources: readonly MotionSource[],
    private readonly acquisitions: Acquisitions,
  ) {
    const { years, temperaturesC, dates, referenceIndex } = acquisitions;
    const calendar = calendarYears(acquisitions);
    const steps = sources.filter((source) => source.type === 'step');
    const functions = [
      { name: 'linear', unit: 'mm/yr', values: years },
      { name: 'quadratic', unit: 'mm/yr2', values: years.map((t) => (t * t) / 2) },
      { name: 'annual-cosine', unit: 'mm', values: calendar.map((t) => Math.cos(2 * Math.PI * t)) },
      { name: 'annual-sine', unit: 'mm', values: calendar.map((t) => Math.sin(2 * Math.PI * t)) },
      { name: 'temperature', unit: 'mm/K', values: temperaturesC },
      ...steps.map(({ date }) => ({
        name: `step-${date}`,
        unit: 'mm',
        values: Float64Array.from(dates, (one) => (one >= date ? 1 : 0)),
      })),
    ];
    this.functions = functions.map((one) => ({
      ...one,
      values: one.values.map((value) => value - one.values[referenceIndex]),
    }));
    this.#stepOf = new Map(steps.map((step, index) => [step, FIRST_STEP + index]));
  }

  /** Coefficients at a place relative to the centre: (functions, 3) east, north, up. */
  at(eastM: number, northM: number, out: Float64Array): Float64Array {
    out.fill(0);
    for (const source of this.sources) this.#add(source, eastM, northM, out);
    return out;
  }

  /**
   * Mean velocity as EGMS defines it (slope of a line and a yearly wave, fitted to the series) of each function: the
   * velocity of a place is the sum of its coefficients times these.
   */
  slopes(): Float64Array {
    const { years } = this.acquisitions;
    return Float64Array.from(this.functions, ({ values }) => fittedSlope(years, values));
  }

  #add(source: MotionSource, eastM: number, northM: number, out: Float64Array): void {
    if (source.type === 'regional') {
      const { eastMmPerYear, northMmPerYear, upMmPerYear } = source;
      const tilt = source.upMmPerYearPer100KmEast * eastM + source.upMmPerYearPer100KmNorth * northM;
      add(out, LINEAR, eastMmPerYear, northMmPerYear, upMmPerYear + tilt / 1e5);
      return;
    }
    const [x, y] = [eastM - source.eastM, northM - source.northM];
    switch (source.type) {
      case 'mogi': {
        const distance = Math.hypot(x, y, source.depthM);
        const factor = (1000 * (1 - POISSON_RATIO) * source.volumeM3PerYear) / (Math.PI * distance ** 3);
        add(out, LINEAR, factor * x, factor * y, factor * source.depthM);
        return;
      }
      case 'landslide': {
        const azimuthRad = (source.azimuthDeg * Math.PI) / 180;
        const along = x * Math.sin(azimuthRad) + y * Math.cos(azimuthRad);
        const across = x * Math.cos(azimuthRad) - y * Math.sin(azimuthRad);
        if (((2 * along) / source.lengthM) ** 2 + ((2 * across) / source.widthM) ** 2 > 1) return;
        const slopeRad = (source.slopeDeg * Math.PI) / 180;
        const horizontal = source.velocityMmPerYear * Math.cos(slopeRad);
        const up = -source.velocityMmPerYear * Math.sin(slopeRad);
        add(out, LINEAR, horizontal * Math.sin(azimuthRad), horizontal * Math.cos(azimuthRad), up);
        return;
      }
      default: {
        const squared = (x * x + y * y) / (source.radiusM / 2) ** 2;
        if (squared > REACH * REACH) return;
        this.#addBowl(source, x, y, Math.exp(-squared / 2), out);
      }
    }
  }

  /** @param left share of the central motion */
  #addBowl(
    source: Extract<MotionSource, { readonly radiusM: number }>,
    x: number,
    y: number,
    left: number,
    out: Float64Array,
  ): void {
    const sigmaM = source.radiusM / 2;
    switch (source.type) {
      case 'bowl': {
        const up = source.velocityMmPerYear * left;
        add(out, LINEAR, (0.5 * x * up) / sigmaM, (0.5 * y * up) / sigmaM, up);
        return;
      }
      case 'acceleration':
        add(out, QUADRATIC, 0, 0, source.accelerationMmPerYear2 * left);
        return;
      case 'annual': {
        const phaseRad = (2 * Math.PI * source.highestDay) / 365.25;
        add(out, COSINE, 0, 0, source.amplitudeMm * left * Math.cos(phaseRad));
        add(out, SINE, 0, 0, source.amplitudeMm * left * Math.sin(phaseRad));
        return;
      }
      case 'step':
        add(out, this.#stepOf.get(source)!, source.eastMm * left, 0, source.upMm * left);
    }
  }
}

function add(out: Float64Array, place: number, east: number, north: number, up: number): void {
  out[3 * place] += east;
  out[3 * place + 1] += north;
  out[3 * place + 2] += up;
}

/** Years since a 1 January, so that seasons have their place in the year. */
function calendarYears({ dates, days }: Acquisitions): Float64Array {
  const start = epochDay(dates[0])! - epochDay(`${dates[0].slice(0, 4)}0101`)!;
  return days.map((day) => (day + start) / 365.25);
}

/** Slope of [t 1 cos sin], t in EGMS years: normal equations, solved by elimination. */
function fittedSlope(years: Float64Array, values: Float64Array): number {
  const rows = Array.from(years, (t) => [t, 1, Math.cos(2 * Math.PI * t), Math.sin(2 * Math.PI * t)]);
  // Too short for a yearly wave: a line alone.
  const size = years.length >= 6 && years[years.length - 1] > 0.75 ? 4 : 2;
  const normal = Array.from({ length: size }, (_, i) => [
    ...Array.from({ length: size }, (_, j) => rows.reduce((sum, row) => sum + row[i] * row[j], 0)),
    rows.reduce((sum, row, k) => sum + row[i] * values[k], 0),
  ]);
  for (let i = size - 1; i >= 0; i--) {
    for (let j = 0; j < i; j++) {
      const factor = normal[j][i] / normal[i][i];
      for (let k = 0; k <= size; k++) normal[j][k] -= factor * normal[i][k];
    }
  }
  return normal[0][size] / normal[0][0];
}
