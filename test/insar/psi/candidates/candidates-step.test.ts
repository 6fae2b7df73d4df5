import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { amplitudeStep } from '../../../../src/insar/psi/amplitude/amplitude-step.js';
import { candidatesStep } from '../../../../src/insar/psi/candidates/candidates-step.js';
import { openCrew } from '../../../../src/insar/psi/crew/psi-task.js';
import { DEFAULT_PSI_PARAMETERS } from '../../../../src/insar/psi/psi-parameters.js';
import { blockFile } from '../../../../src/insar/psi/step-files.js';
import { type StepSetting, wantedBlocks } from '../../../../src/insar/psi/step-setting.js';
import type { SimulatedRows } from '../../../../src/insar/simulation/stack-simulator.js';
import { type Candidate, candidatesOf, type SmallWork, smallWork } from '../small-work.js';

const [ROWS, COLUMNS, DATES] = [72, 120, 24];
const EMPTY = 7;
const wrapped = (rad: number) => rad - 2 * Math.PI * Math.round(rad / (2 * Math.PI));
const textOf = (one: Candidate) => JSON.stringify({ ...one, phasesRad: [...one.phasesRad] });
const isDistributed = ({ samples }: Candidate) => samples > 0;

let small: SmallWork;
let truth: SimulatedRows;
let setting: StepSetting;
let found: Candidate[];
beforeAll(async () => {
  small = await smallWork({ rows: ROWS, columns: COLUMNS, dates: DATES, seed: 3 }, (image, date, firstRow) => {
    if (date === EMPTY) image.fill(Number.NaN);
    // The lowest rows are outside of some images.
    const row = 66 - firstRow;
    if (date < 3 && row * COLUMNS * 2 < image.length) image.fill(Number.NaN, Math.max(0, 2 * row * COLUMNS));
  });
  truth = small.simulator.simulate(0, ROWS, true);
  setting = await small.work('tiles-32');
  await both(setting);
  found = await candidatesOf(setting);
});
afterAll(() => small.remove());

async function both(one: StepSetting) {
  await amplitudeStep(one);
  return candidatesStep(small.stack, one);
}

/** Differences of phases from truth, less their mean, which may be anything for a scatterer. */
function restsOf({ row, column, phasesRad }: Candidate): number[] {
  const rests = Array.from(phasesRad, (phase, date) => wrapped(phase + truth.unwrapped![date][row * COLUMNS + column]));
  const known = rests.filter((rest) => !Number.isNaN(rest));
  const [re, im] = known.reduce(([x, y], rest) => [x + Math.cos(rest), y + Math.sin(rest)], [0, 0]);
  const mean = Math.atan2(im, re);
  return known.map((rest) => wrapped(rest - mean));
}
const rms = (values: readonly number[]) => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);

describe('the step candidates', () => {
  test('finds the steady points of more than 10 dB', () => {
    const points = new Set(found.filter((one) => !isDistributed(one)).map(({ row, column }) => row * COLUMNS + column));
    const steady = truth.targets.filter(
      ({ scrDb, firstDate, lastDate, phaseNoiseRad }) =>
        scrDb > 10 && firstDate === 0 && lastDate === DATES - 1 && phaseNoiseRad === 0,
    );
    expect(steady.length).toBeGreaterThan(200);
    const share = steady.filter(({ row, column }) => points.has(row * COLUMNS + column)).length / steady.length;
    expect(share).toBeGreaterThan(0.95);
  });

  test('whose phases are as far from truth as it says', () => {
    const good = found.filter((one) => !isDistributed(one) && one.dispersion < 0.25);
    const targets = new Map(truth.targets.map((target) => [target.row * COLUMNS + target.column, target]));
    const scores = good.flatMap((one) => {
      const target = targets.get(one.row * COLUMNS + one.column);
      if (!target || target.phaseNoiseRad > 0 || target.firstDate > 0 || target.lastDate < DATES - 1) return [];
      return restsOf(one).map((rest) => rest / one.sigmaRad);
    });
    expect(scores.length).toBeGreaterThan(1000);
    expect(rms(scores)).toBeGreaterThan(0.85);
    expect(rms(scores)).toBeLessThan(1.2);
  });

  test('finds distributed scatterers, nearly as noisy as it says, and none on water', () => {
    const all = found.filter(isDistributed);
    expect(all.length).toBeGreaterThan(100);
    const coverOf = ({ row, column }: Candidate) => truth.truth[row].parcels[column].cover.name;
    const points = new Set(truth.targets.map(({ row, column }) => row * COLUMNS + column));
    const lasting = all.filter(
      (one) =>
        ['suburban', 'dense-urban', 'meadow'].includes(coverOf(one)) && !points.has(one.row * COLUMNS + one.column),
    );
    expect(lasting.length).toBeGreaterThan(50);
    const ratios = lasting.map((one) => rms(restsOf(one)) / one.sigmaRad).sort((a, b) => a - b);
    expect(ratios[ratios.length >> 1]).toBeGreaterThan(0.6);
    expect(ratios[ratios.length >> 1]).toBeLessThan(1.4);
    for (const { samples, linkedCoherence } of all) {
      expect(samples).toBeGreaterThanOrEqual(20);
      expect(linkedCoherence).toBeGreaterThanOrEqual(0.5);
    }
    expect(all.filter((one) => coverOf(one) === 'water').length).toBeLessThan(0.03 * all.length);
  });

  test('has phases against the reference date, NaN where there is nothing', () => {
    const { referenceIndex } = small.stack.description;
    for (const { phasesRad, row } of found) {
      expect(phasesRad[referenceIndex]).toBe(0);
      expect(phasesRad[EMPTY]).toBeNaN();
      expect(phasesRad.every((phase) => Number.isNaN(phase) || Math.abs(phase) <= Math.fround(Math.PI))).toBe(true);
      // Windows of distributed scatterers reach beyond.
      if (row < 56) expect(phasesRad.filter((phase) => Number.isNaN(phase)).length).toBe(1);
    }
    const lowest = found.filter(({ row, samples }) => row >= 66 && samples === 0);
    expect(lowest.length).toBeGreaterThan(0);
    for (const { phasesRad } of lowest) expect(phasesRad.subarray(0, 3).every(Number.isNaN)).toBe(true);
  });

  test('gives the same whatever the blocks are', async () => {
    const larger = await small.work('tiles-128', 128);
    await both(larger);
    expect(wantedBlocks(larger).length).toBe(1);
    expect(wantedBlocks(setting).length).toBeGreaterThan(2);
    const others = await candidatesOf(larger);
    expect(others.map(textOf)).toEqual(found.map(textOf));
  });

  test('and whatever the number of threads', async () => {
    const crew = openCrew(2);
    const threaded = await small.work('threads', 32, { crew, threads: 2 });
    await both(threaded);
    await crew.close();
    for (const { index } of wantedBlocks(setting)) {
      const [a, b] = [setting, threaded].map(({ folder }) => readFile(blockFile(folder, 'candidates', index)));
      expect((await a).equals(await b)).toBe(true);
    }
  });

  test('links long stacks in ministacks, with nearly the same phases', async () => {
    const parameters = { ...DEFAULT_PSI_PARAMETERS, sequentialAbove: 12, ministackDates: 8 };
    const [small32, small48] = [
      await small.work('ministacks-32', 32, { parameters }),
      await small.work('ministacks-48', 48, { parameters }),
    ];
    await both(small32);
    await both(small48);
    const sequential = await candidatesOf(small32);
    expect(await candidatesOf(small48)).toEqual(sequential);
    const known = new Map(found.filter(isDistributed).map((one) => [one.row * COLUMNS + one.column, one]));
    const rests = sequential.filter(isDistributed).flatMap((one) => {
      const other = known.get(one.row * COLUMNS + one.column);
      if (!other || other.linkedCoherence < 0.9) return [];
      return Array.from(one.phasesRad, (phase, i) => wrapped(phase - other.phasesRad[i])).filter(
        (x) => !Number.isNaN(x),
      );
    });
    expect(rests.length).toBeGreaterThan(500);
    expect(rms(rests)).toBeLessThan(0.15);
  });

  test('takes another reference date, and says so, when that of the stack is empty; says what noise reaches', async () => {
    const other = await smallWork({ rows: 40, columns: 48, dates: 10 }, (image, date) => {
      if (date === 5 || date === 0) image.fill(Number.NaN);
    });
    expect(other.stack.description.referenceIndex).toBe(5);
    const said: string[] = [];
    const work = await other.work('work', 32, { log: (_, message) => said.push(message) });
    await amplitudeStep(work);
    const { referenceDate, noise } = await candidatesStep(other.stack, work);
    const { dates } = work.store.header;
    expect(referenceDate).toBe(1);
    expect(said).toContain(`the image of the reference date ${dates[5]} is empty: ${dates[1]} takes its place`);
    expect(said.some((text) => text.startsWith('noise alone reaches a temporal coherence of 0.'))).toBe(true);
    expect(noise.coherence[0]).toBeGreaterThan(0.5);
    for (const { phasesRad } of await candidatesOf(work)) expect(phasesRad[1]).toBe(0);
    await other.remove();
  });
});
