import { describe, expect, test } from 'vitest';
import { fitModel, type ModelName, type QuantityName } from '../../../explorer/src/tools/series-fits.js';

/** Every six days. */
const dates = Array.from({ length: 300 }, (_, i) =>
  new Date(Date.UTC(2020, 0, 1) + i * 6 * 86_400_000).toISOString().slice(0, 10),
);
const years = dates.map((_, i) => (i * 6) / 365.25);
const fit = (model: ModelName, values: readonly (number | null)[], of = dates) => fitModel(model, of, values)!;
const quantity = (model: ModelName, values: readonly (number | null)[], name: QuantityName) =>
  fit(model, values).quantities.find((each) => each.name === name)!;

describe('a fit', () => {
  test('finds the line that a series was made with, gaps left out', () => {
    const values = years.map((t, i) => (i % 7 === 3 ? null : 2 - 6.5 * t));
    const found = quantity('linear', values, 'velocity');
    expect(found.value).toBeCloseTo(-6.5, 10);
    expect(found.unit).toBe('mm/yr');
    expect(fit('linear', values).residualStdMm).toBeCloseTo(0, 10);
    expect(fit('linear', values).fittedMm).toHaveLength(dates.length);
  });

  test('has the standard error of the text books', () => {
    // x 0 1 2 3 years, y 1 3 2 5: residual square sum 2.7, two degrees of freedom, spread of x 5.
    const four = ['2021-01-01', '2022-01-01', '2023-01-01', '2024-01-01'];
    const yearly = fit('linear', [1, 3, 2, 5], four);
    const scale = 365.25 / 365;
    expect(yearly.quantities[0].value).toBeCloseTo(1.1 * scale, 10);
    expect(yearly.quantities[0].error).toBeCloseTo(Math.sqrt(1.35 / 5) * scale, 10);
    expect(yearly.residualStdMm).toBeCloseTo(Math.sqrt(1.35), 10);
  });

  test('finds the acceleration, and the velocity in the middle', () => {
    const values = years.map((t) => 1 + 3 * t - 0.75 * t * t);
    const middle = years.at(-1)! / 2;
    expect(quantity('quadratic', values, 'acceleration').value).toBeCloseTo(-1.5, 9);
    expect(quantity('quadratic', values, 'velocity').value).toBeCloseTo(3 - 1.5 * middle, 9);
  });

  test('finds the wave of a year and the day of its top', () => {
    // Top a quarter of a year after the first of January.
    const values = years.map((t) => 4 * t + 5.5 * Math.sin(2 * Math.PI * t));
    expect(quantity('seasonal', values, 'amplitude').value).toBeCloseTo(5.5, 9);
    expect(quantity('seasonal', values, 'velocity').value).toBeCloseTo(4, 9);
    expect(quantity('seasonal', values, 'peak').value).toBe(92);
  });

  test('finds the bend and both velocities', () => {
    const at = years[140];
    const values = years.map((t) => -2 * t + 9 * Math.max(0, t - at));
    expect(quantity('breakpoint', values, 'velocityBefore').value).toBeCloseTo(-2, 9);
    expect(quantity('breakpoint', values, 'velocityAfter').value).toBeCloseTo(7, 9);
    expect(quantity('breakpoint', values, 'change').value).toBeCloseTo(9, 9);
    expect(quantity('breakpoint', values, 'break').value).toBe(Date.parse(dates[140]));
  });

  test('prefers the model that a series was made with', () => {
    const noise = (i: number) => ((i * 7919) % 101) / 101 - 0.5;
    const best = (values: readonly number[]) =>
      (['linear', 'quadratic', 'seasonal', 'breakpoint'] as const).toSorted(
        (a, b) => fit(a, values).bic - fit(b, values).bic,
      )[0];
    expect(best(years.map((t, i) => 3 * t + noise(i)))).toBe('linear');
    expect(best(years.map((t, i) => 3 * t + 2 * Math.cos(2 * Math.PI * t) + noise(i)))).toBe('seasonal');
    expect(best(years.map((t, i) => 10 * Math.max(0, t - 2) + noise(i)))).toBe('breakpoint');
  });

  test('is none where the values do not tell the parameters apart', () => {
    expect(fitModel('linear', dates.slice(0, 2), [1, 2])).toBeUndefined();
    expect(fitModel('linear', ['2020-01-01', '2020-01-01', '2020-01-01'], [1, 2, 3])).toBeUndefined();
    expect(fitModel('breakpoint', dates.slice(0, 10), years.slice(0, 10))).toBeUndefined();
    expect(fitModel('seasonal', [], [])).toBeUndefined();
  });
});
