/** The parameter `bbox`: numbers in the axis order of their system to a box with x first, and back. */
import { invalidParameter } from '../../errors.js';
import type { Crs } from '../../geodesy/crs.js';
import type { Box } from '../../geodesy/transform.js';

/**
 * Four numbers, or six of which the heights are left aside: lower corner, then upper corner. In degrees a western edge
 * east of the eastern one crosses the antimeridian. Throws `invalidParameter` for anything that is no box.
 */
export function readBox(numbers: readonly number[], crs: Crs): Box {
  if (numbers.length !== 4 && numbers.length !== 6) {
    throw invalidParameter('bbox', `expected 4 or 6 comma-separated numbers, got ${numbers.length}`);
  }
  const strange = numbers.find((number) => !Number.isFinite(number));
  if (strange !== undefined) throw invalidParameter('bbox', `expected finite numbers, got ${strange}`);
  const [minX, minY] = xFirst(numbers, crs);
  const [maxX, maxY] = xFirst(numbers.slice(numbers.length / 2), crs);
  if (minY > maxY) throw swapped('southern', minY, maxY);
  if (minX > maxX && crs.unit !== 'deg') throw swapped('western', minX, maxX);
  return { minX, minY, maxX, maxY };
}

const swapped = (edge: string, got: number, opposite: number) =>
  invalidParameter('bbox', `expected the ${edge} edge first, got ${got} before ${opposite}`);

/** A position of which the authority may have written y first. */
export const xFirst = ([first, second]: readonly number[], { axisOrder }: Crs): readonly [x: number, y: number] =>
  axisOrder === 'yx' ? [second, first] : [first, second];

/** Lower corner, then upper corner, each in the axis order of the authority. */
export const orderedBox = ({ minX, minY, maxX, maxY }: Box, { axisOrder }: Crs): readonly number[] =>
  axisOrder === 'yx' ? [minY, minX, maxY, maxX] : [minX, minY, maxX, maxY];
