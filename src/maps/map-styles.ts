/** The styles of a collection: those that come with the program and fit it, and those that its keepers have stored. */
import type { Collection } from '../catalog/collection.js';
import type { Interval } from '../catalog/datetime.js';
import type { PointStyle } from '../render/style.js';

export interface MapStyles {
  /** The default first; never empty for a collection of points. A stored style takes the place of one of its name. */
  stylesOf(collection: Collection): Promise<readonly PointStyle[]>;
}

/**
 * A style at a time. Only displacement knows time: at an instant it is the one since the first date (or since the date
 * that the style begins at), over an interval the one between its ends.
 */
export function styleAt(style: PointStyle, interval: Interval | undefined): PointStyle {
  const { attribute } = style;
  if (interval === undefined || attribute.type !== 'displacement') return style;
  const [start, end] = interval.map((moment) => moment?.slice(0, 10));
  const from = start === end ? attribute.from : (start ?? attribute.from);
  const to = end ?? attribute.to;
  return {
    ...style,
    attribute: { type: 'displacement', ...(from !== undefined && { from }), ...(to !== undefined && { to }) },
  };
}
