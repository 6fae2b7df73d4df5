/**
 * Unwrapping on a planar network: the whole cycles between points that make every sum around a face zero, and cost least.
 * Points and faces stay the same from date to date; only phases and costs change.
 */
import { cycleCosts } from './cycle-costs.js';
import { certifyFlow, type FlowCertificate } from './flow-certificate.js';
import { NetworkSimplex } from './network-simplex.js';
import type { PlanarNetwork } from './planar-network.js';

const CYCLE = 2 * Math.PI;

export interface Unwrapped {
  /** (nPoints) the phase plus whole cycles, rad; NaN where the phase is, or the point is on no arc. */
  readonly phaseRad: Float64Array;
  /** (nPoints) whole cycles added; 0 at the first point of each part of the network, and where there is no phase. */
  readonly cycles: Int32Array;
  /** (nArcs) cycles added to wrapped differences; all zero where nothing was in doubt. */
  readonly arcCycles: Int32Array;
  /** Faces around which wrapped differences do not add up to zero, the earth left out. */
  readonly residues: number;
  readonly pivots: number;
  readonly certificate: FlowCertificate;
}

export interface UnwrapInput {
  /** (nPoints) rad, wrapped or not; NaN = no data. */
  readonly phaseRad: Float32Array | Float64Array;
  /** (nArcs) variance of the difference of an arc, rad^2. */
  readonly varianceRad2: Float32Array | Float64Array;
  /** (nArcs) what is expected of the difference before anything is known, rad; 0 unless given. */
  readonly expectedRad?: Float32Array | Float64Array;
}

export class PhaseUnwrapper {
  readonly #simplex: NetworkSimplex;

  constructor(private readonly network: PlanarNetwork) {
    const { faceCount, left, right } = network;
    this.#simplex = new NetworkSimplex({ nodeCount: faceCount, tail: left, head: right });
  }

  unwrap(input: UnwrapInput): Unwrapped {
    const steps = this.unwrapSteps(input);
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
    }
  }

  /** The same in steps of some ten milliseconds: to be run to its end. */
  *unwrapSteps(input: UnwrapInput): Generator<void, Unwrapped> {
    const { left, right, faceCount } = this.network;
    this.#check(input);
    const phase = this.#withoutHoles(input.phaseRad);
    const { wrapped, cycles } = this.#wrappedDifferences(phase, input);
    const supply = new Int32Array(faceCount);
    for (let arc = 0; arc < cycles.length; arc++) {
      supply[left[arc]] -= cycles[arc];
      supply[right[arc]] += cycles[arc];
    }
    const costs = cycleCosts(wrapped, input.varianceRad2);
    yield;
    const solution = yield* this.#simplex.solveSteps(supply, costs);
    const network = { nodeCount: faceCount, tail: left, head: right };
    const certificate = certifyFlow(network, supply, costs, solution);
    const pointCycles = this.#integrate(cycles, solution.flow);
    return {
      phaseRad: this.#unwrapped(input.phaseRad, pointCycles),
      cycles: pointCycles,
      arcCycles: solution.flow,
      residues: supply.subarray(1).reduce((count, units) => count + (units === 0 ? 0 : 1), 0),
      pivots: solution.pivots,
      certificate,
    };
  }

  /** Points without phase take that of the point they are reached from, so that a difference passes through them. */
  #withoutHoles(phaseRad: Float32Array | Float64Array): Float64Array {
    const { order, reachedBy, from, to } = this.network;
    const phase = Float64Array.from(phaseRad);
    for (let i = 0; i < order.length; i++) {
      const point = order[i];
      if (!Number.isNaN(phase[point])) continue;
      const arc = reachedBy[point];
      phase[point] = arc < 0 ? 0 : phase[from[arc] === point ? to[arc] : from[arc]];
    }
    return phase;
  }

  /** Differences less what is expected, wrapped, NaN at points without phase; and the whole cycles that wrapping added. */
  #wrappedDifferences(phase: Float64Array, { phaseRad, expectedRad }: UnwrapInput) {
    const { from, to } = this.network;
    const wrapped = new Float64Array(from.length);
    const cycles = new Int32Array(from.length);
    for (let arc = 0; arc < from.length; arc++) {
      const difference = phase[to[arc]] - phase[from[arc]] - (expectedRad === undefined ? 0 : expectedRad[arc]);
      cycles[arc] = -Math.round(difference / CYCLE);
      const isKnown = !Number.isNaN(phaseRad[from[arc]]) && !Number.isNaN(phaseRad[to[arc]]);
      // Not beyond pi by rounding: a cost below zero has no meaning.
      wrapped[arc] = isKnown ? Math.max(-Math.PI, Math.min(Math.PI, difference + CYCLE * cycles[arc])) : NaN;
    }
    return { wrapped, cycles };
  }

  #integrate(wrapCycles: Int32Array, flow: Int32Array): Int32Array {
    const { pointCount, order, reachedBy, from, to } = this.network;
    const cycles = new Int32Array(pointCount);
    for (let i = 0; i < order.length; i++) {
      const point = order[i];
      const arc = reachedBy[point];
      if (arc < 0) continue;
      const added = wrapCycles[arc] + flow[arc];
      cycles[point] = to[arc] === point ? cycles[from[arc]] + added : cycles[to[arc]] - added;
    }
    return cycles;
  }

  #unwrapped(phaseRad: Float32Array | Float64Array, cycles: Int32Array): Float64Array {
    const unwrapped = new Float64Array(phaseRad.length).fill(NaN);
    for (const point of this.network.order) {
      if (Number.isNaN(phaseRad[point])) cycles[point] = 0;
      else unwrapped[point] = phaseRad[point] + CYCLE * cycles[point];
    }
    return unwrapped;
  }

  #check({ phaseRad, varianceRad2, expectedRad }: UnwrapInput): void {
    const { pointCount, from } = this.network;
    if (phaseRad.length !== pointCount) {
      throw new RangeError(`phase: expected ${pointCount} points, got ${phaseRad.length}`);
    }
    for (const [name, values] of Object.entries({ varianceRad2, expectedRad })) {
      if (values === undefined) continue;
      if (values.length !== from.length) {
        throw new RangeError(`${name}: expected ${from.length} arcs, got ${values.length}`);
      }
      const wrong = values.findIndex((value: number) => !Number.isFinite(value));
      if (wrong >= 0) throw new RangeError(`${name}: expected finite values, got ${values[wrong]} on arc ${wrong}`);
    }
    const wrong = phaseRad.findIndex((value: number) => value === Infinity || value === -Infinity);
    if (wrong >= 0)
      throw new RangeError(`phase: expected finite values or NaN, got ${phaseRad[wrong]} at point ${wrong}`);
  }
}
