/**
 * What a feature holds, what filters may name, what `sortby` may name: three JSON Schemas of one collection (Features,
 * Part 5, requirement classes "Returnables and Receivables", "Queryables", "Sortables").
 */
import type { Catalog } from '../../catalog/catalog.js';
import type { Collection } from '../../catalog/collection.js';
import { notFound, raise } from '../../errors.js';
import { pathOf } from '../../http/links.js';
import { type NoQuery, type Operation, operation } from '../../http/operation.js';
import { documentReply } from '../../http/reply.js';
import { isoDate } from '../../products/epochs.js';
import { simpleProperties } from './named-property.js';
import {
  geometrySchema,
  inSequence,
  JSON_SCHEMA_DIALECT,
  type NamedSchema,
  type PropertySchema,
  propertySchema,
  type SchemaDocument,
  unitOf,
} from './property-schema.js';
import { schemaPage } from './schema-page.js';
import { type ProfileParameters, seriesOutput, TENTHS } from './series-profile.js';

/** Names that a filter may hold: anything else in one is a 400, whatever becomes of unknown query parameters. */
export const getQueryables = (catalog: Catalog): Operation =>
  schemaOperation<NoQuery>(catalog, 'getQueryables', (collection) => ({
    path: 'queryables',
    title: `Queryables of ${collection.title}`,
    description: 'What filters may name. All but the geometry may also stand as query parameters: name=value.',
    properties: Object.fromEntries([['geometry', geometrySchema(collection)], ...simpleSchemas(collection)]),
  }));

export const getSortables = (catalog: Catalog): Operation =>
  schemaOperation<NoQuery>(catalog, 'getSortables', (collection) => ({
    path: 'sortables',
    title: `Sortables of ${collection.title}`,
    description: 'What sortby may name.',
    properties: Object.fromEntries(simpleSchemas(collection)),
  }));

export const getSchema = (catalog: Catalog): Operation =>
  schemaOperation<ProfileParameters>(catalog, 'getSchema', (collection, profile) => ({
    path: 'schema',
    title: collection.title,
    description: collection.description,
    properties: inSequence([
      ...collection.properties.map((property): NamedSchema => [property.name, propertySchema(property)]),
      ...seriesSchemas(collection, profile),
      ['geometry', geometrySchema(collection)],
    ]),
  }));

const simpleSchemas = (collection: Collection): readonly NamedSchema[] =>
  simpleProperties(collection).map((property) => [property.name, propertySchema(property)]);

function seriesSchemas(collection: Collection, parameters: ProfileParameters): readonly NamedSchema[] {
  const { profile, dates, dateNames } = seriesOutput(parameters, collection);
  switch (profile) {
    case 'attributes':
      return [];
    case 'wide':
      return dateNames.map((name, i) => [name, displacementSchema(isoDate(dates[i]))]);
    case 'series':
      return [DATES, ['displacement', listOf({ type: 'number' }, 'Displacement', 'mm')]];
    case 'compact':
      return [DATES, [TENTHS.name, listOf({ type: 'number' }, TENTHS.title, TENTHS.unit)]];
  }
}

const displacementSchema = (date: string): PropertySchema => ({
  type: 'number',
  title: `Displacement on ${date}`,
  ...unitOf('mm'),
});

const listOf = (items: PropertySchema, title: string, unit?: string): PropertySchema => ({
  type: 'array',
  title,
  items,
  ...unitOf(unit),
});

const DATES: NamedSchema = ['dates', listOf({ type: 'string', format: 'date' }, 'Epochs')];

interface Described extends Pick<SchemaDocument, 'title' | 'description' | 'properties'> {
  /** Last segment of the address. */
  readonly path: string;
}

function schemaOperation<Query>(
  catalog: Catalog,
  id: string,
  describe: (collection: Collection, query: Query) => Described,
): Operation {
  return operation<Query, { collectionId: string }>(id, async (context) => {
    const { collectionId } = context.params;
    const collection = (await catalog.collection(collectionId)) ?? raise(notFound('collection', collectionId));
    const { path, ...described } = describe(collection, context.query);
    const document: SchemaDocument = {
      $schema: JSON_SCHEMA_DIALECT,
      $id: `${context.links.baseUrl}/collections${pathOf(collectionId)}/${path}`,
      type: 'object',
      ...described,
      additionalProperties: false,
    };
    const { version, modified } = collection;
    return documentReply(context, document, () => schemaPage(context, collection, document), { version, modified });
  });
}
