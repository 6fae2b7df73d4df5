/** The parameter `bbox`: from numbers in the axis order of their system to a box with x first. */
import type { BoundingBox } from '../../catalog/items.js';
import { invalidParameter } from '../../errors.js';
import type { Crs } from '../../geodesy/crs.js';

/**
 * Four numbers, or six of which the heights are left aside: lower corner, then upper corner. In degrees a western edge
 * east of the eastern one crosses the antimeridian. Throws `invalidParameter` for anything that is no box.
 */
export function parseBoundingBox(numbers: readonly number[], crs: Crs): BoundingBox {
  if (numbers.length !== 4 && numbers.length !== 6) {
    throw invalidParameter('bbox', `expected 4 or 6 comma-separated numbers, got ${numbers.length}`);
  }
  const strange = numbers.find((number) => !Number.isFinite(number));
  if (strange !== undefined) throw invalidParameter('bbox', `expected finite numbers, got ${strange}`);
  const [minX, minY] = xFirst(numbers, crs);
  const [maxX, maxY] = xFirst(numbers.slice(numbers.length / 2), crs);
  if (minY > maxY) throw swapped('southern', minY, maxY);
  if (minX > maxX && crs.unit !== 'deg') throw swapped('western', minX, maxX);
  return { minX, minY, maxX, maxY, crs: crs.uri };
}

const xFirst = ([first, second]: readonly number[], { axisOrder }: Crs): readonly [number, number] =>
  axisOrder === 'yx' ? [second, first] : [first, second];

const swapped = (edge: string, got: number, opposite: number) =>
  invalidParameter('bbox', `expected the ${edge} edge first, got ${got} before ${opposite}`);
