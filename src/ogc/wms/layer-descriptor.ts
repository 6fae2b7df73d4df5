/** SLD_BODY: layers and styles that a request brings along (OGC 02-070, 6.2 and 6.3), of the simple kind `render/sld.ts` reads. */
import type { Collection } from '../../catalog/collection.js';
import { invalidParameter } from '../../errors.js';
import { propertyOf } from '../../maps/style-fit.js';
import { parseXml } from '../../products/xml-tree.js';
import { readSld } from '../../render/sld.js';
import type { PointStyle } from '../../render/style.js';
import type { KeyValueParameters } from '../common/key-value-parameters.js';

/** A layer, and the style that it is to have: one of the request's own, or one of the server's by name. */
export interface WantedLayer {
  readonly name: string;
  /** Empty: the default. */
  readonly styleName: string;
  readonly style?: PointStyle;
}

/** In the order of the document; empty without one. */
export type LayerDescriptor = readonly WantedLayer[];

export function readDescriptor(parameters: KeyValueParameters): LayerDescriptor {
  if (parameters.get('SLD')) {
    throw invalidParameter(
      'SLD',
      'documents of other servers are not fetched; send the descriptor itself, in SLD_BODY',
    );
  }
  const body = parameters.get('SLD_BODY');
  if (!body) return [];
  return readSld(body, parseXml).map(({ layer, style, namedStyle = '' }) => ({
    name: layer,
    styleName: namedStyle,
    ...(style && { style }),
  }));
}

/** The style, if the collection has what it colours. A displacement that no two dates bound is drawn as no value. */
export function refuseStrangeAttribute(style: PointStyle, collection: Collection): PointStyle {
  const { attribute } = style;
  if (attribute.type === 'displacement' || propertyOf(collection, attribute.name)) return style;
  throw invalidParameter('SLD_BODY', `${collection.id} has no attribute ${attribute.name}`);
}
