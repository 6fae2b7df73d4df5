/** What a picture or an answer about it depends on, besides its address. */
import type { Freshness } from '../../http/reply.js';
import type { MapLayer } from '../../maps/map.js';

/**
 * No date goes with it: a style may change long after its collection. A removed collection may come back under its name
 * and number its versions from the beginning.
 */
export const freshnessOf = (layers: readonly MapLayer[]): Freshness => ({
  version: JSON.stringify(
    layers.map(({ collection: { id, version, modified }, style }) => [id, version, modified.getTime(), style]),
  ),
});
