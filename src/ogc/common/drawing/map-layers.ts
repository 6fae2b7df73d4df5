/** From collections, a style and a time to the layers of a map: the same for map tiles, OGC API - Maps and WMTS. */
import type { Collection } from '../../../catalog/collection.js';
import type { Interval } from '../../../catalog/datetime.js';
import type { Freshness } from '../../../http/reply.js';
import type { MapLayer, Maps } from '../../../maps/map.js';
import { type MapStyles, styleAt } from '../../../maps/map-styles.js';
import type { PointStyle } from '../../../render/style.js';
import { type FilterParameters, readFilter } from '../cql2-filter.js';

/** What draws, and the styles to draw in. */
export interface Drawing {
  readonly images: Maps;
  readonly styles: MapStyles;
}

export interface LayerWishes {
  /** Absent: the default, or displacement where a time is asked for. */
  readonly styleId?: string;
  readonly interval?: Interval;
  readonly filter?: FilterParameters;
}

/** The style that shows time when nobody names one; any other that does, where it was replaced by one that does not. */
const TIME_STYLE = 'displacement';

/** Undefined for a name that none of them has. */
export function chosenStyle(
  styles: readonly PointStyle[],
  { styleId, interval }: Pick<LayerWishes, 'styleId' | 'interval'>,
): PointStyle | undefined {
  if (styleId !== undefined) return styles.find(({ id }) => id === styleId);
  const ofTime = interval ? styles.filter(({ attribute }) => attribute.type === 'displacement') : [];
  return ofTime.find(({ id }) => id === TIME_STYLE) ?? ofTime[0] ?? styles[0];
}

/** In the order of the collections. Those without the style are left out. */
export async function mapLayers(
  mapStyles: MapStyles,
  collections: readonly Collection[],
  wishes: LayerWishes,
): Promise<readonly MapLayer[]> {
  const { interval, filter: parameters = {} } = wishes;
  const layers = collections.map(async (collection): Promise<readonly MapLayer[]> => {
    const style = chosenStyle(await mapStyles.stylesOf(collection), wishes);
    if (style === undefined) return [];
    const filter = readFilter(parameters, collection);
    return [
      {
        collection,
        style: styleAt(style, interval),
        ...(interval && { datetime: interval }),
        ...(filter && { filter }),
      },
    ];
  });
  return (await Promise.all(layers)).flat();
}

/**
 * Changes with everything that a picture is made from but its address. A removed collection may come back under its name
 * and number its versions from the beginning, so that its date counts; the picture has none of its own, as styles change
 * without one.
 */
export const layersFreshness = (layers: readonly MapLayer[]): Freshness => ({
  version: JSON.stringify(
    layers.map(({ collection: { id, version, modified }, style }) => [id, version, modified.getTime(), style]),
  ),
});
