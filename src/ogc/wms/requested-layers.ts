/** What a map is made of: LAYERS and STYLES, or a descriptor in SLD_BODY; and of which time. */
import type { Catalog } from '../../catalog/catalog.js';
import type { Collection } from '../../catalog/collection.js';
import type { Interval } from '../../catalog/datetime.js';
import { invalidParameter } from '../../errors.js';
import { MAX_LAYERS, type MapLayer } from '../../maps/map.js';
import { type MapStyles, styleAt } from '../../maps/map-styles.js';
import type { PointStyle } from '../../render/style.js';
import { chosenStyle } from '../common/drawing/map-layers.js';
import { hasPoints } from '../common/drawing/point-collections.js';
import type { KeyValueParameters } from '../common/key-value-parameters.js';
import { type LayerDescriptor, readDescriptor, refuseStrangeAttribute, type WantedLayer } from './layer-descriptor.js';
import { layerFilters } from './layer-filters.js';
import { wmsError } from './service-exception.js';
import { askedTime } from './time-dimension.js';

export interface LayerSource {
  readonly catalog: Catalog;
  readonly styles: MapStyles;
}

export interface RequestedLayers {
  /** The first lies at the bottom. */
  readonly layers: readonly MapLayer[];
  /** Of dimensions: values for the header Warning. */
  readonly warnings: readonly string[];
}

export async function requestedLayers(
  parameters: KeyValueParameters,
  { catalog, styles }: LayerSource,
): Promise<RequestedLayers> {
  const wanted = wantedLayers(parameters);
  const collections = await Promise.all(wanted.map(({ name }) => layerOf(catalog, name)));
  const filters = layerFilters(parameters, collections);
  const warnings = new Set<string>();
  const layers: MapLayer[] = [];
  for (const [i, collection] of collections.entries()) {
    const time = askedTime(parameters.get('TIME'), collection);
    if (time.warning !== undefined) warnings.add(time.warning);
    const style = await styleOf(styles, collection, wanted[i], time.interval);
    const filter = filters[i];
    layers.push({ collection, style: styleAt(style, time.interval), ...(filter && { filter }) });
  }
  return { layers, warnings: [...warnings] };
}

export async function layerOf(catalog: Catalog, name: string): Promise<Collection> {
  const collection = name === '' ? undefined : await catalog.collection(name);
  if (!collection || !hasPoints(collection)) {
    throw wmsError('LayerNotDefined', `expected a layer of the capabilities, got "${name.slice(0, 120)}"`);
  }
  return collection;
}

/** Without LAYERS the layers are those of the descriptor; with it, the descriptor is a shelf of styles for them. */
function wantedLayers(parameters: KeyValueParameters): readonly WantedLayer[] {
  const descriptor = readDescriptor(parameters);
  const names = parameters.list('LAYERS') ?? [];
  if (names.length === 0 && descriptor.length === 0) throw invalidParameter('LAYERS', 'expected names, got none');
  const count = names.length || descriptor.length;
  if (count > MAX_LAYERS) throw invalidParameter('LAYERS', `expected at most ${MAX_LAYERS} layers, got ${count}`);
  if (names.length === 0) return descriptor;
  const styleNames = parameters.list('STYLES') ?? [];
  if (styleNames.slice(names.length).some((name) => name !== '')) {
    throw wmsError('StyleNotDefined', `STYLES: expected ${names.length} names, one a layer, got ${styleNames.length}`);
  }
  return names.map((name, i) => shelved(descriptor, name, styleNames[i] ?? ''));
}

/** A style of the descriptor goes before one of the server. */
export function shelved(descriptor: LayerDescriptor, name: string, styleName: string): WantedLayer {
  const own = descriptor.find((entry) => entry.name === name && (styleName === '' || entry.style?.id === styleName));
  return own ?? { name, styleName };
}

/** A time without a style asks for what knows time. Throws StyleNotDefined. */
export async function styleOf(
  styles: MapStyles,
  collection: Collection,
  { styleName, style }: Omit<WantedLayer, 'name'>,
  interval?: Interval,
): Promise<PointStyle> {
  if (style) return refuseStrangeAttribute(style, collection);
  const offered = await styles.stylesOf(collection);
  const chosen = chosenStyle(offered, { styleId: styleName || undefined, interval });
  if (!chosen) {
    const known = offered.map(({ id }) => id).join(', ');
    throw wmsError('StyleNotDefined', `${collection.id}: expected one of ${known}, got "${styleName.slice(0, 80)}"`);
  }
  return chosen;
}
