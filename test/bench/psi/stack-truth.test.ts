/** Truth read from the files of a simulated stack is the truth that the simulator knew. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { trueSeriesMm, trueVelocityMmPerYear } from '../../../bench/psi/point-errors.js';
import { readStackTruth } from '../../../bench/psi/stack-truth.js';
import { DEFAULT_PLAN, ORBIT_FACTS, simulatorOf } from '../../../src/insar/simulation/simulation-plan.js';
import { writeStack } from '../../../src/insar/simulation/write-stack.js';
import { fitReference } from '../../../src/kernels/reference.js';
import { createAttributeModel } from '../../../src/products/attributes.js';

test('truth of a stack comes back from its files, scatterers and ground alike', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'open-egms-truth-'));
  const simulator = simulatorOf({ ...DEFAULT_PLAN, rows: 50, columns: 60, dates: 40, intervalDays: 12 }, 'ascending');
  await writeStack(simulator, folder, { compression: 'none', truth: 'compact', facts: ORBIT_FACTS.ascending });
  const truth = await readStackTruth(folder);
  await rm(folder, { recursive: true });

  const { truth: rows, targets } = simulator.simulate(0, 50);
  expect(truth).toMatchObject({
    dates: simulator.acquisitions.dates,
    widthPixels: 60,
    heightPixels: 50,
    pixelKm2: 5e-5,
  });
  expect(truth.landCovers[truth.landCover[20 * 60 + 7]].name).toBe(rows[20].parcels[7].cover.name);
  expect(truth.rangeSineM[20 * 60 + 7] / rows[20].rangeSineM[7]).toBeCloseTo(1, 5);
  const air = new Float64Array(60);
  const heightsM = rows[20].heightM.map((height, i) => height + rows[20].heightErrorM[i]);
  const airSeries = simulator.acquisitions.dates.map((_, date) => {
    simulator.atmosphere.row(date, 20, heightsM, air);
    return air[7];
  });
  const ofAir = createAttributeModel(truth.dates).attributes(Float64Array.from(airSeries)).velocityMmPerYear;
  expect(truth.airMmPerYear[20 * 60 + 7]).toBeCloseTo(ofAir, 3);
  const mmPerM = (baselineM: number) => (-1000 * baselineM) / rows[20].rangeSineM[7];
  const { coefficients } = fitReference(airSeries, [
    () => 1,
    (i) => simulator.acquisitions.years[i],
    (i) => mmPerM(simulator.acquisitions.perpendicularBaselinesM[i]),
  ])!;
  expect(truth.airHeightM[20 * 60 + 7]).toBeCloseTo(coefficients[2], 2);
  expect(truth.scatterers.length).toBe(targets.length);
  for (const [k, target] of targets.entries()) {
    const { row, column, firstDate, lastDate } = target;
    const isThroughout = firstDate === 0 && lastDate === 39;
    expect(truth.scatterers[k]).toMatchObject({ row, column, isThroughout });
    const pixel = row * 60 + column;
    expect(truth.heightErrorM[pixel]).toBeCloseTo(target.heightErrorM, 4);
    const series = simulator.motion.functions.reduce(
      (sum, { values }, f) => sum.map((value, i) => value + target.losCoefficients[f] * values[i]),
      new Float64Array(40),
    );
    const read = trueSeriesMm(truth, pixel);
    for (const [i, value] of series.entries()) expect(read[i]).toBeCloseTo(value, 4);
    // Long enough for a line and a yearly wave.
    const { velocityMmPerYear } = createAttributeModel(truth.dates).attributes(series);
    expect(trueVelocityMmPerYear(truth, pixel)).toBeCloseTo(velocityMmPerYear, 2);
  }
  expect(truth.scatterers.some(({ isThroughout }) => !isThroughout)).toBe(true);
});
