/** What OGC API - EDR wants in the document of a collection: its queries, parameters and formats. */
import type { Collection } from '../../catalog/collection.js';
import { type Link, type Links, pathOf } from '../../http/links.js';
import { DISTANCE_UNITS } from './distance.js';
import { isEnvironmental, parametersOf } from './edr-parameters.js';
import { parameterMember } from './parameter-member.js';

/** What `f` may be, in any case. */
const FORMATS = ['CoverageJSON', 'GeoJSON', 'CSV'];

export function edrMembers(collection: Collection, links: Links): Readonly<Record<string, unknown>> {
  if (!isEnvironmental(collection)) return {};
  return {
    data_queries: dataQueries(collection, links),
    parameter_names: Object.fromEntries(parametersOf(collection).map((each) => [each.name, parameterMember(each)])),
    output_formats: FORMATS,
  };
}

/** One link at least has the relation `data` (/req/edr/rc-md-query-links); which queries there are, `data_queries` says. */
export function edrLinks(collection: Collection, links: Links): readonly Link[] {
  if (!isEnvironmental(collection)) return [];
  const href = links.to(`/collections${pathOf(collection.id, 'locations')}`);
  return [
    { rel: 'data', type: 'application/geo+json', title: `Points of ${collection.title} with their queries`, href },
  ];
}

function dataQueries({ id }: Collection, links: Links): Readonly<Record<string, unknown>> {
  const address = (query: string) => links.to(`/collections${pathOf(id, query)}`);
  const query = (type: string, title: string, more: Readonly<Record<string, unknown>> = {}) => ({
    link: {
      href: address(type),
      rel: 'data',
      title,
      variables: {
        title,
        query_type: type,
        output_formats: FORMATS,
        default_output_format: FORMATS[0],
        ...more,
      },
    },
  });
  return {
    position: query('position', 'The points nearest to positions'),
    radius: query('radius', 'The points around a position', { within_units: DISTANCE_UNITS }),
    area: query('area', 'The points of an area'),
    cube: query('cube', 'The points of a box'),
    locations: query('locations', 'Points by their identifiers'),
    items: query('items', 'The points as features', {
      output_formats: ['GeoJSON', 'CSV'],
      default_output_format: 'GeoJSON',
    }),
  };
}
