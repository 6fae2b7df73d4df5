/**
 * Integration of arcs some of which are wrong. Arcs that triangles accuse start with next to no weight; reweighted least
 * squares then let each arc count by how well it agrees; arcs that stay far off are rejected, points that hang on rejected
 * arcs are dropped, and what is left is adjusted once more by plain least squares. Quantities that come from one estimate
 * per arc, velocity and height error, are judged together: an arc that is wrong in one is not trusted in the other.
 */
import { ArcIntegration, type Arcs, type Integrated } from './arc-integration.js';
import {
  closureErrors,
  failingTriangles,
  type Judged,
  type Loss,
  lossFactor,
  normalisedResiduals,
} from './arc-judgement.js';
import { KEPT, REJECTED, UNUSED } from './arc-state.js';
import { arcRedundancy, arcTriangles, suspectArcs } from './closures.js';
import type { Components } from './components.js';
import { dropHangingPoints } from './hanging-points.js';
import { type IntegratedQuantity, integratedQuantity } from './integrated-quantity.js';

export interface RobustOptions {
  /** `huber` unless given. */
  readonly loss?: Loss;
  /** Standard errors beyond which an arc, or the closure of a triangle, is wrong; 4 unless given. */
  readonly limit?: number;
  /**
   * By quantity, residuals and closures that are never held against an arc, in its unit; 0 unless given. Estimates from the
   * phases of the same points close almost exactly: without this, what is next to nothing would be judged.
   */
  readonly harmless?: readonly number[];
  /** Residual of the last solution; 1e-8 unless given. */
  readonly tolerance?: number;
  /** Point of zero of its part. */
  readonly reference?: number;
}

export interface RobustIntegration {
  readonly quantities: readonly IntegratedQuantity[];
  /** (nArcs) KEPT, REJECTED or UNUSED. */
  readonly arcState: Uint8Array;
  /** (nPoints) 1 for points that lost most of their arcs, or all but one. */
  readonly isDropped: Uint8Array;
  readonly components: Components;
  readonly references: Int32Array;
  readonly statistics: {
    readonly keptArcs: number;
    readonly rejectedArcs: number;
    /** Suspected because of their triangles, before anything was solved. */
    readonly suspectedArcs: number;
    readonly droppedPoints: number;
    readonly triangles: number;
    readonly failingTriangles: number;
    /** Kept arcs less the values they determine. */
    readonly degreesOfFreedom: number;
    /** Mean over kept arcs of the part of an error that shows in the residual. */
    readonly redundancy: number;
    readonly rounds: number;
  };
}

const MAX_ROUNDS = 15;
/** Mean change of the factors at which reweighting has settled. */
const SETTLED = 0.005;
/** Residual of solutions on the way. */
const ROUGH = 1e-3;
/**
 * Factor of the weight of a suspect to start with, and of a rejected arc on the way: what else would fall apart holds
 * together, and equations with it resemble those without, whose multigrid serves for all. Less than what the loss leaves
 * to an arc of so large a residual.
 */
const ALMOST_NOTHING = 0.03;
/** Times that arcs are rejected or taken back, and the rest adjusted again. */
const MAX_REJECTIONS = 6;
/** Redundancy assumed where there seems to be less; a bridge has none, but no residual either. */
const LEAST_REDUNDANCY = 0.1;

/** @see robustIntegrationSteps */
export function integrateRobustly(
  arcs: Arcs,
  differences: readonly Float64Array[],
  weight: Float64Array,
  options: RobustOptions = {},
): RobustIntegration {
  const steps = robustIntegrationSteps(arcs, differences, weight, options);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/**
 * In steps of some ten milliseconds, setting up the equations aside: to be run to its end.
 *
 * @param arcs each from a lower to a higher point
 * @param differences of each quantity (nArcs), value of `to` minus value of `from`; NaN = no data
 * @param weight (nArcs) inverse variances in a unit of their own, the same for all quantities: 1/sigma^2 of the phase, say
 */
export function* robustIntegrationSteps(
  arcs: Arcs,
  differences: readonly Float64Array[],
  weight: Float64Array,
  { loss = 'huber', limit = 4, harmless, tolerance = 1e-8, reference }: RobustOptions = {},
): Generator<void, RobustIntegration> {
  const arcCount = arcs.from.length;
  const base = Float64Array.from(weight, (w, arc) =>
    differences.every((values) => Number.isFinite(values[arc])) ? w : 0,
  );
  const triangles = arcTriangles(arcs);
  const judged: Judged = { arcs, differences, weight: base, triangles, harmless: harmless ?? differences.map(() => 0) };
  const errors = closureErrors(judged);
  const fails = failingTriangles(judged, errors, limit);
  const suspects = suspectArcs(triangles, fails, arcCount);
  const factors = Float64Array.from(suspects, (suspect) => (suspect === 1 ? ALMOST_NOTHING : 1));
  yield;

  const first = new ArcIntegration(arcs, base, reference);
  const meanRedundancy = redundancyOf(first);
  const redundancy = arcRedundancy(triangles, base, meanRedundancy);
  let solutions: Float64Array[] = differences.map(() => new Float64Array(arcs.pointCount));
  const solve = function* (integration: ArcIntegration, residual: number) {
    const solved: Integrated[] = [];
    for (const [q, values] of differences.entries()) {
      solved.push(yield* integration.solveSteps(values, residual, solutions[q]));
    }
    solutions = solved.map(({ values }) => values);
    return solved;
  };
  yield;

  let rounds = 0;
  for (let change = Infinity; rounds < MAX_ROUNDS && change > SETTLED; rounds++) {
    yield* solve(new ArcIntegration(arcs, product(base, factors), reference, first), ROUGH);
    const normalised = normalisedResiduals(judged, solutions, errors, meanRedundancy);
    change = 0;
    for (let arc = 0; arc < arcCount; arc++) {
      const factor = Number.isNaN(normalised[arc]) ? 1 : lossFactor(loss, normalised[arc]);
      change += Math.abs(factor - factors[arc]) / arcCount;
      factors[arc] = factor;
    }
  }

  const arcState = Uint8Array.from(base, (w) => (w > 0 ? KEPT : UNUSED));
  for (let pass = 0; pass < MAX_REJECTIONS; pass++) {
    const normalised = normalisedResiduals(judged, solutions, errors, meanRedundancy);
    let changed = 0;
    for (let arc = 0; arc < arcCount; arc++) {
      if (base[arc] === 0) continue;
      // Judged anew each time: what a bad neighbour pulled away comes back.
      const size = normalised[arc] / Math.sqrt(Math.max(redundancy[arc], LEAST_REDUNDANCY));
      const state = size <= limit ? KEPT : REJECTED;
      if (state !== arcState[arc]) changed++;
      arcState[arc] = state;
      // The farther off the less, so that no rejected arc pulls more than another.
      factors[arc] = state === KEPT ? 1 : (ALMOST_NOTHING * limit) / size;
    }
    if (changed === 0) break;
    yield* solve(new ArcIntegration(arcs, product(base, factors), reference, first), ROUGH);
  }

  const isDropped = dropHangingPoints(arcs, arcState);
  const kept = keptWeight(base, arcState);
  const integration = new ArcIntegration(arcs, kept, reference);
  yield;
  const solved = yield* solve(integration, tolerance);
  const { components, references } = integration;
  const count = (state: number) => arcState.reduce((sum, value) => sum + (value === state ? 1 : 0), 0);
  const freedom = count(KEPT) - determinedBy(components);
  return {
    quantities: solved.map((quantity, q) =>
      integratedQuantity(arcs, triangles, differences[q], quantity, kept, freedom),
    ),
    arcState,
    isDropped,
    components,
    references,
    statistics: {
      keptArcs: count(KEPT),
      rejectedArcs: count(REJECTED),
      suspectedArcs: suspects.reduce((sum, value) => sum + value, 0),
      droppedPoints: isDropped.reduce((sum, value) => sum + value, 0),
      triangles: triangles.length / 3,
      failingTriangles: fails.reduce((sum, value) => sum + value, 0),
      degreesOfFreedom: freedom,
      redundancy: count(KEPT) === 0 ? NaN : freedom / count(KEPT),
      rounds,
    },
  };
}

const product = (a: Float64Array, b: Float64Array) => a.map((value, i) => value * b[i]);

const keptWeight = (weight: Float64Array, arcState: Uint8Array) =>
  weight.map((value, arc) => (arcState[arc] === KEPT ? value : 0));

/** Values that arcs determine: all but one of each part. */
const determinedBy = ({ sizes }: Components) => sizes.reduce((sum, size) => sum + size - 1, 0);

function redundancyOf({ components, usedArcs }: ArcIntegration): number {
  return usedArcs === 0 ? 0 : 1 - determinedBy(components) / usedArcs;
}
