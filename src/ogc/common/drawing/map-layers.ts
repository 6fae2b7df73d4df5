/** From collections, a style and a time to the layers of a map: the same for map tiles, OGC API - Maps and WMTS. */
import type { Collection } from '../../../catalog/collection.js';
import type { Interval } from '../../../catalog/datetime.js';
import type { MapLayer, Maps } from '../../../maps/map.js';
import { type MapStyles, styleAt } from '../../../maps/map-styles.js';
import type { PointStyle } from '../../../render/style.js';
import { type FilterParameters, readFilter } from './cql2-filter.js';

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

/** The style that shows time when nobody names one. */
const TIME_STYLE = 'displacement';

/** Undefined for a name that none of them has. */
export function chosenStyle(
  styles: readonly PointStyle[],
  { styleId, interval }: Pick<LayerWishes, 'styleId' | 'interval'>,
): PointStyle | undefined {
  if (styleId !== undefined) return styles.find(({ id }) => id === styleId);
  const ofTime = interval && styles.find(({ id, attribute }) => id === TIME_STYLE && attribute.type === 'displacement');
  return ofTime ?? styles[0];
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

/** Changes with everything that a picture is made from but its address. */
export function layersFreshness(layers: readonly MapLayer[]): { readonly version: string; readonly modified?: Date } {
  const facts = layers.map(({ collection, style }) => [
    collection.id,
    collection.version,
    collection.modified.getTime(),
    style,
  ]);
  // No date of change: styles change without one.
  return { version: JSON.stringify(facts) };
}
