/**
 * A basic product (L2a) as processing leaves it: a synthetic burst whose ground moves with the region, seen relative to a
 * reference of its own and tilted by a ramp. What calibration must undo, and what it must keep, is known.
 */
import { createAttributeModel } from '../../src/products/attributes.js';
import { yearsSinceFirst } from '../../src/products/epochs.js';
import type { AttributeName, PointBatch } from '../../src/products/point-batch.js';
import { type SyntheticBurstSpec, syntheticBurst } from '../../src/products/synthetic-burst.js';
import type { SyntheticProduct } from '../../src/products/synthetic-product.js';
import { mmOfTenths } from '../../src/products/tenths.js';

export interface RampedBurst {
  readonly product: SyntheticProduct;
  /** Velocity along the line of sight that was added to each point, by pid, mm/yr. */
  readonly added: ReadonlyMap<string, number>;
}

export interface PointPlace {
  readonly eastingM: number;
  readonly northingM: number;
  readonly losEast: number;
  readonly losNorth: number;
  readonly losUp: number;
}

/** `velocity` is added to every point: motion of the region and errors alike, mm/yr along the line of sight. */
export function rampedBurst(spec: SyntheticBurstSpec, velocity: (place: PointPlace) => number): RampedBurst {
  const burst = syntheticBurst({ ...spec, level: 'L2a' });
  const { attributes: names, dates } = burst.header;
  const years = yearsSinceFirst(dates);
  const model = createAttributeModel(dates);
  const at = (name: AttributeName) => names.indexOf(name);
  const added = new Map<string, number>();
  const change = (batch: PointBatch): PointBatch => {
    const attributes = batch.attributes.map((column) => column.slice());
    const seriesTenths = batch.seriesTenths!.slice();
    const value = (name: AttributeName, row: number) => batch.attributes[at(name)][row];
    for (let row = 0; row < batch.count; row++) {
      const rate = velocity({
        eastingM: value('eastingM', row),
        northingM: value('northingM', row),
        losEast: value('losEast', row),
        losNorth: value('losNorth', row),
        losUp: value('losUp', row),
      });
      added.set(batch.pid[row], rate);
      const series = seriesTenths.subarray(row * dates.length, (row + 1) * dates.length);
      years.forEach((t, i) => {
        series[i] = Math.round(10 * (mmOfTenths(series[i]) + rate * t));
      });
      const { velocityMmPerYear } = model.attributes(Float64Array.from(series, mmOfTenths));
      attributes[at('velocityMmPerYear')][row] = Math.round(10 * velocityMmPerYear) / 10;
    }
    return { ...batch, attributes, seriesTenths };
  };
  // Made once: `added` is complete when it is handed out, and tests look at the points more often than they are published.
  const batches = [...burst.batches()].map(change);
  const product = { ...burst, batches: () => batches.values() as Generator<PointBatch> };
  return { product, added };
}
