/** Legends as WMS hands them out: with the direction of motion where it has one. */
import type { Collection } from '../../catalog/collection.js';
import { type LegendOptions, type LegendPicture, legendSvg } from '../../render/legend.js';
import type { PointStyle } from '../../render/style.js';
import { directionOf } from '../common/positive-direction.js';

const MOTIONS: readonly string[] = ['mean_velocity', 'acceleration'];

export function legendOptions(collection: Collection, { attribute }: PointStyle): LegendOptions {
  const isMotion = attribute.type === 'displacement' || MOTIONS.includes(attribute.name);
  return isMotion ? { ends: directionOf(collection).ends } : {};
}

/** The picture at its own size; many collections share a style, and its legend. */
export class LegendSizes {
  readonly #sizes = new Map<string, Pick<LegendPicture, 'widthPx' | 'heightPx'>>();

  of(collection: Collection, style: PointStyle): Pick<LegendPicture, 'widthPx' | 'heightPx'> {
    const options = legendOptions(collection, style);
    const key = JSON.stringify([style, options]);
    const known = this.#sizes.get(key);
    if (known) return known;
    // Not the picture itself: whoever copied it would have it drawn.
    const { widthPx, heightPx } = legendSvg(style, options);
    const size = { widthPx, heightPx };
    this.#sizes.set(key, size);
    return size;
  }
}
