/** The styles that come with the program, as they fit a collection. */
import type { Collection } from '../catalog/collection.js';
import { asCells, defaultStyles } from '../render/default-styles.js';
import type { PointStyle } from '../render/style.js';
import type { MapStyles } from './map-styles.js';
import { isMotion, motionSense, signTextOf } from './motion-sense.js';
import { hasAttribute, isGridded, ORTHO_CELL_M } from './style-fit.js';

/** None for a table. Those of level 3 fill its cells, and say what is up and what is east. */
export function programStylesOf(collection: Collection): readonly PointStyle[] {
  if (collection.kind !== 'points') return [];
  return defaultStyles
    .filter(({ attribute }) => hasAttribute(collection, attribute))
    .map((style) => {
      const description = signTextOf(collection, style.attribute);
      const { id, title: _, ...look } = style;
      const own = { id, title: titleOf(style, collection), ...(description ? { description } : {}), ...look };
      return isGridded(collection) ? asCells(own, ORTHO_CELL_M) : own;
    });
}

/** `Mean velocity upwards, EGMS rainbow`; the line of sight goes without saying. */
function titleOf({ title, attribute }: PointStyle, collection: Collection): string {
  const direction = isGridded(collection) && motionSense(collection)?.positive;
  if (!direction || !isMotion(attribute)) return title;
  const [what, ...manner] = title.split(', ');
  return [`${what} ${direction}`, ...manner].join(', ');
}

/** For servers that keep no styles. */
export const programStyles: MapStyles = {
  stylesOf: async (collection) => programStylesOf(collection),
};
