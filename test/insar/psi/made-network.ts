/** Points of a network with known motions under known air: their whole phases, and what is seen of them. */

import type { PsiAnswer, PsiTask } from '../../../src/insar/psi/crew/psi-task.js';
import type { ThreadSpace } from '../../../src/insar/psi/crew/thread-space.js';
import { arcsTask } from '../../../src/insar/psi/network/arcs-task.js';
import type { NetworkPoints } from '../../../src/insar/psi/network/network-points.js';
import { unwrapTask } from '../../../src/insar/psi/network/unwrap-task.js';
import type { PhaseModel } from '../../../src/insar/psi/phase-model.js';
import type { KernelThread } from '../../../src/kernels/index.js';
import { SeededRandom } from '../../../src/products/seeded-random.js';
import { type MadeMotion, madePhase, wrapped } from './made-model.js';

export interface MadePoints {
  readonly eastM: Float64Array;
  readonly northM: Float64Array;
  readonly motions: readonly MadeMotion[];
  /** (points, dates) of motion, height, air and noise, not wrapped. */
  readonly wholeRad: Float64Array;
  /** (points, dates) */
  readonly phasesRad: Float32Array;
}

/** Long waves in space with amplitudes that are new at every date, rad; and a level of each date. */
export class MadeAir {
  readonly #waves: Float64Array;
  readonly #levels: Float64Array;

  constructor(dates: number, amplitudeRad: number, seed: number) {
    const random = new SeededRandom(seed);
    this.#waves = Float64Array.from({ length: dates * 4 }, () => amplitudeRad * random.gaussian());
    this.#levels = Float64Array.from({ length: dates }, () => random.between(-3, 3));
  }

  at(eastM: number, northM: number, date: number): number {
    const [a, b, c, d] = this.#waves.subarray(4 * date);
    const [x, y] = [eastM / 1200, northM / 1200];
    return this.#levels[date] + a * Math.sin(x) + b * Math.cos(x + y) + c * Math.sin(y) + d * Math.cos(x - 0.7 * y);
  }
}

/** Points on a grid of 150 m, each somewhere in its cell. */
export function gridPlaces(rows: number, columns: number, seed: number, firstEastM = 0) {
  const random = new SeededRandom(seed);
  const [eastM, northM] = [new Float64Array(rows * columns), new Float64Array(rows * columns)];
  for (let p = 0; p < eastM.length; p++) {
    eastM[p] = firstEastM + 150 * ((p % columns) + random.between(0.1, 0.9));
    northM[p] = 150 * (Math.floor(p / columns) + random.between(0.1, 0.9));
  }
  return { eastM, northM };
}

export function madePoints(
  model: PhaseModel,
  { eastM, northM }: { readonly eastM: Float64Array; readonly northM: Float64Array },
  motionOf: (eastM: number, northM: number, point: number) => MadeMotion,
  air: MadeAir,
  noiseRad: number,
  seed = 1,
): MadePoints {
  const random = new SeededRandom(seed);
  const dates = model.dates.length;
  const motions = Array.from(eastM, (east, p) => motionOf(east, northM[p], p));
  const wholeRad = new Float64Array(eastM.length * dates);
  for (let p = 0; p < eastM.length; p++) {
    for (let i = 0; i < dates; i++) {
      const shared = air.at(eastM[p], northM[p], i) - air.at(eastM[p], northM[p], model.reference);
      wholeRad[p * dates + i] = madePhase(model, motions[p], i) + shared + noiseRad * random.gaussian();
    }
  }
  return { eastM, northM, motions, wholeRad, phasesRad: Float32Array.from(wholeRad, wrapped) };
}

/** Two sets of points as one. */
export function together(a: MadePoints, b: MadePoints): MadePoints {
  const joined = (x: Float64Array, y: Float64Array) => Float64Array.from([...x, ...y]);
  return {
    eastM: joined(a.eastM, b.eastM),
    northM: joined(a.northM, b.northM),
    motions: [...a.motions, ...b.motions],
    wholeRad: joined(a.wholeRad, b.wholeRad),
    phasesRad: Float32Array.from([...a.phasesRad, ...b.phasesRad]),
  };
}

export function networkPointsOf({ eastM, northM, phasesRad }: MadePoints): NetworkPoints {
  const count = eastM.length;
  const shared = new Float32Array(new SharedArrayBuffer(4 * phasesRad.length));
  shared.set(phasesRad);
  return {
    count,
    eastM,
    northM,
    heightM: new Float64Array(count),
    sigmaRad: new Float32Array(count).fill(0.3),
    phasesRad: shared,
    block: new Int32Array(count),
    index: Int32Array.from(eastM.keys()),
  };
}

/** Does the tasks of a network on the thread that asks. */
export const crewOf = (thread: KernelThread) => ({
  run: async (task: PsiTask): Promise<PsiAnswer> => {
    const space = { kernels: async () => ({ thread }) } as unknown as ThreadSpace;
    if (task.step === 'arcs') return arcsTask(space, task);
    if (task.step === 'unwrap') return unwrapTask(task);
    throw new RangeError(`no such task here: ${task.step}`);
  },
});
