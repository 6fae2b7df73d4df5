/** Thirty Sentinel-1 pairs over a sinking city: rates, closures, and height errors against those of PyRate. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GeoTiffReader } from '../../../src/formats/geotiff-reader.js';
import { factorCholesky, solveCholesky } from '../../../src/insar/interferograms/cholesky.js';
import {
  InterferogramInversion,
  type InterferogramInversionOptions,
} from '../../../src/insar/interferograms/invert-interferograms.js';
import { type InvertedRows, PixelFlag } from '../../../src/insar/interferograms/inverted-rows.js';
import type { InterferogramFolder } from '../../../src/insar/interferograms/open-interferograms.js';
import { openPyrateFolder } from '../../../src/insar/interferograms/pyrate-folder.js';
import { sharedData } from '../../support/shared-data.js';

const folder = sharedData('pyrate-mexico-cropA');

const [WIDTH, HEIGHT, PAIRS] = [100, 60, 30];

const quantiles = (values: readonly number[], ...shares: readonly number[]): number[] => {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  return shares.map((share) => sorted[Math.round(share * (sorted.length - 1))]);
};

interface Line {
  readonly correlation: number;
  readonly slope: number;
  readonly pixels: number;
}

/** y on x where both are. */
function lineThrough(x: ArrayLike<number>, y: ArrayLike<number>): Line {
  let [n, sx, sy, sxx, sxy, syy] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(x[i] + y[i])) continue;
    n++;
    sx += x[i];
    sy += y[i];
    sxx += x[i] * x[i];
    sxy += x[i] * y[i];
    syy += y[i] * y[i];
  }
  const [cxx, cxy, cyy] = [sxx - (sx * sx) / n, sxy - (sx * sy) / n, syy - (sy * sy) / n];
  return { correlation: cxy / Math.sqrt(cxx * cyy), slope: cxy / cxx, pixels: n };
}

describe.skipIf(!folder)('thirty pairs over Mexico City (skipped: shared data pyrate-mexico-cropA is absent)', () => {
  let source: InterferogramFolder;
  beforeAll(async () => {
    source = await openPyrateFolder(folder!);
  });
  afterAll(() => source?.close());

  async function invert(options: InterferogramInversionOptions) {
    const inversion = await InterferogramInversion.prepare(source, options);
    const batches: InvertedRows[] = [];
    for await (const rows of inversion.rows()) batches.push(rows);
    expect(batches.length).toBe(1);
    return { inversion, rows: batches[0] };
  }

  test('geometry and baselines are those of its place near the inner edge of the swath', async () => {
    const { geometry, pairs, dates, wavelengthM } = source.description;
    expect([pairs.length, dates.length]).toEqual([30, 13]);
    expect(wavelengthM).toBeCloseTo(0.0555041577, 9);
    expect(geometry.incidenceDegrees).toBeCloseTo(31.34, 1);
    // Baselines of pairs close as orbits do, but for the flight directions of their own references.
    const baseline = (a: string, b: string) =>
      pairs.find(({ reference, secondary }) => reference === a && secondary === b)!.perpendicularBaselineM;
    const closure =
      baseline('20180307', '20180319') + baseline('20180319', '20180331') - baseline('20180307', '20180331');
    expect(Math.abs(closure)).toBeLessThan(1.5);
  });

  test('rates, residuals and closures are those of an inversion by others', async () => {
    const { inversion, rows } = await invert({
      reference: { kind: 'area', rows: { first: 7, count: 5 }, columns: { first: 7, count: 5 } },
      weights: 'equal',
      isRepairing: false,
      model: { degree: 1, hasHeightError: false },
    });
    const complete = [...rows.pairsUsed.keys()].filter((i) => rows.pairsUsed[i] === PAIRS);
    expect(complete.length).toBe(5882);
    const [least, p5, median, p95] = quantiles(
      complete.map((i) => rows.velocityMmPerYear[i]),
      0,
      0.05,
      0.5,
      0.95,
    );
    for (const [got, wanted] of [
      [least, -301],
      [p5, -263],
      [median, -92],
      [p95, -2],
    ]) {
      expect(Math.abs(got - wanted)).toBeLessThan(1);
    }
    expect(
      quantiles(
        complete.map((i) => rows.velocityMmPerYear[i]),
        1,
      )[0],
    ).toBeLessThan(8.5);
    const residuals = complete.map((i) => rows.residualRmsRadians[i]);
    expect(quantiles(residuals, 0.5)[0]).toBeCloseTo(0.315, 2);
    expect(quantiles(residuals, 0.95)[0]).toBeCloseTo(0.47, 2);
    const { squares, pixels, openBefore } = inversion.closure;
    const spreads = Array.from(squares, (sum, triplet) => Math.sqrt(sum / pixels[triplet]));
    expect(spreads.length).toBe(24);
    expect(spreads.filter((spread) => spread < 1).length).toBe(19);
    expect(Math.max(...spreads)).toBeLessThan(1.75);
    expect(Math.max(...Array.from(openBefore, (open, triplet) => open / pixels[triplet]))).toBeLessThan(0.015);
    // The eastern end sinks by 200 mm a year, the west stands.
    const column = (at: number) =>
      quantiles(
        complete.filter((i) => i % WIDTH === at).map((i) => rows.velocityMmPerYear[i]),
        0.5,
      )[0];
    expect(column(2)).toBeGreaterThan(-20);
    expect(column(97)).toBeLessThan(-170);
    const marked = rows.flags.filter((flags) => (flags & PixelFlag.unwrappingError) !== 0).length;
    expect(marked).toBe(rows.flags.filter((flags) => (flags & PixelFlag.openTriplets) !== 0).length);
    expect(marked).toBeGreaterThan(50);
    expect(marked).toBeLessThan(200);
  });

  test('height errors follow those of PyRate: by its own formula all but exactly, ours within their noise', async () => {
    const raster = await GeoTiffReader.open(`${folder}/dem_error_result/dem_error.tif`);
    const wanted = await raster.readRows(0, HEIGHT);
    await raster.close();
    const { inversion, rows } = await invert({ reference: { kind: 'scene' }, weights: 'equal', model: { degree: 1 } });
    const formula = lineThrough(await pairwiseHeights(source, inversion.levels.reference), wanted);
    expect(formula.pixels).toBeGreaterThan(5800);
    expect(formula.correlation).toBeGreaterThan(0.9999);
    // It takes the sine of the look angle at the satellite for that of the incidence at the ground: the ratio of the radii.
    expect(Math.abs(formula.slope - 6_375_869 / 7_073_899)).toBeLessThan(0.005);
    const own = lineThrough(rows.heightErrorM, wanted);
    expect(own.pixels).toBeGreaterThan(5800);
    expect(own.correlation).toBeGreaterThan(0.85);
    expect(own.slope).toBeGreaterThan(0.6);
    expect(own.slope).toBeLessThan(0.9);
    const apart = Array.from(rows.heightErrorM, (height, i) => Math.abs(height - wanted[i]) / rows.heightErrorStd[i]);
    expect(quantiles(apart, 0.9)[0]).toBeLessThan(1.5);
  });

  test('weights by coherence and least absolute residuals agree with plain least squares within their errors', async () => {
    const options = { reference: { kind: 'scene' }, model: { degree: 1 } } as const;
    const plain = await invert({ ...options, weights: 'equal' });
    const weighted = await invert(options);
    const apart = Array.from(weighted.rows.velocityMmPerYear, (velocity, i) =>
      Math.abs(velocity - plain.rows.velocityMmPerYear[i]),
    );
    expect(quantiles(apart, 0.5)[0]).toBeLessThan(2);
    expect(quantiles(apart, 0.5)[0]).toBeGreaterThan(0.05);
    expect(quantiles(Array.from(weighted.rows.temporalCoherence), 0.5)[0]).toBeGreaterThan(0.95);
  });
});

/** PyRate's way, slow and plain: phase in mm = a + b B + v t over all pairs of a pixel; height error = -b R sin / 1000. */
async function pairwiseHeights(source: InterferogramFolder, reference: Float64Array): Promise<Float64Array> {
  const { pairs, wavelengthM } = source.description;
  const all = { first: 0, count: HEIGHT };
  const phases = await Promise.all(pairs.map((_, pair) => source.readPhase(pair, all)));
  const levers = await source.readHeightLeverM(all);
  const day = (date: string) => Date.UTC(Number(date.slice(0, 4)), Number(date.slice(4, 6)) - 1, Number(date.slice(6)));
  const terms = pairs.map(({ reference, secondary, perpendicularBaselineM }) => [
    1,
    -perpendicularBaselineM / 50,
    (day(secondary) - day(reference)) / 864e7,
  ]);
  const heights = new Float64Array(WIDTH * HEIGHT).fill(Number.NaN);
  for (let i = 0; i < heights.length; i++) {
    const present = pairs.map((_, pair) => pair).filter((pair) => !Number.isNaN(phases[pair][i]));
    if (present.length < 20) continue;
    const [normal, right] = [new Float64Array(9), new Float64Array(3)];
    for (const pair of present) {
      const mm = ((phases[pair][i] - reference[pair]) * 1000 * wavelengthM) / (4 * Math.PI);
      for (let a = 0; a < 3; a++) {
        right[a] += terms[pair][a] * mm;
        for (let b = 0; b < 3; b++) normal[3 * a + b] += terms[pair][a] * terms[pair][b];
      }
    }
    factorCholesky(normal, 3);
    solveCholesky(normal, 3, right);
    heights[i] = (-right[1] / 50 / 1000) * levers[i];
  }
  return heights;
}
