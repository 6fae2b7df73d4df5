/** One quantity after its arcs were integrated, with what tells how far to trust it. */
import type { Arcs, Integrated } from './arc-integration.js';
import { residualsOf } from './arc-judgement.js';
import { closuresOf } from './closures.js';

export interface IntegratedQuantity extends Integrated {
  /** (nArcs) difference minus what the points say; NaN where one is missing. Rejected arcs have theirs, too. */
  readonly residuals: Float64Array;
  /** Standard error of a kept arc of weight one, from the residuals and the degrees of freedom; NaN without any. */
  readonly unitError: number;
  /** Root mean square of the closures of triangles: of all with differences, and of those of kept arcs; NaN of none. */
  readonly closureRms: number;
  readonly keptClosureRms: number;
}

/**
 * @param kept (nArcs) weights, 0 for arcs that were not kept
 * @param degreesOfFreedom kept arcs less the values they determine
 */
export function integratedQuantity(
  arcs: Arcs,
  triangles: Int32Array,
  differences: Float64Array,
  integrated: Integrated,
  kept: Float64Array,
  degreesOfFreedom: number,
): IntegratedQuantity {
  const residuals = residualsOf(arcs, differences, integrated.values);
  let squares = 0;
  for (let arc = 0; arc < kept.length; arc++) if (kept[arc] > 0) squares += kept[arc] * residuals[arc] ** 2;
  const closures = closuresOf(triangles, differences);
  const isKept = (arc: number) => kept[arc] > 0;
  const ofKept = closures.filter((_, t) => triangles.subarray(3 * t, 3 * t + 3).every(isKept));
  return {
    ...integrated,
    residuals,
    unitError: degreesOfFreedom > 0 ? Math.sqrt(squares / degreesOfFreedom) : NaN,
    closureRms: rootMeanSquare(closures),
    keptClosureRms: rootMeanSquare(ofKept),
  };
}

function rootMeanSquare(values: Float64Array): number {
  let [sum, count] = [0, 0];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    sum += value * value;
    count++;
  }
  return count === 0 ? NaN : Math.sqrt(sum / count);
}
