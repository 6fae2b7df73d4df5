/** Which collections have styles, and the style that a request names: of a collection, or of the whole service. */
import type { Catalog } from '../../catalog/catalog.js';
import type { Collection } from '../../catalog/collection.js';
import { notFound, raise } from '../../errors.js';
import { pathOf } from '../../http/links.js';
import type { OfferedStyle, StoredStyles, StyleList } from '../../maps/styles.js';

export interface StylesSource {
  readonly catalog: Catalog;
  readonly styles: StoredStyles;
}

/** A style with all that its documents say of it. */
export interface StyleOf extends OfferedStyle {
  readonly collection: Collection;
  readonly list: StyleList;
  /** Its resource, encoded. */
  readonly path: string;
}

export const hasStyles = ({ kind }: Collection): boolean => kind === 'points';

export const stylesPath = ({ id }: Collection): string => `/collections${pathOf(id, 'styles')}`;

export const stylePath = (collection: Collection, styleId: string): string =>
  `${stylesPath(collection)}${pathOf(styleId)}`;

/** Throws `notFound` for a collection that does not exist, or is a table: those have no styles. */
export async function styledCollection(catalog: Catalog, id: string): Promise<Collection> {
  const collection = (await catalog.collection(id)) ?? raise(notFound('collection', id));
  return hasStyles(collection) ? collection : raise(notFound('styles of collection', id));
}

/** Throws `notFound`. */
export async function styleOfCollection(
  { catalog, styles }: StylesSource,
  collectionId: string,
  styleId: string,
): Promise<StyleOf> {
  const collection = await styledCollection(catalog, collectionId);
  const list = await styles.listOf(collection);
  const offered = list.offered.find(({ style }) => style.id === styleId) ?? raise(notFound('style', styleId));
  return { ...offered, collection, list, path: stylePath(collection, styleId) };
}

/** Styles of the service are called `collection:style`; names of styles have no colon, those of collections may. */
export const serviceStyleId = (collection: Collection, styleId: string): string => `${collection.id}:${styleId}`;

/** Throws `notFound`. */
export async function styleOfService(source: StylesSource, id: string): Promise<StyleOf> {
  const colon = id.lastIndexOf(':');
  if (colon < 1) throw notFound('style', id);
  const found = await styleOfCollection(source, id.slice(0, colon), id.slice(colon + 1));
  return { ...found, path: `/styles${pathOf(id)}` };
}
