/**
 * Statistically homogeneous pixels of stacks below 20 dates: the rank test of Baumgartner, Weiss & Schindler (Biometrics
 * 54, 1998, doi:10.2307/2533862), which weighs the tails and assumes no distribution. In TypeScript: few dates are sorted
 * and merged faster than they are moved.
 */
import { checkHomogeneous, createSampleLists } from './homogeneous-pixels.js';
import type { Centres, HalfWindow, SampleLists } from './slc-stack.js';

/**
 * B = (B_x + B_y) / 2, B_x = 1/n sum_i (R_i - i (n + m) / n)^2 / [i/(n + 1) (1 - i/(n + 1)) m (n + m) / n], R_i the rank of
 * the i-th smallest of x among both. Equal values take the mean of their ranks.
 * @param x, y ascending
 */
export function bwsStatistic(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const [n, m] = [x.length, y.length];
  let [sumX, sumY, i, j] = [0, 0, 0, 0];
  while (i < n || j < m) {
    const value = j === m || (i < n && x[i] <= y[j]) ? x[i] : y[j];
    let [endX, endY] = [i, j];
    while (endX < n && x[endX] === value) endX++;
    while (endY < m && y[endY] === value) endY++;
    const rank = (i + j + endX + endY + 1) / 2;
    for (; i < endX; i++) sumX += term(rank, i + 1, n, m);
    for (; j < endY; j++) sumY += term(rank, j + 1, m, n);
  }
  return (sumX / n + sumY / m) / 2;
}

function term(rank: number, i: number, n: number, m: number): number {
  const place = i / (n + 1);
  return (rank - (i * (n + m)) / n) ** 2 / ((place * (1 - place) * m * (n + m)) / n);
}

/** b with P(B > b) = alpha for large samples, by bisection. */
export function bwsCriticalValue(alpha: number): number {
  if (!(alpha >= 1e-6 && alpha <= 0.5)) throw new RangeError(`alpha: expected 1e-6 to 0.5, got ${alpha}`);
  let [low, high] = [0.5, 20];
  for (let k = 0; k < 60; k++) {
    const middle = (low + high) / 2;
    if (1 - bwsDistribution(middle) > alpha) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * P(B < b) of large samples, the law of Anderson and Darling:
 *   sqrt(pi / 2) / b sum_j (-1/2 over j) (4 j + 1) integral_0^1 exp(r b / 8 - pi^2 (4 j + 1)^2 / (8 r b)) / sqrt(r^3 (1 - r)) dr.
 * With r = sin^2 u the root at 1 goes away, and Simpson's rule does the rest: at 0 everything vanishes.
 */
export function bwsDistribution(b: number): number {
  const steps = 400;
  let [sum, coefficient] = [0, 1];
  for (let j = 0; j < 12; j++) {
    let integral = 0;
    for (let k = 1; k <= steps; k++) {
      const r = Math.sin((k * Math.PI) / (2 * steps)) ** 2;
      const value = (2 * Math.exp((r * b) / 8 - (Math.PI * (4 * j + 1)) ** 2 / (8 * r * b))) / r;
      integral += value * (k === steps ? 1 : k % 2 === 1 ? 4 : 2);
    }
    sum += coefficient * (4 * j + 1) * ((integral * Math.PI) / (6 * steps));
    coefficient *= -(j + 0.5) / (j + 1);
  }
  return (Math.sqrt(Math.PI / 2) / b) * sum;
}

/**
 * As `selectHomogeneous`, by ranks. Pixels with a missing amplitude are alike to none.
 * @param amplitudes (rows * columns, epochs) linear, each pixel's in ascending order; NaN = missing
 */
export function selectHomogeneousByRank(
  amplitudes: Float32Array,
  epochs: number,
  rows: number,
  columns: number,
  centres: Centres,
  half: HalfWindow,
  alpha: number,
  out = createSampleLists(centres.count, half),
): SampleLists {
  checkHomogeneous(amplitudes, rows * columns * epochs, rows, columns, centres, half, out);
  const most = bwsCriticalValue(alpha);
  const of = (pixel: number) => amplitudes.subarray(pixel * epochs, (pixel + 1) * epochs);
  const isKnown = (pixel: number) => of(pixel).every((amplitude) => !Number.isNaN(amplitude));
  const top = Math.max(0, centres.row - half.rows);
  const bottom = Math.min(rows - 1, centres.row + half.rows);
  for (let k = 0; k < centres.count; k++) {
    const column = centres.first + k * centres.stride;
    const left = Math.max(0, column - half.columns);
    const width = Math.min(columns - 1, column + half.columns) - left + 1;
    const centre = centres.row * columns + column;
    const pixelAt = (cell: number) => (top + Math.floor(cell / width)) * columns + left + (cell % width);
    const cells = (bottom - top + 1) * width;
    const own = of(centre);
    const isAlike = new Uint8Array(cells);
    if (isKnown(centre)) {
      for (let cell = 0; cell < cells; cell++) {
        const pixel = pixelAt(cell);
        isAlike[cell] = pixel === centre || (isKnown(pixel) && bwsStatistic(own, of(pixel)) < most) ? 1 : 0;
      }
    }
    const kept = connectedTo((centres.row - top) * width + column - left, isAlike, width);
    kept.forEach((cell, i) => {
      out.samples[k * out.capacity + i] = pixelAt(cell);
    });
    out.counts[k] = kept.length;
  }
  return out;
}

/** Cells that are 1 and reached from a cell over edges and corners, ascending. */
export function connectedTo(start: number, cells: Uint8Array, width: number): number[] {
  if (cells[start] !== 1) return [];
  const isReached = new Uint8Array(cells.length);
  isReached[start] = 1;
  const waiting = [start];
  const reached: number[] = [];
  for (let cell = waiting.pop(); cell !== undefined; cell = waiting.pop()) {
    reached.push(cell);
    const column = cell % width;
    for (let dy = -width; dy <= width; dy += width) {
      for (let dx = -1; dx <= 1; dx++) {
        const next = cell + dy + dx;
        const isInside = column + dx >= 0 && column + dx < width && next >= 0 && next < cells.length;
        if (isInside && cells[next] === 1 && isReached[next] === 0) {
          isReached[next] = 1;
          waiting.push(next);
        }
      }
    }
  }
  return reached.sort((a, b) => a - b);
}
