/** The languages that a style is written in: our own, and as far as they can say it those of others. */
import { createHash } from 'node:crypto';
import type { Collection } from '../../catalog/collection.js';
import type { Link, Links } from '../../http/links.js';
import { type Format, formatOf, shortName } from '../../http/negotiation.js';
import { propertyOf } from '../../maps/style-fit.js';
import { sldDocument } from '../../render/sld-writer.js';
import type { PointStyle } from '../../render/style.js';
import { hasMapLibreForm } from '../common/drawing/maplibre-document.js';

export const POINT_STYLE = formatOf('application/vnd.open-egms.style+json');
export const MAPLIBRE = formatOf('application/vnd.mapbox.style+json');
export const SLD = formatOf('application/vnd.ogc.sld+xml;version=1.0');

export interface StyleEncoding {
  readonly format: Format;
  readonly title: string;
  readonly version: string;
  readonly specification?: string;
  /** False: derived, and not everything can be said in it. */
  readonly native: boolean;
}

const ENCODINGS: readonly StyleEncoding[] = [
  { format: POINT_STYLE, title: 'Open EGMS style', version: '1', native: true },
  {
    format: MAPLIBRE,
    title: 'MapLibre Style',
    version: '8',
    specification: 'https://maplibre.org/maplibre-style-spec/',
    native: false,
  },
  {
    format: SLD,
    title: 'OGC SLD',
    version: '1.0',
    specification: 'https://www.ogc.org/standard/sld/',
    native: false,
  },
];

/** Those that can say the style. */
export const encodingsOf = (style: PointStyle): readonly StyleEncoding[] =>
  ENCODINGS.filter(({ format }) => isSayable(style, format));

export const isSayable = (style: PointStyle, format: Format): boolean =>
  format === MAPLIBRE ? hasMapLibreForm(style) : format !== SLD || style.attribute.type === 'property';

export function sldText(style: PointStyle, collection: Collection): string {
  const { attribute } = style;
  const property = attribute.type === 'property' ? propertyOf(collection, attribute.name)?.name : undefined;
  return sldDocument(style, { layer: collection.id, property: property ?? '' });
}

/** Links to the encodings of a style, each with its own `f`. */
export const stylesheetLinks = (style: PointStyle, path: string, links: Links): readonly Link[] =>
  encodingsOf(style).map(({ format, title, version }) => ({
    rel: 'stylesheet',
    type: format.mediaType,
    title: `${style.title} as ${title} ${version}`,
    href: links.to(path, { f: shortName(format) }),
  }));

/**
 * The tags under which a client may hold the style and change it on the condition that it is still the same: of our JSON
 * and of the SLD, whose bytes depend on nothing else.
 */
export const strongTags = (style: PointStyle, collection: Collection): readonly string[] => [
  strongTag(POINT_STYLE, JSON.stringify(style)),
  ...(isSayable(style, SLD) ? [strongTag(SLD, sldText(style, collection))] : []),
];

/** @param text the whole answer */
export const strongTag = ({ f }: Format, text: string): string =>
  `"${f[f.length - 1]}-${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
