/**
 * The temporal coherence that pure noise reaches with a given probability, when a velocity and a height are searched for.
 *
 * At one place of the search N phases of noise have a coherence above xi with a probability near exp(-u), u = N (kappa xi -
 * ln I0(kappa)), where xi = I1(kappa) / I0(kappa): for small xi that is N xi^2. The best of the whole search is above as
 * often as a random field of two components has its excursions,
 *
 *   P = exp(-u) [1 + (a + b) sqrt(u / pi) + a b (2 u - 1) / (2 pi)],
 *
 * a and b how far the search goes in either direction, times the standard deviation over the dates of what a unit of it does
 * to the phase. Independent cells in place of the field promise several times fewer false alarms than there are. Sources:
 * Worsley 1994, doi:10.2307/1427576 (excursions of chi-squared fields); Mardia & Jupp 2000, Directional Statistics (I0, I1).
 */
import type { ArcGrid } from '../../../kernels/index.js';
import { scaledBessel } from '../candidates/rice-phase.js';

/** Of half Rayleigh cells: pi over the span of dates that are evenly spread, and pi / 4 at one sigma of the baselines. */
const VELOCITY_STEP_RAD = Math.PI / Math.sqrt(12);
const HEIGHT_STEP_RAD = Math.PI / 4;

/**
 * @param grid of half Rayleigh cells
 * @param trials times that the grid is searched
 */
export function coherenceThreshold(dates: number, grid: ArcGrid, falseAlarmRate: number, trials = 1): number {
  const a = (2 * grid.velocities - 1) * VELOCITY_STEP_RAD;
  const b = (2 * grid.heights + 1) * HEIGHT_STEP_RAD;
  const excursions = (u: number) =>
    Math.exp(-u) * (1 + (a + b) * Math.sqrt(u / Math.PI) + (a * b * (2 * u - 1)) / (2 * Math.PI));
  // It falls from u = 2 on.
  const u = bisect((value) => falseAlarmRate / trials - excursions(value), 2, 100);
  return concentrated(bisect((kappa) => rate(kappa) - u / dates, 0, MOST_KAPPA)).coherence;
}

const MOST_KAPPA = 1e4;

function rate(kappa: number): number {
  const { coherence, logI0 } = concentrated(kappa);
  return kappa * coherence - logI0;
}

/** Of phases with the density exp(kappa cos phase): their mean cosine I1 / I0, and ln I0. */
function concentrated(kappa: number): { readonly coherence: number; readonly logI0: number } {
  const { i0, i1 } = scaledBessel(kappa);
  return { coherence: i1 / i0, logI0: kappa + Math.log(i0) };
}

/** Where a function that rises is zero. */
function bisect(rising: (value: number) => number, low: number, high: number): number {
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2;
    if (rising(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
