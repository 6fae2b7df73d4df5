/** Models of a series, series without their trend, and the difference of two: by slow least squares of our own. */
import { expect, test } from 'vitest';
import { ASCENDING } from '../../support/real-bursts.js';
import { eventually, PATIENCE, type Walk } from '../../support/walk.js';
import { ascendingPoints, displacementsOf } from './delivered-points.js';
import { type Fitted, fittedSquares } from './least-squares.js';

export function fitsWalk(walk: Walk): void {
  let pids: readonly string[];
  let years: readonly number[];
  let first: readonly number[];

  const choose = (model: string) => walk.page.getByRole('combobox', { name: 'Fit' }).selectOption(model);
  const shown = async (row: string) => {
    const cell = walk.page.locator('table.fit tr', { hasText: row }).first().locator('td');
    const [, value, , error] = /(-?[\d.,]+)( ± ([\d.,]+))?/.exec(await cell.innerText(PATIENCE))!;
    return { value: Number(value.replaceAll(',', '')), error: Number(error) };
  };
  const fitOf = (basis: (year: number) => number[]): Fitted => fittedSquares(years.map(basis), first);

  test('a linear fit is the line of least squares, with its standard error', async () => {
    const delivered = await ascendingPoints();
    // Two that move in different ways: the fastest away from the satellite, and one that hardly moves.
    const velocity = (pid: string) => Number(delivered.get(pid)!.cells.get('mean_velocity'));
    const complete = [...delivered.keys()].filter((pid) =>
      displacementsOf(delivered.get(pid)!).every((mm) => mm !== null),
    );
    const sorted = complete.sort((a, b) => velocity(a) - velocity(b));
    pids = [sorted[0], sorted[sorted.length >> 1]];
    const { series } = delivered.get(pids[0])!;
    first = series.map(([, mm]) => Number(mm));
    const days = series.map(
      ([date]) => Date.UTC(+date.slice(0, 4), +date.slice(4, 6) - 1, +date.slice(6)) / 86_400_000,
    );
    years = days.map((day) => (day - days[0]) / 365.25);
    await walk.open(
      `#v=1&map=16/38.7072/13.1905&layer=${ASCENDING}&point=${ASCENDING};${pids[0]}&panel=tools&tool.fit="linear"`,
    );
    const { values, errors, residualStd } = fitOf((t) => [1, t]);
    expect(await shown('Velocity')).toEqual({ value: rounded(values[1]), error: rounded(errors[1]) });
    expect((await shown('Residuals')).value).toBe(rounded(residualStd));
    expect(values[1]).toBeLessThan(-3);
  });

  test('a quadratic one has its acceleration, a seasonal one its amplitude', async () => {
    await choose('quadratic');
    const quadratic = fitOf((t) => [1, t, t * t]);
    expect(await shown('Acceleration')).toEqual({
      value: rounded(2 * quadratic.values[2]),
      error: rounded(2 * quadratic.errors[2]),
    });
    await choose('seasonal');
    const seasonal = fitOf((t) => [1, t, Math.cos(2 * Math.PI * t), Math.sin(2 * Math.PI * t)]);
    expect((await shown('Amplitude')).value).toBe(rounded(Math.hypot(seasonal.values[2], seasonal.values[3])));
    expect((await shown('Residuals')).value).toBe(rounded(seasonal.residualStd));
  });

  test('the break is where a line with one bend leaves the smallest residuals', async () => {
    await choose('breakpoint');
    const bends = years.slice(5, -5).map((at) => fitOf((t) => [1, t, Math.max(0, t - at)]));
    const best = bends.reduce((a, b) => (b.residualStd < a.residualStd ? b : a));
    expect((await shown('Velocity before')).value).toBe(rounded(best.values[1]));
    expect((await shown('Velocity after')).value).toBe(rounded(best.values[1] + best.values[2]));
    await walk.picture('fit');
  });

  test('without trend and as a difference of two, the drawer hands out just that', async () => {
    const [a, b] = pids.map((pid) => `point=${ASCENDING};${pid}`);
    await walk.open(`#v=1&map=16/38.7072/13.1905&layer=${ASCENDING}&${a}&${b}`);
    await walk.page.waitForSelector('.chart[data-curves="2"]', PATIENCE);
    await walk.page.getByLabel('Difference').check();
    await walk.page.waitForSelector('.chart[data-curves="1"]', PATIENCE);
    const column = async () => {
      const { bytes } = await walk.download(() => walk.page.getByRole('button', { name: 'CSV' }).click());
      return bytes
        .toString()
        .trim()
        .split('\r\n')
        .slice(1)
        .map((row) => Number(row.split(',')[1]));
    };
    const second = displacementsOf((await ascendingPoints()).get(pids[1])!) as readonly number[];
    // From zero on: each of the two counts from a first date of its own.
    const difference = first.map((mm, i) => mm - second[i] - (first[0] - second[0]));
    expectClose(await column(), difference);
    await walk.page.getByLabel('Without trend').check();
    await eventually(() => walk.hash()).toContain('detrend=1&difference=1');
    const { fitted } = fittedSquares(
      years.map((t) => [1, t]),
      difference,
    );
    expectClose(
      await column(),
      difference.map((mm, i) => mm - fitted[i]),
    );
    const { name, bytes } = await walk.download(() => walk.page.getByRole('button', { name: 'SVG' }).click());
    expect(name).toMatch(/^series-.*\.svg$/);
    expect(bytes.toString().match(/h0/g)).toHaveLength(first.length);
    await walk.picture('difference');
  });
}

const rounded = (value: number): number => Number(value.toFixed(2));

function expectClose(values: readonly number[], truth: readonly number[]): void {
  expect(values).toHaveLength(truth.length);
  for (const [i, value] of values.entries()) expect(value).toBeCloseTo(truth[i], 6);
}
