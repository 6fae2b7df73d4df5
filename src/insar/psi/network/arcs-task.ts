/** Arcs on a thread: differences of velocity and height along some of the arcs of the network. */
import { type ArcDesign, type ArcFits, type ArcGrid, fitArcs } from '../../../kernels/index.js';
import type { ThreadSpace } from '../crew/thread-space.js';

export interface ArcsTask {
  readonly step: 'arcs';
  /** (points, dates), shared. */
  readonly phasesRad: Float32Array;
  /** (arcs, 2) points. */
  readonly arcs: Int32Array;
  readonly design: ArcDesign;
  readonly grid: ArcGrid;
  readonly leastDates: number;
}

export type ArcsAnswer = { readonly step: 'arcs' } & ArcFits;

/** Points of a call: their phases are copied to the memory of the kernels. */
const ARCS_PER_CALL = 4096;

export async function arcsTask(space: ThreadSpace, task: ArcsTask): Promise<ArcsAnswer> {
  const { phasesRad, arcs, design, grid, leastDates } = task;
  const { thread } = await space.kernels();
  const dates = design.velocityRad.length;
  const count = arcs.length / 2;
  const [velocityMmPerYear, heightM, coherence] = [0, 1, 2].map(() => new Float32Array(count));
  for (let first = 0; first < count; first += ARCS_PER_CALL) {
    const own = arcs.slice(2 * first, 2 * Math.min(count, first + ARCS_PER_CALL));
    // Only the phases of the points of these arcs.
    const places = new Map<number, number>();
    const local = own.map((point) => {
      const place = places.get(point) ?? places.size;
      places.set(point, place);
      return place;
    });
    const phases = new Float32Array(places.size * dates);
    for (const [point, place] of places) {
      phases.set(phasesRad.subarray(point * dates, (point + 1) * dates), place * dates);
    }
    const fits = fitArcs(thread, phases, local, design, grid, leastDates);
    velocityMmPerYear.set(fits.velocityMmPerYear, first);
    heightM.set(fits.heightM, first);
    coherence.set(fits.coherence, first);
  }
  return { step: 'arcs', velocityMmPerYear, heightM, coherence };
}
