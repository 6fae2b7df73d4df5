/** Arcs of a task, however many, are those of one call of the kernel. */
import { expect, test } from 'vitest';
import type { ThreadSpace } from '../../../../src/insar/psi/crew/thread-space.js';
import { arcsTask } from '../../../../src/insar/psi/network/arcs-task.js';
import { fitArcs, halfRayleighGrid } from '../../../../src/kernels/index.js';
import { SeededRandom } from '../../../../src/products/seeded-random.js';
import { kernelsOf } from '../../../support/kernels.js';
import { madeModel, madePhase, wrapped } from '../made-model.js';

const { thread } = await kernelsOf('simd128');
const space = { kernels: async () => ({ thread }) } as unknown as ThreadSpace;
const model = madeModel(10, 36);
const design = { velocityRad: model.velocityRad, heightRad: model.heightRad };
const grid = halfRayleighGrid(design, 20, 30);

const POINTS = 300;
const VELOCITIES = Float64Array.from({ length: POINTS }, (_, p) => 6 * Math.sin(p));
const phasesRad = Float32Array.from({ length: POINTS * 10 }, (_, k) =>
  wrapped(madePhase(model, { velocityMmPerYear: VELOCITIES[Math.floor(k / 10)], heightM: 0 }, k % 10)),
);

test('a task of more arcs than a call takes finds what one call for all of them finds', async () => {
  const random = new SeededRandom(1);
  const arcs = Int32Array.from({ length: 2 * 5000 }, () => Math.floor(POINTS * random.uniform()));
  const answer = await arcsTask(space, { step: 'arcs', phasesRad, arcs, design, grid, leastDates: 3 });
  const { velocityMmPerYear, heightM, coherence } = fitArcs(thread, phasesRad, arcs, design, grid, 3);
  expect(answer).toEqual({ step: 'arcs', velocityMmPerYear, heightM, coherence });
  // And that is the difference of the velocities, `to` less `from`.
  for (let arc = 0; arc < 5000; arc += 97) {
    expect(velocityMmPerYear[arc]).toBeCloseTo(VELOCITIES[arcs[2 * arc + 1]] - VELOCITIES[arcs[2 * arc]], 2);
  }
});

test('a task without arcs has an answer without any', async () => {
  const answer = await arcsTask(space, {
    step: 'arcs',
    phasesRad,
    arcs: new Int32Array(0),
    design,
    grid,
    leastDates: 3,
  });
  expect(answer.coherence).toHaveLength(0);
});
