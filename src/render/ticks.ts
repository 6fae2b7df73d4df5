/** Round values for the ticks of an axis. */

const MOST_STEPS = 5;

/** Multiples of 1, 2 or 5 times a power of ten from `min` to `max`, at most six; the ends alone where none lies between. */
export function tickValues(min: number, max: number): readonly number[] {
  const step = roundStep((max - min) / MOST_STEPS);
  const values = multiplesOf(step, Math.ceil(min / step - 1e-6), Math.floor(max / step + 1e-6));
  return values.length >= 2 ? values : [min, max];
}

/** The smallest of 1, 2 and 5 times a power of ten that is no smaller than `step`; 1 for what is not positive. */
export function roundStep(step: number): number {
  if (!(step > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(step));
  // A hair of tolerance, or rounding would make a step of 0.2 fail for 0.4 to 1.
  return power * ([1, 2, 5].find((factor) => factor * power >= step * (1 - 1e-9)) ?? 10);
}

/** From `first` to `last` times the step. Products, not sums: 0.1 added three times is not 0.3. The rounding takes the rest. */
export const multiplesOf = (step: number, first: number, last: number): readonly number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => Number(((first + i) * step).toPrecision(12)) + 0);
