/** Seventeen ENVISAT pairs over Sydney against the results of another program, step by step. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InterferogramInversion } from '../../../src/insar/interferograms/invert-interferograms.js';
import type { InterferogramFolder } from '../../../src/insar/interferograms/open-interferograms.js';
import { pairNetwork, spanningTree } from '../../../src/insar/interferograms/pair-network.js';
import { openPyrateFolder } from '../../../src/insar/interferograms/pyrate-folder.js';
import { type SeriesEstimate, SeriesModel } from '../../../src/insar/interferograms/series-model.js';
import { medianInPlace } from '../../../src/insar/interferograms/spatial-reference.js';
import { sharedData } from '../../support/shared-data.js';
import { memorySource } from './memory-source.js';

const folder = sharedData('pyrate-sydney-small_test');

const [WIDTH, HEIGHT] = [47, 72];
const PIXELS = WIDTH * HEIGHT;
/** Its files have five digits of numbers up to 60 mm. */
const ROUNDING_MM = 6e-4;
/** It counts years of 365.25 days, we those of EGMS. */
const YEARS = 365.25 / 365;

const readCsv = (name: string) =>
  Float64Array.from(
    readFileSync(`${folder}/${name}`, 'utf8')
      .trim()
      .split(/[\s,]+/),
    Number,
  );

function readNpy(name: string): Float64Array | Float32Array {
  const bytes = readFileSync(`${folder}/${name}`);
  const start = 10 + bytes.readUInt16LE(8);
  const buffer = Uint8Array.from(bytes.subarray(start)).buffer;
  return bytes.toString('latin1', 10, start).includes('<f4') ? new Float32Array(buffer) : new Float64Array(buffer);
}

/** Where both are, and how far they are apart at most. */
function compare(got: ArrayLike<number>, wanted: ArrayLike<number>): { both: number; most: number } {
  let [both, most] = [0, 0];
  for (let i = 0; i < wanted.length; i++) {
    if (!Number.isFinite(got[i] + wanted[i])) continue;
    both++;
    most = Math.max(most, Math.abs(got[i] - wanted[i]));
  }
  return { both, most };
}

describe.skipIf(!folder)('PyRate over Sydney (skipped: shared data pyrate-sydney-small_test is absent)', () => {
  let source: InterferogramFolder;
  let names: string[];
  let mmPerRadian: number;
  beforeAll(async () => {
    source = await openPyrateFolder(folder!, { phases: 'tif/' });
    names = source.description.pairs.map(({ reference, secondary }) => `${reference.slice(2)}-${secondary.slice(2)}`);
    mmPerRadian = (1000 * source.description.wavelengthM) / (4 * Math.PI);
  });
  afterAll(() => source?.close());

  test('seventeen pairs of thirteen dates, seen at the incidence that their headers say', () => {
    expect([source.description.pairs.length, source.description.dates.length]).toEqual([17, 13]);
    expect(source.description.geometry.incidenceDegrees).toBeCloseTo(22.9671, 4);
    expect([source.widthPixels, source.heightPixels]).toEqual([WIDTH, HEIGHT]);
  });

  test('the spanning tree of equal weights is its minimum spanning tree', () => {
    const network = pairNetwork(source.description.pairs);
    const wanted = names.map((name) => readCsv(`mst/mst_geo_${name}.csv`)[0]);
    expect([...spanningTree(network, new Float64Array(17))]).toEqual(wanted);
  });

  test.each([
    ['pair', 'all', 1],
    ['date', 'spanning-tree', 2],
  ] as const)(
    'planes by %s, from %s pairs, are those of its orbital method %i but for their level',
    async (per, pairs, method) => {
      const { levels } = await InterferogramInversion.prepare(source, { ramps: { surface: 'plane', per }, pairs });
      for (const [pair, name] of names.entries()) {
        const wanted = readCsv(`orbital_error_correction/ifg_orb_planar_1lks_method${method}_geo_${name}.unw.csv`);
        const phases = await source.readPhase(pair, { first: 0, count: HEIGHT });
        const flat = Float64Array.from(phases, (phase, i) => {
          const ramp = levels.ramps!.at(pair, Math.floor(i / WIDTH), i % WIDTH);
          return (phase - ramp) * mmPerRadian - wanted[i];
        });
        const level = medianInPlace(flat.slice());
        const { both, most } = compare(
          flat,
          flat.map((value) => (Number.isNaN(value) ? value : level)),
        );
        expect(both).toBe(wanted.filter((value) => !Number.isNaN(value)).length);
        expect(most).toBeLessThan(2 * ROUNDING_MM);
      }
    },
  );

  test('all pairs together give other planes of the dates than a tree, by a few tenths of a millimetre', async () => {
    const { levels } = await InterferogramInversion.prepare(source, { ramps: { surface: 'plane', per: 'date' } });
    const tree = await InterferogramInversion.prepare(source, {
      ramps: { surface: 'plane', per: 'date' },
      pairs: 'spanning-tree',
    });
    const across = (one: typeof levels, pair: number) =>
      one.ramps!.at(pair, 0, 0) - one.ramps!.at(pair, HEIGHT - 1, WIDTH - 1);
    const apart = names.map((_, pair) => Math.abs(across(levels, pair) - across(tree.levels, pair)) * mmPerRadian);
    expect(Math.max(...apart)).toBeGreaterThan(0.1);
    expect(Math.max(...apart)).toBeLessThan(3);
  });

  test('the scene median over pixels that all pairs have is its reference phase', async () => {
    const flat = names.map((name) =>
      readCsv(`orbital_error_correction/ifg_orb_planar_1lks_method1_geo_${name}.unw.csv`),
    );
    const pairs = source.description.pairs.map((pair, i) => ({
      ...pair,
      phases: flat[i].map((mm) => mm / mmPerRadian),
    }));
    const memory = memorySource(pairs, WIDTH, HEIGHT, 5e5, source.description.wavelengthM);
    const { levels } = await InterferogramInversion.prepare(memory, { reference: { kind: 'scene' } });
    for (const [pair, name] of names.entries()) {
      const wanted = readCsv(`ref_phase_est/ifg_orb_and_ref_phase_correctedgeo_${name}.unw.csv`);
      const got = flat[pair].map((mm) => mm - levels.reference[pair] * mmPerRadian);
      expect(compare(got, wanted).most).toBeLessThan(2 * ROUNDING_MM);
    }
  });

  test('series of the trees are those of its singular value decomposition at every connected pixel', async () => {
    const pairs = source.description.pairs.map((pair, i) => ({
      ...pair,
      perpendicularBaselineM: 0,
      phases: readCsv(`ref_phase_est/ifg_orb_and_ref_phase_corrected_method2geo_${names[i]}.unw.csv`).map(
        (mm) => mm / mmPerRadian,
      ),
    }));
    const memory = memorySource(pairs, WIDTH, HEIGHT, 5e5, source.description.wavelengthM);
    // (dates - 1) images, by columns; positive away.
    const wanted = readCsv('time_series/ts_cum_interp0_method2.csv');
    const stack = readCsv('stackrate/stackmap.csv');
    const results = new Map<string, { most: number; rms: number; both: number; correlation: number }>();
    for (const used of ['spanning-tree', 'all'] as const) {
      const inversion = await InterferogramInversion.prepare(memory, {
        pairs: used,
        model: { degree: 1, hasHeightError: false },
        isRepairing: false,
      });
      let [both, most, squares] = [0, 0, 0];
      const rates: [number, number][] = [];
      for await (const rows of inversion.rows()) {
        for (let i = 0; i < PIXELS; i++) {
          const series = rows.series.subarray(13 * i, 13 * i + 13);
          if (rows.parts[i] !== 1 || series.some(Number.isNaN)) continue;
          for (let date = 1; date < 13; date++) {
            const error = -series[date] - wanted[(date - 1) * PIXELS + (i % WIDTH) * HEIGHT + Math.floor(i / WIDTH)];
            if (Number.isNaN(error)) throw new Error(`no series at pixel ${i}, date ${date}`);
            both++;
            most = Math.max(most, Math.abs(error));
            squares += error * error;
          }
          if (!Number.isNaN(stack[i])) rates.push([-rows.velocityMmPerYear[i], stack[i]]);
        }
      }
      results.set(used, { most, both, rms: Math.sqrt(squares / both), correlation: correlationOf(rates) });
    }
    const tree = results.get('spanning-tree')!;
    expect(tree.both).toBe(32_124);
    expect(tree.most).toBeLessThan(2e-3);
    // Pairs beside the tree are measurements too: they move the series by what the triangles do not close.
    expect(results.get('all')!.rms).toBeGreaterThan(0.3);
    expect(results.get('all')!.rms).toBeLessThan(1.5);
    // Its stacking weighs pairs by their covariance and goes through the origin: alike, not equal.
    expect(tree.correlation).toBeGreaterThan(0.85);
  });

  test('rates of its smoothed series and their standard errors are those of its linear regression', () => {
    const series = readNpy('linrate/tscuml_0.npy');
    const network = pairNetwork(source.description.pairs);
    const model = new SeriesModel(network.days, new Float64Array(13), { degree: 1, hasHeightError: false });
    const [rates, errors] = [readNpy('linrate/linear_rate.npy'), readNpy('linrate/linear_error.npy')];
    const estimate = {} as SeriesEstimate;
    const [gotRates, gotErrors] = [new Float64Array(PIXELS), new Float64Array(PIXELS)];
    for (let i = 0; i < PIXELS; i++) {
      const one = Float64Array.of(0, ...series.subarray(12 * i, 12 * i + 12));
      model.estimate(one, new Int32Array(13), Number.NaN, estimate);
      gotRates[i] = estimate.velocityMmPerYear * YEARS;
      gotErrors[i] = estimate.velocityStd * YEARS;
    }
    expect(compare(gotRates, rates)).toEqual({ both: 2683, most: expect.closeTo(0, 5) });
    expect(compare(gotErrors, errors)).toEqual({ both: 2683, most: expect.closeTo(0, 5) });
  });
});

function correlationOf(pairs: readonly (readonly [number, number])[]): number {
  const mean = (at: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[at], 0) / pairs.length;
  const [x, y] = [mean(0), mean(1)];
  const sum = (of: (a: number, b: number) => number) => pairs.reduce((all, [a, b]) => all + of(a - x, b - y), 0);
  return sum((a, b) => a * b) / Math.sqrt(sum((a) => a * a) * sum((_, b) => b * b));
}
