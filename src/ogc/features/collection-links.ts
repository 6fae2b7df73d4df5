/** The links OGC API - Features adds to each collection. */
import type { Collection } from '../../catalog/collection.js';
import { type Link, type Links, pathOf } from '../../http/links.js';
import { type Format, formatOf, shortName } from '../../http/negotiation.js';
import { QUERYABLES_REL, SCHEMA_REL, SORTABLES_REL } from '../common/relations.js';

const JSON_SCHEMA = 'application/schema+json';

/** Formats of items, the default one first, as `openapi/features.yaml` offers them. */
const ITEM_FORMATS: readonly Format[] = [
  'application/geo+json',
  'application/geo+json-seq',
  'text/csv',
  'application/flatgeobuf',
  'application/vnd.apache.parquet',
  'text/html',
].map(formatOf);

export function featureLinks({ id, title }: Collection, links: Links): readonly Link[] {
  const path = `/collections${pathOf(id)}`;
  const schema = { type: JSON_SCHEMA, title: `Schema of ${title}`, href: links.to(`${path}/schema`) };
  return [
    ...ITEM_FORMATS.map((format, index) => ({
      rel: 'items',
      type: format.mediaType,
      title: `${title} as ${format.label}`,
      // GDAL appends /ID to the address of the first one, so that one must not have a query string.
      href: index === 0 ? links.to(`${path}/items`) : links.to(`${path}/items`, { f: shortName(format) }),
    })),
    // GDAL reads the schema by `describedby`, QGIS by the relation of the standard.
    { rel: 'describedby', ...schema },
    { rel: SCHEMA_REL, ...schema },
    { rel: QUERYABLES_REL, type: JSON_SCHEMA, title: `Queryables of ${title}`, href: links.to(`${path}/queryables`) },
    { rel: SORTABLES_REL, type: JSON_SCHEMA, title: `Sortables of ${title}`, href: links.to(`${path}/sortables`) },
  ];
}
