/** Images against closed forms: signs, dispersion, what both geometries see, and that nothing depends on the order. */
import { describe, expect, test } from 'vitest';
import { DEFAULT_PLAN, type SimulationPlan, simulatorOf } from '../../../src/insar/simulation/simulation-plan.js';
import { bowlMotion } from '../../../src/products/synthetic-ground.js';

const still: SimulationPlan = {
  ...DEFAULT_PLAN,
  rows: 64,
  columns: 160,
  dates: 30,
  atmosphereScale: 0,
  orbitRadPer100Km: 0,
  motion: [],
};
const LAMBDA = 0.0554658;

const wrapped = (phase: number): number => Math.atan2(Math.sin(phase), Math.cos(phase));

describe('a bright scatterer', () => {
  const plan: SimulationPlan = {
    ...still,
    demErrorM: 8,
    motion: [{ type: 'bowl', eastM: 0, northM: 0, radiusM: 900, velocityMmPerYear: -40 }],
  };

  test.each(['ascending', 'descending'] as const)(
    'has arg(reference x conj(secondary)) = -(4 pi / lambda) d + (4 pi / lambda) B dh / (R sin(incidence)) (%s)',
    (orbit) => {
      const simulator = simulatorOf(plan, orbit);
      const { images, targets, truth } = simulator.simulate(0, 64);
      const { perpendicularBaselinesM, referenceIndex, years, temperaturesC } = simulator.acquisitions;
      const bright = targets.filter(
        ({ scrDb, phaseNoiseRad, firstDate, lastDate }) =>
          scrDb > 25 && phaseNoiseRad === 0 && firstDate === 0 && lastDate === 29,
      );
      expect(bright.length).toBeGreaterThan(5);
      let [squares, count, farthest] = [0, 0, 0];
      for (const { row, column, eastM, northM, heightErrorM, motion } of bright) {
        const { losEast, losNorth, losUp, slantRangeM } = truth[row];
        // From the published formula of the bowl, not from the simulator's own coefficients.
        const bowl = { eastingM: 0, northingM: 0, radiusM: 900, velocityUpMmPerYear: -40 };
        const v = bowlMotion([bowl], eastM, northM);
        const towardsMmPerYear =
          v.eastMmPerYear * losEast[column] + v.northMmPerYear * losNorth[column] + v.upMmPerYear * losUp[column];
        const thermalMmPerK = motion[3 * 4 + 2] * losUp[column];
        const incidence = Math.acos(losUp[column]);
        const pixel = (image: Float32Array) => {
          const at = 2 * (row * 160 + column);
          return [image[at], image[at + 1]];
        };
        const [a, b] = pixel(images[referenceIndex]);
        images.forEach((image, date) => {
          const [c, d] = pixel(image);
          const phase = Math.atan2(b * c - a * d, a * c + b * d);
          const displacementM =
            (towardsMmPerYear * (years[date] - years[referenceIndex]) +
              thermalMmPerK * (temperaturesC[date] - temperaturesC[referenceIndex])) /
            1000;
          const height = (perpendicularBaselinesM[date] * heightErrorM) / (slantRangeM[column] * Math.sin(incidence));
          const expected = (4 * Math.PI * (height - displacementM)) / LAMBDA;
          const error = wrapped(phase - expected);
          farthest = Math.max(farthest, Math.abs(expected));
          if (date === referenceIndex) return;
          squares += error * error;
          count++;
        });
      }
      // Two images with sigma = 1 / sqrt(2 SCR) each: 0.056 rad at 25 dB.
      expect(Math.sqrt(squares / count)).toBeLessThan(0.06);
      expect(farthest).toBeGreaterThan(2);
    },
  );

  test('that sinks turns the phase of reference x conj(secondary) forwards', () => {
    const simulator = simulatorOf({ ...plan, demErrorM: 0, baselineSigmaM: 0 }, 'ascending');
    const { unwrapped } = simulator.simulate(30, 2, true);
    const { dates, referenceIndex } = simulator.acquisitions;
    const middle = dates.map((_, date) => unwrapped![date][160 + 80]);
    expect(middle[referenceIndex]).toBe(0);
    expect(middle[referenceIndex + 1]).toBeGreaterThan(0.1);
    expect(middle.every((phase, date) => date === 0 || phase > middle[date - 1])).toBe(true);
  });
});

describe('amplitude', () => {
  test('disperses as the signal-to-clutter ratio says: D = 1 / sqrt(2 SCR)', () => {
    const simulator = simulatorOf({ ...still, rows: 128, dates: 60 }, 'ascending');
    const { images, targets } = simulator.simulate(0, 128);
    const steady = targets.filter(
      ({ scrDb, firstDate, lastDate }) => scrDb > 12 && scrDb < 29 && firstDate === 0 && lastDate === 59,
    );
    expect(steady.length).toBeGreaterThan(300);
    let sum = 0;
    for (const { row, column, scrDb } of steady) {
      const at = 2 * (row * 160 + column);
      const amplitudes = images.map((image) => Math.hypot(image[at], image[at + 1]));
      const mean = amplitudes.reduce((total, a) => total + a, 0) / 60;
      const spread = Math.sqrt(amplitudes.reduce((total, a) => total + (a - mean) ** 2, 0) / 59);
      sum += spread / mean / Math.sqrt(1 / (2 * 10 ** (scrDb / 10)));
    }
    expect(sum / steady.length).toBeGreaterThan(0.97);
    expect(sum / steady.length).toBeLessThan(1.03);
  });

  test('of noise is that of Rayleigh: D = 0.523', () => {
    const { images, targets } = simulatorOf({ ...still, scene: 'noise', dates: 60 }, 'ascending').simulate(0, 64);
    expect(targets).toEqual([]);
    let sum = 0;
    for (let at = 0; at < images[0].length; at += 2) {
      let [mean, square] = [0, 0];
      for (const image of images) {
        const power = image[at] ** 2 + image[at + 1] ** 2;
        mean += Math.sqrt(power) / 60;
        square += power / 60;
      }
      sum += Math.sqrt((square - mean * mean) * (60 / 59)) / mean;
    }
    expect(sum / (images[0].length / 2)).toBeCloseTo(Math.sqrt(4 / Math.PI - 1), 2);
  });
});

describe('both geometries', () => {
  const plan: SimulationPlan = {
    ...still,
    motion: [{ type: 'bowl', eastM: 100, northM: 50, radiusM: 500, velocityMmPerYear: -25 }],
  };
  const [ascending, descending] = (['ascending', 'descending'] as const).map((orbit) => {
    const simulator = simulatorOf(plan, orbit);
    return { simulator, rows: simulator.simulate(20, 24) };
  });

  test('see one motion, each along its own line of sight', () => {
    for (const [index, column] of [
      [3, 40],
      [12, 81],
      [20, 120],
    ]) {
      const [up, down] = [ascending, descending].map(({ rows }) => rows.truth[index]);
      const [los1, los2] = [up, down].map((row) => [row.losEast[column], row.losNorth[column], row.losUp[column]]);
      const [east, north] = up.placeOf(20 + index, column);
      const bowl = { eastingM: 100, northingM: 50, radiusM: 500, velocityUpMmPerYear: -25 };
      const v = bowlMotion([bowl], east, north);
      if (!Number.isNaN(up.scrDb[column]) || !Number.isNaN(down.scrDb[column])) continue;
      // Two equations for east and up, north known.
      const d1 = up.losCoefficients[0]![column] - los1[1] * v.northMmPerYear;
      const d2 = down.losCoefficients[0]![column] - los2[1] * v.northMmPerYear;
      const determinant = los1[0] * los2[2] - los2[0] * los1[2];
      expect((d1 * los2[2] - d2 * los1[2]) / determinant).toBeCloseTo(v.eastMmPerYear, 9);
      expect((los1[0] * d2 - los2[0] * d1) / determinant).toBeCloseTo(v.upMmPerYear, 9);
      expect(los1[0] * los2[0]).toBeLessThan(0);
      expect(up.heightM[column]).toBe(down.heightM[column]);
      expect(up.parcels[column].cover).toBe(down.parcels[column].cover);
    }
  });

  test('see the same scatterers, tall ones shifted towards either satellite', () => {
    const seen = new Map(ascending.rows.targets.map((target) => [target.id, target]));
    const both = descending.rows.targets.filter(({ id }) => seen.has(id));
    expect(both.length).toBeGreaterThan(100);
    const share = both.length / descending.rows.targets.length;
    expect(share).toBeGreaterThan(0.55);
    expect(share).toBeLessThan(0.9);
    for (const target of both) {
      const other = seen.get(target.id)!;
      expect([target.eastM, target.northM, target.scrDb]).toEqual([other.eastM, other.northM, other.scrDb]);
      expect([...target.motion]).toEqual([...other.motion]);
      // dh (cot incidence + cot incidence) / 5 m apart, within the rounding of two pixels.
      const shift = (target.heightErrorM * (1 / Math.tan(0.679) + 1 / Math.tan(0.653)) * 0.978) / 5;
      expect(Math.abs(target.column - other.column - shift)).toBeLessThan(1.5);
    }
  });
});

describe('rows', () => {
  test('have the same values in whatever order they are made', () => {
    const plan: SimulationPlan = { ...still, dates: 6, sidelobes: true, atmosphereScale: 1, scene: 'mixed' };
    const whole = simulatorOf(plan, 'descending').simulate(0, 48);
    const pieces = simulatorOf(plan, 'descending');
    for (const [first, count] of [
      [37, 11],
      [0, 16],
      [16, 21],
    ]) {
      const piece = pieces.simulate(first, count);
      piece.images.forEach((image, date) => {
        const own = whole.images[date].subarray(2 * 160 * first, 2 * 160 * (first + count));
        expect(Buffer.compare(Buffer.from(image.buffer), Buffer.from(own.slice().buffer))).toBe(0);
      });
      const ids = whole.targets.filter(({ row }) => row >= first && row < first + count).map(({ id }) => id);
      expect(piece.targets.map(({ id }) => id)).toEqual(ids);
    }
    const other = simulatorOf({ ...plan, seed: 2 }, 'descending').simulate(0, 16);
    expect(other.images[0][5]).not.toBe(whole.images[0][5]);
    expect(() => pieces.simulate(60, 5)).toThrow(/expected rows of 0 to 63, got 5 rows from 60/);
  });

  test('have a true unwrapped phase that the images agree with where they are coherent', () => {
    const simulator = simulatorOf(
      { ...still, atmosphereScale: 1, orbitRadPer100Km: 3, motion: undefined },
      'ascending',
    );
    const { images, unwrapped, targets } = simulator.simulate(0, 64, true);
    const { referenceIndex } = simulator.acquisitions;
    const bright = targets.filter(
      ({ scrDb, phaseNoiseRad, firstDate, lastDate }) =>
        scrDb > 22 && phaseNoiseRad === 0 && firstDate === 0 && lastDate === 29,
    );
    let [sum, count] = [0, 0];
    for (const { row, column } of bright) {
      const at = row * 160 + column;
      const [a, b] = [images[referenceIndex][2 * at], images[referenceIndex][2 * at + 1]];
      images.forEach((image, date) => {
        const [c, d] = [image[2 * at], image[2 * at + 1]];
        sum += Math.cos(Math.atan2(b * c - a * d, a * c + b * d) - unwrapped![date][at]);
        count++;
      });
    }
    expect(count).toBeGreaterThan(500);
    expect(sum / count).toBeGreaterThan(0.99);
  });

  test('have sidelobes around a bright scatterer, weaker along and across the flight', () => {
    const plan: SimulationPlan = { ...still, dates: 20, scene: 'vegetated' };
    const [plain, spread] = [false, true].map((sidelobes) => simulatorOf({ ...plan, sidelobes }, 'ascending'));
    const [without, withThem] = [plain.simulate(0, 64), spread.simulate(0, 64)];
    const lone = withThem.targets.filter(
      ({ scrDb, row, column }) =>
        scrDb > 20 &&
        withThem.targets.filter((one) => Math.abs(one.row - row) < 9 && Math.abs(one.column - column) < 9).length === 1,
    );
    expect(lone.length).toBeGreaterThan(0);
    const power = (images: readonly Float32Array[], row: number, column: number) => {
      const at = 2 * (row * 160 + column);
      return images.reduce((sum, image) => sum + (image[at] ** 2 + image[at + 1] ** 2) / images.length, 0);
    };
    for (const { row, column } of lone) {
      if (row < 1 || row > 62 || column < 1 || column > 158) continue;
      const centre = power(withThem.images, row, column);
      expect(centre / power(without.images, row, column)).toBeCloseTo(1, 3);
      // Azimuth resolution is two rows of 10 m: neighbours hold the main lobe still.
      expect(power(withThem.images, row - 1, column)).toBeGreaterThan(power(without.images, row - 1, column));
      expect(power(withThem.images, row - 1, column)).toBeLessThan(1.5 * centre);
    }
  });
});
