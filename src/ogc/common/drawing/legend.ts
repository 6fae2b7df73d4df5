/** Legends of a collection's styles: what everything that shows one, or says where it is and how large, agrees on. */
import type { Collection } from '../../../catalog/collection.js';
import { type Links, pathOf } from '../../../http/links.js';
import { legendEndsOf } from '../../../maps/motion-sense.js';
import { type LegendOptions, type LegendPicture, legendSvg } from '../../../render/legend.js';
import type { PointStyle } from '../../../render/style.js';

/** With the direction of the motion, where the style colours one. */
export function legendOptions(collection: Collection, style: PointStyle): LegendOptions {
  const ends = legendEndsOf(collection, style);
  return ends ? { ends } : {};
}

/** A picture of it, by the operation of OGC API - Styles. @param f `png`, `svg` or `json` */
export const legendHref = ({ id }: Collection, style: PointStyle, links: Links, f: string): string =>
  links.to(`/collections${pathOf(id, 'styles', style.id)}/legend`, { f });

export type LegendSize = Pick<LegendPicture, 'widthPx' | 'heightPx'>;

/** Laying out a legend costs more than the rest of a layer's description, and most collections share their styles. */
const MOST_KEPT = 1000;
const kept = new Map<string, LegendSize>();

/** Size of the picture, pixels. */
export function legendSize(collection: Collection, style: PointStyle): LegendSize {
  const options = legendOptions(collection, style);
  const key = JSON.stringify([style, options]);
  const known = kept.get(key);
  if (known) return known;
  if (kept.size >= MOST_KEPT) kept.clear();
  const { widthPx, heightPx } = legendSvg(style, options);
  kept.set(key, { widthPx, heightPx });
  return { widthPx, heightPx };
}
