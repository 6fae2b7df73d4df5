/** What is said of a style besides the style itself (OGC 20-009, /req/core/style-md-success). */
import type { Context } from '../../http/context.js';
import { type Link, type Links, pathOf } from '../../http/links.js';
import { formatOf } from '../../http/negotiation.js';
import { softwareVersion } from '../../http/package-files.js';
import { selfLinks } from '../../http/paging.js';
import { legendEndsOf } from '../../maps/motion-sense.js';
import { propertyOf } from '../../maps/style-fit.js';
import { unitOf } from '../../render/style.js';
import { legendHref } from '../common/drawing/legend.js';
import { LEGEND_REL } from '../common/relations.js';
import { encodingsOf, stylesheetLinks } from './style-encodings.js';
import { type StyleOf, stylesPath } from './styled-collection.js';

const PNG = formatOf('image/png');

export function styleMetadata(context: Context<unknown, unknown>, of: StyleOf) {
  const { style, stored, collection, path } = of;
  const { links } = context;
  const ends = legendEndsOf(collection, style);
  return {
    id: style.id,
    title: style.title,
    ...(style.description ? { description: style.description } : {}),
    keywords: collection.keywords,
    ...(stored ? { created: stored.created.toISOString(), updated: stored.modified.toISOString() } : {}),
    scope: 'style',
    version: stored?.version ?? softwareVersion,
    origin: stored ? 'stored' : 'program',
    attribute: style.attribute,
    unit: unitOf(style.attribute),
    ...(ends ? { ends: { low: ends[0], high: ends[1] } } : {}),
    stylesheets: stylesheets(of, links),
    layers: [layerOf(of, links)],
    links: [
      ...selfLinks(context),
      ...pictureLinks(of, links),
      { rel: 'item', title: 'The style', href: links.to(path) },
      { rel: 'up', type: 'application/json', title: 'Styles', href: links.to(stylesPath(collection)) },
      {
        rel: 'collection',
        type: 'application/json',
        title: collection.title,
        href: links.to(`/collections${pathOf(collection.id)}`),
      },
    ],
  };
}

function stylesheets({ style, path }: StyleOf, links: Links) {
  const addresses = stylesheetLinks(style, path, links);
  return encodingsOf(style).map(({ title, version, specification, native }, index) => ({
    title,
    version,
    ...(specification ? { specification } : {}),
    native,
    link: addresses[index],
  }));
}

function layerOf({ style, collection }: StyleOf, links: Links) {
  const { attribute } = style;
  const property = attribute.type === 'property' ? propertyOf(collection, attribute.name) : undefined;
  return {
    id: collection.id,
    description: collection.title,
    dataType: 'vector',
    geometryType: 'points',
    ...(property
      ? {
          propertiesSchema: {
            [property.name]: {
              type: 'number',
              title: property.title,
              description: property.description,
              'x-ogc-unit': property.unit,
            },
          },
        }
      : {}),
    sampleData: {
      rel: 'start',
      type: 'application/geo+json',
      title: `Points of ${collection.title}`,
      href: links.to(`/collections${pathOf(collection.id, 'items')}`),
    },
  };
}

/** The legend serves as the picture of the style, too. */
export function pictureLinks(
  { style, collection }: Pick<StyleOf, 'style' | 'collection'>,
  links: Links,
): readonly Link[] {
  const legend = {
    type: PNG.mediaType,
    title: `Legend of ${style.title}`,
    href: legendHref(collection, style, links, 'png'),
  };
  return [
    { rel: LEGEND_REL, ...legend },
    { rel: 'preview', ...legend },
  ];
}
