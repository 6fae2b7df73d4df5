/**
 * Differences of velocity and height along arcs between points, from their wrapped phases alone: the maximum of the
 * periodogram xi(v, h) = |1/N sum_i exp j(dphi_i - kv_i v - kh_i h)|, on a grid of half Rayleigh cells and then by Newton's
 * method (Ferretti, Prati & Rocca 2000, doi:10.1109/36.868878).
 */
import type { KernelThread } from './kernel-thread.js';
import { expectLength } from './slc-stack.js';

/** What a unit of velocity and of height does to the phase at each epoch. */
export interface ArcDesign {
  /** (epochs), rad per mm/yr. Constants do not matter to xi. */
  readonly velocityRad: Float32Array;
  /** (epochs), rad per m. */
  readonly heightRad: Float32Array;
}

/** Cells v = -velocities + 1 .. velocities - 1 and h = -heights .. heights steps about 0. */
export interface ArcGrid {
  readonly velocities: number;
  readonly velocityStepMmPerYear: number;
  readonly heights: number;
  readonly heightStepM: number;
}

/** (arcs) each; NaN where fewer epochs are common than asked for. */
export interface ArcFits {
  readonly velocityMmPerYear: Float32Array;
  readonly heightM: Float32Array;
  /** xi, [0, 1]. */
  readonly coherence: Float32Array;
}

/**
 * Half Rayleigh cells: the steps that turn the phase by pi from the first epoch to the last, and by pi / 4 at one standard
 * deviation of the baselines. Between cells xi then stays within a few hundredths of its top.
 * @param mostVelocityMmPerYear, mostHeightM how far the search goes to both sides
 */
export function halfRayleighGrid(design: ArcDesign, mostVelocityMmPerYear: number, mostHeightM: number): ArcGrid {
  const { velocityRad, heightRad } = design;
  expectLength('heightRad', heightRad, velocityRad.length);
  if (!(mostVelocityMmPerYear >= 0 && mostHeightM >= 0)) {
    throw new RangeError(`search: expected 0 or more, got ${mostVelocityMmPerYear} mm/yr and ${mostHeightM} m`);
  }
  const spanRad = Math.max(...velocityRad) - Math.min(...velocityRad);
  const mean = heightRad.reduce((sum, k) => sum + k, 0) / heightRad.length;
  const spreadRad = Math.sqrt(heightRad.reduce((sum, k) => sum + (k - mean) ** 2, 0) / heightRad.length);
  const velocityStepMmPerYear = spanRad > 0 ? Math.PI / spanRad : Math.max(1, mostVelocityMmPerYear);
  const heightStepM = spreadRad > 0 ? Math.PI / (4 * spreadRad) : Math.max(1, mostHeightM);
  return {
    velocities: (spanRad > 0 ? Math.ceil(mostVelocityMmPerYear / velocityStepMmPerYear) : 0) + 1,
    velocityStepMmPerYear,
    heights: spreadRad > 0 ? Math.ceil(mostHeightM / heightStepM) : 0,
    heightStepM,
  };
}

/**
 * @param phasesRad (points, epochs), wrapped or not; NaN = missing
 * @param arcs (arcs, 2) points from, to: the phase of an arc is that of `to` minus that of `from`
 * @param leastEpochs that both points of an arc must have
 */
export function fitArcs(
  thread: KernelThread,
  phasesRad: Float32Array,
  arcs: Int32Array,
  design: ArcDesign,
  grid: ArcGrid,
  leastEpochs = 3,
): ArcFits {
  const epochs = design.velocityRad.length;
  const count = arcs.length / 2;
  expectLength('design.heightRad', design.heightRad, epochs);
  if (!Number.isInteger(count)) throw new RangeError(`arcs: expected pairs of points, got ${arcs.length} numbers`);
  if (epochs === 0 || phasesRad.length % epochs !== 0) {
    throw new RangeError(`phasesRad: expected a multiple of ${epochs} epochs, got ${phasesRad.length} values`);
  }
  checkPoints(arcs, phasesRad.length / epochs);
  checkGrid(grid);
  const fits = new Float32Array(3 * count);
  thread.run((functions, call) => {
    functions.fit_arcs(
      call.input(phasesRad),
      epochs,
      call.input(arcs),
      count,
      call.input(centred(design.velocityRad)),
      call.input(centred(design.heightRad)),
      grid.velocities,
      grid.velocityStepMmPerYear,
      grid.heights,
      grid.heightStepM,
      leastEpochs,
      call.output(fits),
      call.scratch(4 * (2 * grid.velocities + 4 * grid.heights + 18) * epochs),
    );
  });
  const column = (k: number) => Float32Array.from({ length: count }, (_, arc) => fits[3 * arc + k]);
  return { velocityMmPerYear: column(0), heightM: column(1), coherence: column(2) };
}

/** A constant turns all phases alike; without it angles stay small, and so does their rounding. */
function centred(factorRad: Float32Array): Float32Array {
  const mean = factorRad.reduce((sum, factor) => sum + factor, 0) / factorRad.length;
  return factorRad.map((factor) => factor - mean);
}

function checkPoints(arcs: Int32Array, points: number): void {
  for (let k = 0; k < arcs.length; k++) {
    if (!(arcs[k] >= 0 && arcs[k] < points)) {
      throw new RangeError(`arcs: expected points below ${points}, got ${arcs[k]} in arc ${Math.floor(k / 2)}`);
    }
  }
}

function checkGrid({ velocities, velocityStepMmPerYear, heights, heightStepM }: ArcGrid): void {
  if (!(Number.isInteger(velocities) && velocities >= 1 && Number.isInteger(heights) && heights >= 0)) {
    throw new RangeError(`grid: expected 1 or more velocities and 0 or more heights, got ${velocities} and ${heights}`);
  }
  if (!(velocityStepMmPerYear > 0 && heightStepM > 0)) {
    throw new RangeError(`grid: expected steps above 0, got ${velocityStepMmPerYear} mm/yr and ${heightStepM} m`);
  }
}
