/** Unwrapping on a thread: the residual phases of some dates on the triangles of the network. */
import { PhaseUnwrapper } from '../../unwrapping/phase-unwrapper.js';
import type { PlanarNetwork } from '../../unwrapping/planar-network.js';

export interface UnwrapTask {
  readonly step: 'unwrap';
  readonly network: PlanarNetwork;
  /** (arcs) rad^2. */
  readonly varianceRad2: Float32Array;
  /** (dates, points) wrapped, shared; the unwrapped phases are put in their place. */
  readonly residualRad: Float32Array;
  readonly firstDate: number;
  readonly dates: number;
}

export interface UnwrapAnswer {
  readonly step: 'unwrap';
  /** For each date. */
  readonly epochs: readonly UnwrappedEpoch[];
}

export interface UnwrappedEpoch {
  readonly residues: number;
  /** Added to arcs. */
  readonly cycles: number;
  readonly isCheapest: boolean;
}

export function unwrapTask(task: UnwrapTask): UnwrapAnswer {
  const { network, varianceRad2, residualRad, firstDate, dates } = task;
  const unwrapper = new PhaseUnwrapper(network);
  const points = network.pointCount;
  const epochs: UnwrappedEpoch[] = [];
  for (let date = firstDate; date < firstDate + dates; date++) {
    const phaseRad = residualRad.subarray(date * points, (date + 1) * points);
    const found = unwrapper.unwrap({ phaseRad: phaseRad.slice(), varianceRad2 });
    phaseRad.set(found.phaseRad);
    epochs.push({
      residues: found.residues,
      cycles: found.arcCycles.reduce((sum, cycles) => sum + Math.abs(cycles), 0),
      isCheapest: found.certificate.isOptimal,
    });
  }
  return { step: 'unwrap', epochs };
}
