/**
 * The whole pipeline on small simulated scenes, from images to points, on threads of the compiled program: against the truth
 * of the simulation, and against itself on other numbers of threads and after a stop.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { crsByUri } from '../../../src/geodesy/crs.js';
import { transformPoint } from '../../../src/geodesy/transform.js';
import { DEFAULT_PSI_PARAMETERS } from '../../../src/insar/psi/psi-parameters.js';
import { type PipelineOptions, type PsiResult, runPipeline } from '../../../src/insar/psi/run-pipeline.js';
import type { PointColumns } from '../../../src/insar/psi/step-files.js';
import {
  DEFAULT_PLAN,
  ORBIT_FACTS,
  type SimulationPlan,
  simulatorOf,
} from '../../../src/insar/simulation/simulation-plan.js';
import { writeStack } from '../../../src/insar/simulation/write-stack.js';
import { openStack } from '../../../src/insar/stack/open-stack.js';
import { fitReference } from '../../../src/kernels/reference.js';
import { yearsSinceFirst } from '../../../src/products/epochs.js';

/** Half a kilometre of a city, four years. */
const PLAN: SimulationPlan = {
  ...DEFAULT_PLAN,
  seed: 5,
  rows: 72,
  columns: 96,
  dates: 26,
  intervalDays: 54,
  missingShare: 0,
  atmosphereScale: 0.5,
};

/** Quick, and with a network on so little ground. */
const PARAMETERS = { ...DEFAULT_PSI_PARAMETERS, networkCellM: 60, strideRows: 4, strideColumns: 8 };

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-egms-pipeline-'));
  await simulated('city', PLAN);
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

async function simulated(name: string, plan: SimulationPlan): Promise<void> {
  const { laterDays, headingDeg, incidenceDeg, ...facts } = ORBIT_FACTS.ascending;
  await writeStack(simulatorOf(plan, 'ascending'), join(folder, name), {
    truth: 'compact',
    compression: 'none',
    facts: { ...facts, title: 'a small scene' },
  });
}

/** @param work name of the folder of the work */
async function run(scene: string, work: string, changed: Partial<PipelineOptions> = {}): Promise<PsiResult> {
  const stack = await openStack(join(folder, scene));
  try {
    return await runPipeline(stack, join(folder, work), {
      parameters: PARAMETERS,
      threads: 2,
      signal: new AbortController().signal,
      onProgress: () => {},
      log: () => {},
      ...changed,
    });
  } finally {
    await stack.close();
  }
}

/** Of all points, one after another. */
async function pointsOf(result: PsiResult): Promise<readonly PointOf[]> {
  const points: PointOf[] = [];
  for await (const columns of result.points()) {
    for (let p = 0; p < columns.row.length; p++) points.push({ columns, p });
  }
  return points;
}

interface PointOf {
  readonly columns: PointColumns;
  readonly p: number;
}

async function bytesOfPoints(work: string): Promise<readonly Buffer[]> {
  const files = (await readdir(join(folder, work, 'points'))).filter((name) => /^\d+\.columns$/.test(name)).toSorted();
  expect(files.length).toBeGreaterThan(0);
  return Promise.all(files.map((name) => readFile(join(folder, work, 'points', name))));
}

/** Planted targets by pixel: displacement at the dates of a series since the first, and height errors. */
async function truthOf(scene: string, dates: readonly string[]) {
  const read = (name: string) => readFile(join(folder, scene, 'truth', name), 'utf8');
  const truth = JSON.parse(await read('truth.json')) as {
    readonly dates: readonly string[];
    readonly functions: readonly { readonly name: string; readonly values: readonly number[] }[];
  };
  expect(truth.dates.map((date) => date.replaceAll('-', ''))).toEqual(dates);
  const [head, ...lines] = (await read('points.csv')).trim().split('\n');
  const names = head.split(',');
  const targets = new Map<string, { readonly seriesMm: readonly number[]; readonly heightErrorM: number }>();
  for (const line of lines) {
    const cells = line.split(',');
    const number = (name: string) => Number(cells[names.indexOf(name)]);
    const seriesMm = dates.map((_, i) =>
      truth.functions.reduce((sum, { name, values }) => sum + number(`los_${name}`) * values[i], 0),
    );
    targets.set(`${number('row')} ${number('column')}`, { seriesMm, heightErrorM: number('height_error_m') });
  }
  return targets;
}

const median = (values: readonly number[]) => Float64Array.from(values).sort()[values.length >> 1];
const rms = (values: readonly number[]) => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);
const less = (values: readonly number[], level: number) => values.map((value) => value - level);

describe('a small city', () => {
  let result: PsiResult;
  let points: readonly PointOf[] = [];
  beforeAll(async () => {
    result = await run('city', 'two-threads');
    points = await pointsOf(result);
  }, 60_000);

  test('has points, as many as its quality says, in order of row and column within a block', () => {
    const { counts } = result.quality;
    expect(points.length).toBe(result.pointCount);
    expect(counts.persistentPoints + counts.distributedPoints).toBe(result.pointCount);
    expect(points.filter(({ columns, p }) => columns.samples[p] > 0)).toHaveLength(counts.distributedPoints);
    expect(result.pointCount).toBeGreaterThan(200);
    expect(counts.clusters).toBe(1);
    expect(result.quality.warnings).toEqual([]);
    for (const { columns, p } of points) {
      if (p === 0) continue;
      const order = columns.row[p] - columns.row[p - 1] || columns.column[p] - columns.column[p - 1];
      expect(order).toBeGreaterThan(0);
    }
  });

  test('has persistent scatterers on planted targets, or on the pixel beside one', async () => {
    const targets = await truthOf('city', result.dates);
    const persistent = points.filter(({ columns, p }) => columns.samples[p] === 0);
    const isPlanted = (reach: number) => (point: PointOf) => {
      const { columns, p } = point;
      for (let dy = -reach; dy <= reach; dy++) {
        for (let dx = -reach; dx <= reach; dx++) {
          if (targets.has(`${columns.row[p] + dy} ${columns.column[p] + dx}`)) return true;
        }
      }
      return false;
    };
    expect(persistent.filter(isPlanted(0)).length / persistent.length).toBeGreaterThan(0.9);
    expect(persistent.filter(isPlanted(1)).length / persistent.length).toBeGreaterThan(0.97);
  });

  test('has their displacement, whole cycles and all', async () => {
    const targets = await truthOf('city', result.dates);
    const errors = points.flatMap(({ columns, p }) => {
      const target = targets.get(`${columns.row[p]} ${columns.column[p]}`);
      if (!target || columns.coherence[p] < 0.8) return [];
      const dates = result.dates.length;
      const series = [...columns.displacementMm.subarray(p * dates, (p + 1) * dates)];
      return [series.map((value, i) => value - target.seriesMm[i])];
    });
    expect(errors.length).toBeGreaterThan(100);
    // What all points have in common at a date is not known to anybody, nor is the level of a series.
    const common = result.dates.map((_, i) => median(errors.map((series) => series[i])));
    const left = errors.map((series) => {
      const rest = series.map((value, i) => value - common[i]);
      return less(rest, median(rest));
    });
    const all = left.flat();
    expect(rms(all)).toBeLessThan(2);
    // Half a cycle of the phase is 13.9 mm.
    expect(all.filter((value) => Math.abs(value) > 13).length / all.length).toBeLessThan(0.002);
  });

  test('has their height errors, as uncertain as it says', async () => {
    const targets = await truthOf('city', result.dates);
    const off = points.flatMap(({ columns, p }) => {
      const target = targets.get(`${columns.row[p]} ${columns.column[p]}`);
      if (!target || columns.coherence[p] < 0.8) return [];
      return [{ error: columns.heightErrorM[p] - target.heightErrorM, std: columns.heightErrorStdM[p] }];
    });
    const level = median(off.map(({ error }) => error));
    const size = median(off.map(({ error }) => Math.abs(error - level)));
    const normalised = 1.4826 * median(off.map(({ error, std }) => Math.abs(error - level) / std));
    expect(size).toBeLessThan(3);
    expect(normalised).toBeGreaterThan(0.4);
    expect(normalised).toBeLessThan(1.6);
  });

  test('stands where the images are, moved by height errors and no more', async () => {
    const stack = await openStack(join(folder, 'city'));
    await stack.close();
    for (const { columns, p } of points) {
      const [losEast, losNorth, losUp] = [columns.losEast[p], columns.losNorth[p], columns.losUp[p]];
      expect(Math.hypot(losEast, losNorth, losUp)).toBeCloseTo(1, 5);
      const [east, north] = transformPoint('OGC:CRS84', crsByUri('EPSG:32632')!)(
        columns.longitudeDeg[p],
        columns.latitudeDeg[p],
      );
      const { west, north: top, pixelWidth, pixelHeight } = stack.place!;
      const away = Math.hypot(
        east - (west + (columns.column[p] + 0.5) * pixelWidth),
        north - (top - (columns.row[p] + 0.5) * pixelHeight),
      );
      const expected = (Math.abs(columns.heightErrorM[p]) * losUp) / Math.hypot(losEast, losNorth);
      expect(Math.abs(away - expected)).toBeLessThan(0.05 + 0.01 * expected);
    }
  });

  test('has series whose cubic and annual model is zero at the first date', () => {
    const dates = result.dates.length;
    const years = yearsSinceFirst([...result.dates]);
    const columnsOfModel = [
      () => 1,
      (i: number) => years[i],
      (i: number) => Math.cos(2 * Math.PI * years[i]),
      (i: number) => Math.sin(2 * Math.PI * years[i]),
      (i: number) => years[i] ** 2,
      (i: number) => years[i] ** 3,
    ];
    for (const { columns, p } of points.slice(0, 50)) {
      const fit = fitReference(columns.displacementMm.subarray(p * dates, (p + 1) * dates), columnsOfModel)!;
      expect(Math.abs(fit.coefficients[0] + fit.coefficients[2])).toBeLessThan(1e-3);
    }
  });

  test('has a quality that adds up', () => {
    const { quality } = result;
    const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
    for (const histogram of [quality.histograms.coherence, quality.histograms.heightErrorM]) {
      expect(sum(histogram.counts)).toBe(result.pointCount);
    }
    expect(sum(quality.histograms.linkedCoherence.counts)).toBe(quality.counts.distributedCandidates);
    expect(sum(quality.arcs.coherence.counts)).toBe(quality.arcs.count);
    expect(quality.arcs.kept + quality.arcs.rejected).toBeLessThanOrEqual(quality.arcs.aboveThreshold);
    expect(quality.epochs.map(({ date }) => date)).toEqual(result.dates);
    expect(result.dates).toContain(quality.referenceDate);
    for (const epoch of quality.epochs) {
      expect(epoch.validShare).toBe(1);
      // The plan multiplies no image by anything.
      expect(epoch.amplitudeGain).toBeGreaterThan(0.8);
      expect(epoch.amplitudeGain).toBeLessThan(1.25);
    }
    // Points by area: density times area is their number again.
    const { values, columns, cellPixels } = quality.maps.pointsPerKm2;
    const found = values.map((density, at) => {
      const rows = Math.min(cellPixels, PLAN.rows - Math.floor(at / columns) * cellPixels);
      const width = Math.min(cellPixels, PLAN.columns - (at % columns) * cellPixels);
      return ((density ?? 0) * rows * width * PLAN.rowSpacingM * PLAN.columnSpacingM) / 1e6;
    });
    expect(sum(found)).toBeCloseTo(result.pointCount, 0);
  });

  test('is the same, bit by bit, on one thread', async () => {
    const single = await run('city', 'one-thread', { threads: 1 });
    expect(single.pointCount).toBe(result.pointCount);
    expect(await bytesOfPoints('one-thread')).toEqual(await bytesOfPoints('two-threads'));
    const { steps: _, ...quality } = single.quality;
    expect({ ...quality, steps: result.quality.steps }).toEqual(result.quality);
  }, 60_000);

  test('goes on after stops, to the same bits', async () => {
    for (const share of [0.6, 0.92]) {
      const stop = new AbortController();
      const reason = new Error(`enough at ${share}`);
      const onProgress = (done: number) => done > share && stop.abort(reason);
      await expect(run('city', 'stopped', { signal: stop.signal, onProgress })).rejects.toBe(reason);
    }
    const again = await run('city', 'stopped');
    expect(again.pointCount).toBe(result.pointCount);
    expect(await bytesOfPoints('stopped')).toEqual(await bytesOfPoints('two-threads'));
  }, 60_000);

  test('is not gone on with under other parameters', async () => {
    const parameters = { ...PARAMETERS, minCoherence: 0.7 };
    await expect(run('city', 'two-threads', { parameters })).rejects.toMatchObject({ code: 'InvalidStack' });
    expect(await bytesOfPoints('two-threads')).toEqual(await bytesOfPoints('one-thread'));
  });

  test('of an area of interest has points inside of it alone', async () => {
    const longitudes = points.map(({ columns, p }) => columns.longitudeDeg[p]);
    const latitudes = points.map(({ columns, p }) => columns.latitudeDeg[p]);
    const [west, south, north] = [median(longitudes), Math.min(...latitudes) - 1, Math.max(...latitudes) + 1];
    const ring = [
      [west, south],
      [west + 1, south],
      [west + 1, north],
      [west, north],
      [west, south],
    ] as const;
    const part = await run('city', 'area', { areaOfInterest: [ring] });
    expect(part.pointCount).toBeGreaterThan(0.35 * result.pointCount);
    expect(part.pointCount).toBeLessThan(0.65 * result.pointCount);
    for (const { columns, p } of await pointsOf(part)) {
      // Areas are cut before height errors move points, by some metres.
      expect(columns.longitudeDeg[p]).toBeGreaterThan(west - 0.001);
    }
  }, 60_000);

  test('tells how far it is, never backwards, to the end', async () => {
    const shares: number[] = [];
    await run('city', 'one-thread', { onProgress: (share) => shares.push(share) });
    expect(shares.every((share, k) => k === 0 || share >= shares[k - 1])).toBe(true);
    expect(shares.at(-1)).toBe(1);
  });
});

describe('a scene of noise', () => {
  test('has no points, and a quality that says so', async () => {
    await simulated('noise', { ...PLAN, scene: 'noise', rows: 32 });
    const result = await run('noise', 'noise-work');
    expect(result.pointCount).toBe(0);
    expect(await pointsOf(result)).toEqual([]);
    expect(result.quality.counts).toMatchObject({ persistentPoints: 0, distributedPoints: 0 });
    expect(result.quality.warnings).toContainEqual(expect.stringContaining('no points were found'));
    expect(JSON.parse(JSON.stringify(result.quality))).toEqual(result.quality);
  }, 60_000);
});

describe('an area of interest', () => {
  test('far away is refused before anything is written', async () => {
    await simulated('tiny', { ...PLAN, rows: 24, columns: 24 });
    const ring = [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 0],
    ] as const;
    const far = run('tiny', 'elsewhere', { areaOfInterest: [ring], threads: 1 });
    await expect(far).rejects.toMatchObject({
      code: 'InvalidParameterValue',
      detail: expect.stringMatching(/^aoi: lies outside of the images of .*tiny, which are 10\.\d{4}, 44\.\d{4}, /),
    });
    await expect(readdir(join(folder, 'elsewhere'))).rejects.toThrow('ENOENT');
  }, 60_000);
});

describe('a stack of too few dates', () => {
  test('is refused with what was expected', async () => {
    await simulated('short', { ...PLAN, rows: 16, columns: 16, dates: 7 });
    await expect(run('short', 'short-work')).rejects.toMatchObject({
      code: 'InvalidStack',
      detail: expect.stringContaining('at least 8 images with values, got 7'),
    });
  });
});
