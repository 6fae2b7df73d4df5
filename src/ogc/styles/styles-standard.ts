/** OGC API - Styles, Part 1 (draft, OGC 20-009): how collections are coloured, and styles of their keepers' own. */
import { STYLES_CLASSES } from '../common/conformance-classes.js';
import { STYLES_REL } from '../common/relations.js';
import type { Standard } from '../common/standard.js';
import { listOperations } from './style-lists.js';
import { hasStyles, stylesPath } from './styled-collection.js';
import { styleOperations } from './styles.js';
import { type WritableStyles, writeOperations } from './write-style.js';

export type StylesDependencies = WritableStyles;

export function stylesStandard(dependencies: StylesDependencies): Standard {
  return {
    contract: 'styles.yaml',
    conformsTo: STYLES_CLASSES,
    operations: [...listOperations(dependencies), ...styleOperations(dependencies), ...writeOperations(dependencies)],
    landingLinks: (links) => [
      { rel: STYLES_REL, type: 'application/json', title: 'Styles', href: links.to('/styles') },
    ],
    collectionLinks: (collection, links) =>
      hasStyles(collection)
        ? [
            {
              rel: STYLES_REL,
              type: 'application/json',
              title: `Styles of ${collection.title}`,
              href: links.to(stylesPath(collection)),
            },
          ]
        : [],
    tags: [{ name: 'styles', description: 'How points are coloured on maps.' }],
    navigation: [{ title: 'Styles', path: '/styles' }],
  };
}
