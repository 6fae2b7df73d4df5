/** Smooth random surfaces that can be asked anywhere: values on a lattice, joined by quintic curves. */
import { hashUniform } from './random-stream.js';

/** Mean square of such a surface: a third (uniform in -1 to 1) times what joining leaves of it in two directions. */
const DEVIATION = Math.sqrt(0.78355 ** 2 / 3);

/** Mean 0, standard deviation 1; `x` and `y` in cells of the lattice. */
export function valueNoise(seed: number, x: number, y: number): number {
  const [column, row] = [Math.floor(x), Math.floor(y)];
  const [u, v] = [quintic(x - column), quintic(y - row)];
  const south = (1 - u) * hashUniform(seed, column, row) + u * hashUniform(seed, column + 1, row);
  const north = (1 - u) * hashUniform(seed, column, row + 1) + u * hashUniform(seed, column + 1, row + 1);
  return (2 * ((1 - v) * south + v * north) - 1) / DEVIATION;
}

/** Each surface is turned against the one before, or their lattices would show as squares. */
const [TURN_COSINE, TURN_SINE] = [Math.cos(0.65), Math.sin(0.65)];

/** Sum of surfaces, each of half the size of the one before and `persistence` times as high; standard deviation 1. */
export function fractalNoise(seed: number, x: number, y: number, octaves: number, persistence: number): number {
  let [sum, squares, height] = [0, 0, 1];
  let [u, v] = [x, y];
  for (let octave = 0; octave < octaves; octave++) {
    sum += height * valueNoise(seed + octave, u, v);
    squares += height * height;
    height *= persistence;
    [u, v] = [2 * (u * TURN_COSINE - v * TURN_SINE), 2 * (u * TURN_SINE + v * TURN_COSINE)];
  }
  return sum / Math.sqrt(squares);
}

const quintic = (t: number): number => t * t * t * (t * (6 * t - 15) + 10);
