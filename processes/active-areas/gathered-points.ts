/** The first reading: place and value of every point, 32 bytes each. */
import type { PointSelection } from '../../src/catalog/points/point-selection.js';
import { invalidParameter } from '../../src/errors.js';
import { attributesOf, type Measure, measureValue } from './parameters.js';

export interface GatheredPoints {
  readonly eastingM: Float64Array;
  readonly northingM: Float64Array;
  readonly velocityMmPerYear: Float64Array;
  /** What the threshold is compared with; the velocities themselves where those are meant. */
  readonly values: Float64Array;
}

/** A country or two; with the grid of neighbours some 700 MB. */
export const MOST_POINTS = 10_000_000;

/** Throws `invalidParameter` for more points than can be held. */
export async function gatherPoints(
  selection: PointSelection,
  measure: Measure,
  signal: AbortSignal,
  onShare: (share: number) => void,
): Promise<GatheredPoints> {
  const count = await selection.count();
  if (count > MOST_POINTS) {
    const most = MOST_POINTS.toLocaleString('en');
    throw invalidParameter('points', `expected at most ${most} points, got ${count.toLocaleString('en')}; give a bbox`);
  }
  const [eastingM, northingM, velocityMmPerYear] = [0, 0, 0].map(() => new Float64Array(count));
  const values = measure === 'velocity' ? velocityMmPerYear : new Float64Array(count);
  const attributes = ['eastingM', 'northingM', ...attributesOf(measure)] as const;
  let at = 0;
  for await (const block of selection.blocks({ attributes, withSeries: false, signal })) {
    const [eastings, northings, ...measured] = block.attributes;
    eastingM.set(eastings, at);
    northingM.set(northings, at);
    velocityMmPerYear.set(measured[0], at);
    for (let i = 0; i < block.count; i++) values[at + i] = measureValue(measure, measured, i);
    at += block.count;
    onShare(at / count);
  }
  return { eastingM, northingM, velocityMmPerYear, values };
}
