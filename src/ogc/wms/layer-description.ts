/** What the capabilities of either version say of a layer: one collection of points. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Collection } from '../../catalog/collection.js';
import { type Links, pathOf } from '../../http/links.js';
import { motionSense } from '../../maps/motion-sense.js';
import { type LegendSize, legendSize } from '../common/drawing/legend.js';
import type { StyledCollection } from '../common/drawing/styled-collections.js';
import { type LayerBoxes, layerBoxes } from './layer-boxes.js';
import { type TimeDimension, timeDimension } from './time-dimension.js';
import { WMS_PATH } from './wms-path.js';

export interface StyleDescription {
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  readonly legend: LegendSize & { readonly href: string };
}

export interface LayerDescription extends LayerBoxes {
  readonly name: string;
  readonly title: string;
  readonly abstract: string;
  readonly keywords: readonly string[];
  readonly time?: TimeDimension;
  /** The collection as a document, and its points. */
  readonly metadataHref: string;
  readonly dataHref: string;
  /** The default first. */
  readonly styles: readonly StyleDescription[];
}

/** Other requests are let in between layers: boxes in thirty systems and legends in ten styles take some milliseconds. */
export async function layerDescriptions(
  styled: readonly StyledCollection[],
  links: Links,
): Promise<readonly LayerDescription[]> {
  const layers: LayerDescription[] = [];
  for (const each of styled) {
    layers.push(layerDescription(each, links));
    await nextTurn();
  }
  return layers;
}

function layerDescription({ collection, styles }: StyledCollection, links: Links): LayerDescription {
  const { id, title, keywords, bbox } = collection;
  const path = `/collections${pathOf(id)}`;
  const time = timeDimension(collection);
  return {
    name: id,
    title,
    abstract: abstractOf(collection),
    keywords,
    ...layerBoxes(bbox!),
    ...(time && { time }),
    // With their formats, which the capabilities promise: whoever follows a link of theirs may as well accept pages.
    metadataHref: links.to(path, { f: 'json' }),
    dataHref: links.to(`${path}/items`, { f: 'geojson' }),
    styles: styles.map((style) => ({
      name: style.id,
      title: style.title,
      ...(style.description !== undefined && { description: style.description }),
      legend: { href: legendHref(links, id, style.id), ...legendSize(collection, style) },
    })),
  };
}

function legendHref(links: Links, layer: string, style: string): string {
  const query = { SERVICE: 'WMS', VERSION: '1.3.0', REQUEST: 'GetLegendGraphic', FORMAT: 'image/png' };
  return links.to(WMS_PATH, { ...query, LAYER: layer, STYLE: style });
}

const LEVELS: Readonly<Record<NonNullable<Collection['identity']>['level'], string>> = {
  L2a: 'Level 2a, Basic: relative to a reference of each burst',
  L2b: 'Level 2b, Calibrated: tied to a model of GNSS velocities',
  L3: 'Level 3, Ortho: on a grid of 100 m',
};

function abstractOf(collection: Collection): string {
  const { description, identity } = collection;
  const level = identity && `${LEVELS[identity.level]}; release ${identity.release}.`;
  const sense = motionSense(collection);
  const sign = `Displacements in millimetres${sense ? `, positive ${sense.positive}` : ''}.`;
  return [description, level, sign].filter(Boolean).join(' ');
}
