/** The adjustment beside simulated truth: ramps go, bowls stay, neighbours agree, what cannot be held is not invented. */
import { describe, expect, test } from 'vitest';
import { type AdjustmentOptions, adjust } from '../../../src/insar/calibration/adjustment.js';
import { overlapAgreement, tieAgreement } from '../../../src/insar/calibration/agreement.js';
import { surfaceOf } from '../../../src/insar/calibration/surface.js';
import {
  CENTRE,
  largest,
  leftErrors,
  rampOf,
  regionalModel,
  type SimulatedBurst,
  type Simulation,
  simulate,
  simulatedTrack,
} from './simulated-bursts.js';

const OPTIONS: AdjustmentOptions = {
  surface: 'plane',
  cutoffKm: 100,
  overlapTies: true,
  huberThreshold: 1.5,
  localMotionMmPerYear: 5,
};
const MODEL = regionalModel();
const BOWL = {
  eastingM: CENTRE.eastingM + 12_000,
  northingM: CENTRE.northingM + 4000,
  radiusM: 3000,
  velocityUpMmPerYear: -25,
};
const BOWLS = [
  BOWL,
  { eastingM: CENTRE.eastingM - 21_000, northingM: CENTRE.northingM - 23_000, radiusM: 4000, velocityUpMmPerYear: -12 },
];

const errorsOf = (simulation: Simulation, surface: Parameters<typeof leftErrors>[1]) =>
  simulation.bursts.map((_, product) => leftErrors(simulation, surface, product));

/** Differences of what is left in two bursts, where they overlap. */
function stepsAt({ bursts, observations }: Simulation, surface: Parameters<typeof leftErrors>[1]): number[] {
  const left = bursts.map((burst, product) => {
    const surfaceAt = surfaceOf(surface, product);
    return (cluster: number, e: number, n: number) => burst.error(e, n) - surfaceAt(cluster, e, n);
  });
  return observations.overlaps.map(({ unit, other, eastingM, northingM }) => {
    const [a, b] = [observations.units[unit], observations.units[other]];
    return left[a.product](a.cluster, eastingM, northingM) - left[b.product](b.cluster, eastingM, northingM);
  });
}

describe('bursts of one track with ramps of their own, over two bowls', () => {
  const simulation = simulate(simulatedTrack(44, 4, 0), BOWLS, MODEL);
  const nothing = {
    products: simulation.bursts.map(({ name }) => ({
      name,
      originEastingM: 0,
      originNorthingM: 0,
      constants: [{ cluster: 0, mmPerYear: 0 }],
      coefficients: [],
    })),
    splines: [],
  };
  const adjusted = adjust(simulation.observations, OPTIONS);

  test('lose them: less than 0.1 mm/yr per 100 km is left, and 0.1 mm/yr anywhere', async () => {
    expect(rampOf(simulation.points, errorsOf(simulation, nothing)).slopePer100Km).toBeGreaterThan(1);
    const errors = errorsOf(simulation, (await adjusted).surface);
    const ramp = rampOf(simulation.points, errors);
    expect(ramp.slopePer100Km).toBeLessThan(0.1);
    expect(Math.abs(ramp.mean)).toBeLessThan(0.03);
    for (const error of errors) expect(largest(error)).toBeLessThan(0.1);
  });

  test('agree where they overlap, to 0.1 mm/yr', async () => {
    expect(Math.max(...stepsAt(simulation, nothing).map(Math.abs))).toBeGreaterThan(3);
    const { surface } = await adjusted;
    expect(Math.max(...stepsAt(simulation, surface).map(Math.abs))).toBeLessThan(0.1);
    const pairs = overlapAgreement(simulation.observations, await adjusted);
    expect(pairs.map(({ first, second }) => `${first} ${second}`)).toEqual([
      'T44B0 T44B1',
      'T44B1 T44B2',
      'T44B2 T44B3',
    ]);
    // The pseudo-PS have noise of 1.1 mm/yr.
    for (const pair of pairs) {
      expect(pair.rmsAfterMmPerYear).toBeLessThan(1.4);
      expect(pair.rmsBeforeMmPerYear).toBeGreaterThan(1.5 * pair.rmsAfterMmPerYear);
    }
  });

  test('keep the depth of a bowl to 2 %', async () => {
    const { surface } = await adjusted;
    for (const product of simulation.bursts.keys()) {
      const { eastingM, northingM, velocityMmPerYear, truthMmPerYear, cluster } = simulation.points[product];
      const surfaceAt = surfaceOf(surface, product);
      const sums = { inside: 0, truth: 0, count: 0 };
      let [far, farCount] = [0, 0];
      eastingM.forEach((easting, i) => {
        const apartM = Math.hypot(easting - BOWL.eastingM, northingM[i] - BOWL.northingM);
        const calibrated = velocityMmPerYear[i] - surfaceAt(cluster[i], easting, northingM[i]);
        if (apartM < 1200) {
          sums.inside += calibrated - truthMmPerYear[i];
          sums.truth += truthMmPerYear[i];
          sums.count++;
        } else if (apartM > 8000 && apartM < 16_000) {
          far += calibrated - truthMmPerYear[i];
          farCount++;
        }
      });
      if (sums.count < 20) continue;
      // Noise of the mean of these points counts too: 0.8 / sqrt(30) = 0.15 mm/yr of 14.
      const depth = Math.abs(sums.truth / sums.count);
      expect(depth).toBeGreaterThan(10);
      expect(Math.abs(sums.inside / sums.count - far / farCount)).toBeLessThan(0.02 * depth);
    }
  });

  test('leave the bowls out of the ties, and little else', async () => {
    const { tieWeight } = await adjusted;
    const { ties } = simulation.observations;
    ties.forEach(({ eastingM, northingM }, i) => {
      if (Math.hypot(eastingM - BOWL.eastingM, northingM - BOWL.northingM) < 1000) expect(tieWeight[i]).toBe(0);
    });
    const agreement = tieAgreement(simulation.observations, await adjusted);
    for (const { ties: count, leftOut, rmsBeforeMmPerYear, rmsAfterMmPerYear } of agreement) {
      expect(leftOut / count).toBeLessThan(0.05);
      expect(rmsAfterMmPerYear).toBeLessThan(0.6);
      expect(rmsBeforeMmPerYear).toBeGreaterThan(rmsAfterMmPerYear);
    }
  });

  test('come out the same, to the bit, every time', async () => {
    expect(await adjust(simulation.observations, OPTIONS)).toEqual(await adjusted);
  });

  test('know how certain their surfaces are: errors are as large as sigmas say, within a factor of two', async () => {
    const { surface, products } = await adjusted;
    const ratios = products.map(({ constantSigmas }, product) => {
      const { originEastingM, originNorthingM } = surface.products[product];
      const left =
        simulation.bursts[product].error(originEastingM, originNorthingM) -
        surface.products[product].constants[0].mmPerYear;
      return left / constantSigmas[0];
    });
    const rms = Math.sqrt(ratios.reduce((sum, ratio) => sum + ratio ** 2, 0) / ratios.length);
    expect(rms).toBeLessThan(2);
  });
});

test('tracks of two geometries and two neighbouring tracks are solved together, and agree', async () => {
  const down = simulatedTrack(95, 2, 5000, () => ({ direction: 'descending', incidenceDeg: 39 }));
  const bursts = [
    ...simulatedTrack(44, 3, -30_000),
    ...simulatedTrack(117, 3, 35_000, () => ({ incidenceDeg: 41 })),
    ...down,
  ];
  const simulation = simulate(bursts, BOWLS, MODEL);
  const kinds = new Set(simulation.observations.overlaps.map(({ kind }) => kind));
  expect([...kinds].sort()).toEqual(['adjacent', 'same-track']);
  for (const { unit, other } of simulation.observations.overlaps) {
    const [a, b] = [simulation.observations.units[unit], simulation.observations.units[other]];
    expect(bursts[a.product].direction).toBe(bursts[b.product].direction);
  }
  const { surface } = await adjust(simulation.observations, OPTIONS);
  for (const error of errorsOf(simulation, surface)) expect(largest(error)).toBeLessThan(0.15);
  expect(Math.max(...stepsAt(simulation, surface).map(Math.abs))).toBeLessThan(0.15);
});

test('a bent error needs a quadratic surface: a plane leaves it', async () => {
  const bent = (burst: Partial<SimulatedBurst>): Partial<SimulatedBurst> => ({
    ...burst,
    error: (e) => 2 - 4 * ((e - CENTRE.eastingM) / 40_000) ** 2,
  });
  const simulation = simulate(
    simulatedTrack(44, 1, 0, () => bent({})),
    [],
    MODEL,
  );
  const plane = await adjust(simulation.observations, OPTIONS);
  expect(largest(leftErrors(simulation, plane.surface, 0))).toBeGreaterThan(1);
  const quadratic = await adjust(simulation.observations, { ...OPTIONS, surface: 'quadratic' });
  expect(quadratic.products[0]).toMatchObject({ order: 2, warnings: [] });
  expect(largest(leftErrors(simulation, quadratic.surface, 0))).toBeLessThan(0.15);
});

describe('a low-pass surface', () => {
  const wave =
    (lengthM: number, amplitude: number): ((e: number, n: number) => number) =>
    (_, n) =>
      amplitude * Math.cos((2 * Math.PI * (n - CENTRE.northingM)) / lengthM);
  const along = (lengthM: number) =>
    simulate(
      simulatedTrack(44, 9, 0, (index) => ({
        pointCount: 3000,
        error: (e, n) => (index % 3) + wave(lengthM, 3)(e, n),
      })),
      [],
      MODEL,
      MODEL,
      2000,
    );
  const lowpass = { ...OPTIONS, surface: 'lowpass' } as const;

  test('follows an error of 300 km, and the references of the bursts', async () => {
    const simulation = along(300_000);
    const { surface, products } = await adjust(simulation.observations, lowpass);
    expect(products.every(({ hasSpline, warnings }) => hasSpline && warnings.length === 0)).toBe(true);
    expect(surface.splines).toHaveLength(1);
    const errors = errorsOf(simulation, surface);
    const rms = Math.sqrt(errors.flatMap((error) => [...error]).reduce((sum, e) => sum + e * e, 0) / (9 * 3000));
    // A wave of three times the cut-off loses 1/82 to the curvature, and more at the ends of the track; 2.1 rms before.
    expect(rms).toBeLessThan(0.2);
  });

  test('does not follow ground that moves over 40 km, which quadratic surfaces of single bursts do', async () => {
    const simulation = along(40_000);
    const followed = async (options: AdjustmentOptions) => {
      const { surface } = await adjust(simulation.observations, options);
      const errors = errorsOf(simulation, surface).flatMap((error) => [...error]);
      const mean = errors.reduce((sum, e) => sum + e, 0) / errors.length;
      return Math.sqrt(errors.reduce((sum, e) => sum + (e - mean) ** 2, 0) / errors.length) / (3 / Math.SQRT2);
    };
    // Part of the wave that is still there: its references, 20 km apart, can hide some of it.
    expect(await followed(lowpass)).toBeGreaterThan(0.6);
    expect(await followed({ ...OPTIONS, surface: 'quadratic' })).toBeLessThan(0.6);
  });

  test('needs ties as long as its cut-off; else planes are taken, and said', async () => {
    const simulation = simulate(simulatedTrack(44, 2, 0), [], MODEL);
    const { surface, products } = await adjust(simulation.observations, lowpass);
    expect(surface.splines).toEqual([]);
    expect(products[0].order).toBe(1);
    expect(products[0].warnings[0]).toMatch(/no low-pass surface: ties span .* km, less than the cut-off of 100\.0 km/);
    for (const error of errorsOf(simulation, surface)) expect(largest(error)).toBeLessThan(0.15);
  });
});

describe('what ties cannot hold', () => {
  test('a plane over a few kilometres is replaced by a constant, and said', async () => {
    const simulation = simulate(
      simulatedTrack(44, 1, 0, () => ({ widthM: 6000, heightM: 6000, pointCount: 2000, error: () => 2 })),
      [],
      MODEL,
    );
    const { surface, products } = await adjust(simulation.observations, OPTIONS);
    expect(products[0].order).toBe(0);
    expect(products[0].warnings).toEqual([
      expect.stringMatching(/no plane: ties are spread over a width of .*; constant taken/),
    ]);
    expect(surface.products[0].constants[0].mmPerYear).toBeCloseTo(2, 1);
  });

  test('a plane with GNSS in one corner only is replaced by a constant', async () => {
    // The model ends 15 km inside the burst.
    const corner = regionalModel(0, 4, 0, 10);
    const bursts = simulatedTrack(44, 1, 4_450_000 - CENTRE.eastingM + 30_000, () => ({ error: () => -1 }));
    const simulation = simulate(bursts, [], corner, MODEL);
    expect(simulation.count.uncovered).toBeGreaterThan(0.7 * simulation.count.points);
    const { surface, products } = await adjust(simulation.observations, OPTIONS);
    expect(products[0]).toMatchObject({ order: 0, reference: 'gnss' });
    expect(products[0].warnings[0]).toMatch(/no plane: ties (stand in one part of the burst|are spread)/);
    expect(largest(leftErrors(simulation, surface, 0))).toBeLessThan(0.1);
  });

  test('a burst without GNSS is held by its neighbours where they overlap', async () => {
    const half = regionalModel(0, 10, 0, 5);
    const bursts = simulatedTrack(44, 4, 0, (index) => ({ error: () => index }));
    const simulation = simulate(bursts, [], half, MODEL);
    const { surface, products } = await adjust(simulation.observations, OPTIONS);
    expect(products.map(({ reference }) => reference)).toEqual(['gnss', 'gnss', 'gnss', 'gnss']);
    expect(products[3].order).toBe(0);
    const errors = errorsOf(simulation, surface);
    for (const error of errors.slice(0, 2)) expect(largest(error)).toBeLessThan(0.15);
    // What GNSS says of the ground there is not known, so the step between covered and uncovered ground is all that counts.
    expect(largest(errors[3])).toBeLessThan(2);
  });

  test('bursts that no model reaches have a mean velocity of zero, as EGMS has it on islands', async () => {
    const elsewhere = regionalModel(0, 2, 0, 2);
    const simulation = simulate(simulatedTrack(44, 2, 0), BOWLS, elsewhere, elsewhere);
    expect(simulation.count.uncovered).toBe(simulation.count.points);
    const { surface, products } = await adjust(simulation.observations, OPTIONS);
    expect(products.map(({ reference }) => reference)).toEqual(['zero-mean', 'zero-mean']);
    // The truth of these points is the bowls alone.
    for (const error of errorsOf(simulation, surface)) expect(largest(error)).toBeLessThan(0.15);
  });

  test('a burst most of which moves unlike any plane keeps its ties, and is named', async () => {
    const rough = simulatedTrack(44, 1, 0, () => ({
      error: (e, n) => ((Math.floor(e / 7000) + Math.floor(n / 7000)) % 2 === 0 ? 15 : -15),
    }));
    const { products, tieWeight } = await adjust(simulate(rough, [], MODEL).observations, OPTIONS);
    expect(products[0].warnings).toEqual([
      expect.stringMatching(/\d+ of \d+ ties differ .* more than 5 mm\/yr: none was left out/),
    ]);
    expect(tieWeight.every((weight) => weight > 0)).toBe(true);
  });
});

test('clusters of a burst have references of their own and share its ramp', async () => {
  const east = (e: number) => (e > CENTRE.eastingM ? 2 : 1);
  const bursts = simulatedTrack(44, 1, 0, () => ({
    cluster: east,
    error: (e, n) => (east(e) === 1 ? -4 : 3) + (n - CENTRE.northingM) / 20_000 + (e - CENTRE.eastingM) / 30_000,
  }));
  const simulation = simulate(bursts, [], MODEL);
  const { surface, products } = await adjust(simulation.observations, OPTIONS);
  expect(products[0].order).toBe(1);
  expect(products[0].constantSigmas).toHaveLength(2);
  const [first, second] = [...surface.products[0].constants].sort((a, b) => a.cluster - b.cluster);
  expect(first).toMatchObject({ cluster: 1 });
  expect(second.mmPerYear - first.mmPerYear).toBeCloseTo(7, 1);
  expect(largest(leftErrors(simulation, surface, 0))).toBeLessThan(0.15);
});

test('without overlaps every burst stands by itself', async () => {
  const simulation = simulate(simulatedTrack(44, 2, 0), [], MODEL);
  const alone = await adjust(simulation.observations, { ...OPTIONS, overlapTies: false });
  const single = simulate(simulatedTrack(44, 2, 0).slice(0, 1), [], MODEL);
  const { surface } = await adjust(single.observations, OPTIONS);
  const { coefficients, constants } = alone.surface.products[0];
  expect(constants[0].mmPerYear).toBeCloseTo(surface.products[0].constants[0].mmPerYear, 6);
  coefficients.forEach((value, i) => {
    expect(value).toBeCloseTo(surface.products[0].coefficients[i], 6);
  });
  expect([...alone.overlapWeight].every((weight) => weight === 0)).toBe(true);
});

test('an adjustment ends when it is no longer wanted', async () => {
  const simulation = simulate(simulatedTrack(44, 1, 0), [], MODEL);
  await expect(adjust(simulation.observations, OPTIONS, AbortSignal.abort(new Error('dismissed')))).rejects.toThrow(
    'dismissed',
  );
});
