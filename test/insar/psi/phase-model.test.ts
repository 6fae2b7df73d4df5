/** Signs and sizes of phases against distances: one target, seen by satellites that stand where geometry puts them. */
import { describe, expect, test } from 'vitest';
import { phaseModel, stepModelColumns } from '../../../src/insar/psi/phase-model.js';
import { regularEpochs } from '../../../src/products/epochs.js';

const WAVELENGTH_M = 0.0554658;
const RANGE_M = 880_000;
const INCIDENCE_RAD = (39 * Math.PI) / 180;

const acquisitionsOf = (baselinesM: readonly number[], stepDays = 12) =>
  regularEpochs('20200101', '20300101', stepDays)
    .slice(0, baselinesM.length)
    .map((date, i) => ({ date, perpendicularBaselineM: baselinesM[i] }));

const modelOf = (baselinesM: readonly number[], reference: number, stepDays?: number) =>
  phaseModel(
    { acquisitions: acquisitionsOf(baselinesM, stepDays) as never, wavelengthM: WAVELENGTH_M },
    [...baselinesM.keys()],
    reference,
    RANGE_M * Math.sin(INCIDENCE_RAD),
  );

/** arg of an image: longer ways make it smaller, 4 pi for each wavelength. */
const phaseOfRange = (rangeM: number) => (-4 * Math.PI * rangeM) / WAVELENGTH_M;

describe('the model of phases', () => {
  test('lets the phase of what moves towards the satellite grow', () => {
    const mmPerYear = 7;
    const { timesYears, velocityRad } = modelOf([0, 0, 0, 0, 0, 0], 2);
    for (const [i, years] of timesYears.entries()) {
      const rangeM = RANGE_M - (mmPerYear * years) / 1000;
      const referenceM = RANGE_M - (mmPerYear * timesYears[2]) / 1000;
      const expected = phaseOfRange(rangeM) - phaseOfRange(referenceM);
      expect(velocityRad[i] * mmPerYear).toBeCloseTo(expected, 5);
    }
  });

  test('is 4 pi over the wavelength for each millimetre', () => {
    const { radPerMm } = modelOf([0, 0], 0);
    // Half a wavelength, there and back, is a cycle.
    expect(radPerMm * (WAVELENGTH_M / 2) * 1000).toBeCloseTo(2 * Math.PI, 12);
  });

  test('has phases of a height error that distances have', () => {
    const heightErrorM = 12;
    // Across the line of sight, on the side away from the target's height: baselines count positive there.
    const across = [-Math.cos(INCIDENCE_RAD), -Math.sin(INCIDENCE_RAD)];
    const reference = [-RANGE_M * Math.sin(INCIDENCE_RAD), RANGE_M * Math.cos(INCIDENCE_RAD)];
    // In the same pixel as the ground at the origin, as far from the reference, but higher.
    const away = heightErrorM / Math.tan(INCIDENCE_RAD);
    const target = [away, heightErrorM];
    const baselinesM = [0, 90, -150, 40];
    const { heightRad } = modelOf(baselinesM, 0);
    const phaseAt = (baselineM: number) => {
      const satellite = [reference[0] + baselineM * across[0], reference[1] + baselineM * across[1]];
      const distance = (place: readonly number[]) => Math.hypot(place[0] - satellite[0], place[1] - satellite[1]);
      // Less the phase of the ground as given.
      return phaseOfRange(distance(target)) - phaseOfRange(distance([0, 0]));
    };
    for (const [i, baselineM] of baselinesM.entries()) {
      expect(heightRad[i] * heightErrorM).toBeCloseTo(phaseAt(baselineM) - phaseAt(0), 3);
    }
  });

  test('knows the usable dates alone', () => {
    const acquisitions = acquisitionsOf([0, 10, 20, 30, 40]) as never;
    const model = phaseModel({ acquisitions, wavelengthM: WAVELENGTH_M }, [1, 2, 4], 2, 5e5);
    expect(model.dates).toEqual(['20200113', '20200125', '20200218']);
    expect(model.epochs).toEqual([1, 2, 4]);
    expect(model.reference).toBe(1);
    expect([...model.timesYears]).toEqual([0, 12 / 365, 36 / 365]);
    expect(model.velocityRad[1]).toBe(0);
    expect(model.heightRad[2] / model.heightRad[0]).toBeCloseTo(4, 5);
  });
});

describe('columns of the step model', () => {
  const columnsOf = (dates: number, stepDays: number) =>
    stepModelColumns(
      modelOf(
        Array.from({ length: dates }, (_, i) => 50 * Math.sin(i)),
        0,
        stepDays,
      ),
    ).length;

  test('are as much of a cubic as the span of the dates carries', () => {
    expect(columnsOf(30, 12)).toBe(5);
    expect(columnsOf(30, 27)).toBe(6);
    expect(columnsOf(60, 27)).toBe(7);
  });

  test('leave at least two dates of three over', () => {
    expect(columnsOf(14, 120)).toBe(4);
    expect(columnsOf(8, 12)).toBe(2);
    expect(columnsOf(2, 12)).toBe(1);
  });
});
