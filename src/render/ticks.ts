/** Round values for the ticks of an axis. */

const MOST_STEPS = 5;

/** Multiples of 1, 2 or 5 times a power of ten from `min` to `max`, at most six; the ends alone where none lies between. */
export function tickValues(min: number, max: number): readonly number[] {
  const rough = (max - min) / MOST_STEPS;
  const power = 10 ** Math.floor(Math.log10(rough));
  // A hair of tolerance, or rounding would make a step of 0.2 fail for 0.4 to 1.
  const factor = [1, 2, 5, 10].find((each) => each * power >= rough * (1 - 1e-9))!;
  const step = factor * power;
  const values: number[] = [];
  const last = Math.floor(max / step + 1e-6);
  for (let index = Math.ceil(min / step - 1e-6); index <= last; index++) {
    values.push(Number((index * step).toPrecision(12)) + 0);
  }
  return values.length >= 2 ? values : [min, max];
}
