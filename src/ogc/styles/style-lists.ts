/** The styles of a collection, and those of the whole service. */
import type { Collection } from '../../catalog/collection.js';
import { type Link, type Links, pathOf } from '../../http/links.js';
import { type NoQuery, type Operation, operation } from '../../http/operation.js';
import { selfLinks } from '../../http/paging.js';
import { documentReply } from '../../http/reply.js';
import type { StyleList } from '../../maps/styles.js';
import type { PointStyle } from '../../render/style.js';
import { listVersion } from '../common/collections.js';
import { stylesheetLinks } from './style-encodings.js';
import { pictureLinks } from './style-metadata.js';
import { collectionStylesPage, serviceStylesPage } from './style-pages.js';
import { hasStyles, type StylesSource, serviceStyleId, styledCollection, stylePath } from './styled-collection.js';

export interface StyleEntry {
  readonly id: string;
  readonly title: string;
  readonly links: readonly Link[];
}

export const listOperations = (source: StylesSource): readonly Operation[] => [
  getCollectionStyles(source),
  getStyles(source),
];

const getCollectionStyles = ({ catalog, styles }: StylesSource): Operation =>
  operation<NoQuery, { collectionId: string }>('getCollectionStyles', async (context) => {
    const collection = await styledCollection(catalog, context.params.collectionId);
    const list = await styles.listOf(collection);
    const document = {
      title: `Styles of ${collection.title}`,
      default: list.styles[0].id,
      styles: list.styles.map((style) =>
        entryOf(collection, style, style.id, style.title, stylePath(collection, style.id), context.links),
      ),
      links: selfLinks(context),
    };
    return documentReply(context, document, () => collectionStylesPage(context, collection, list), {
      version: list.version,
    });
  });

/** A dataset has no default of its own: each collection is drawn in its own. */
const getStyles = ({ catalog, styles }: StylesSource): Operation =>
  operation<NoQuery>('getStyles', async (context) => {
    const all = await catalog.collections();
    const collections = all.filter(hasStyles);
    const lists = await styles.listsOf(collections);
    const document = {
      styles: collections.flatMap((collection, index) => serviceEntries(collection, lists[index], context.links)),
      links: selfLinks(context),
    };
    return documentReply(context, document, () => serviceStylesPage(context, collections, lists), {
      version: JSON.stringify([listVersion(all), lists.map(({ version }) => version)]),
    });
  });

const serviceEntries = (collection: Collection, { styles }: StyleList, links: Links): readonly StyleEntry[] =>
  styles.map((style) => {
    const id = serviceStyleId(collection, style.id);
    return entryOf(collection, style, id, `${collection.title}: ${style.title}`, `/styles${pathOf(id)}`, links);
  });

function entryOf(
  collection: Collection,
  style: PointStyle,
  id: string,
  title: string,
  path: string,
  links: Links,
): StyleEntry {
  return {
    id,
    title,
    links: [
      ...stylesheetLinks(style, path, links),
      {
        rel: 'describedby',
        type: 'application/json',
        title: 'Metadata',
        href: links.to(`${path}/metadata`, { f: 'json' }),
      },
      { rel: 'alternate', type: 'text/html', title: 'The style for people', href: links.to(path, { f: 'html' }) },
      ...pictureLinks({ style, collection }, links),
    ],
  };
}
