/** What can be asked for of a collection by `parameter-name`: the displacement series, and every attribute. */
import type { Collection, Property } from '../../catalog/collection.js';
import { invalidParameter } from '../../errors.js';
import type { CoverageParameter } from '../../formats/coveragejson.js';

/** Name of the series among the parameters. */
export const DISPLACEMENT = 'displacement';

/** What a request wants of each point. */
export interface ParameterSelection {
  readonly withSeries: boolean;
  /** Attributes in the collection's order; the identifier is none, it names every point anyway. */
  readonly properties: readonly Property[];
}

/** Whether the collection holds measurement points with series: what the queries of EDR are offered for. */
export const isEnvironmental = ({ kind, dates }: Collection): boolean => kind === 'points' && dates.length > 0;

const SIGNS = {
  up: 'upwards',
  east: 'eastwards',
  ascending: 'towards the satellite, along the line of sight',
  descending: 'towards the satellite, along the line of sight',
} as const;

export function displacementParameter({ identity }: Collection): CoverageParameter {
  const sign = identity ? `, positive ${SIGNS[identity.geometry]}` : '';
  return {
    name: DISPLACEMENT,
    label: 'Displacement',
    description: `Displacement since the first epoch of the series${sign}`,
    unit: 'mm',
    dataType: 'float',
  };
}

export const attributeParameter = ({ name, type, title, description, unit }: Property): CoverageParameter => ({
  name,
  label: title ?? name,
  description,
  unit,
  dataType: type === 'number' ? 'float' : type === 'integer' ? 'integer' : 'string',
});

const attributesOf = ({ properties }: Collection): readonly Property[] =>
  properties.filter(({ role }) => role !== 'id');

/** All parameters, the series first. */
export const parametersOf = (collection: Collection): readonly CoverageParameter[] => [
  displacementParameter(collection),
  ...attributesOf(collection).map(attributeParameter),
];

/** Those of a selection. */
export const selectedParameters = (
  collection: Collection,
  { withSeries, properties }: ParameterSelection,
): readonly CoverageParameter[] => [
  ...(withSeries ? [displacementParameter(collection)] : []),
  ...properties.map(attributeParameter),
];

/** Everything without names. Throws `invalidParameter` for names that the collection does not have. */
export function readSelection(names: readonly string[] | undefined, collection: Collection): ParameterSelection {
  const attributes = attributesOf(collection);
  if (!names) return { withSeries: true, properties: attributes };
  const wanted = names.map((name) => name.trim());
  const known = (name: string) =>
    attributes.find((property) => property.name === name || property.aliases?.includes(name));
  const stranger = wanted.find((name) => name !== DISPLACEMENT && !known(name));
  if (stranger !== undefined) {
    const all = parametersOf(collection).map(({ name }) => name);
    throw invalidParameter('parameter-name', `expected names out of ${all.join(', ')}, got "${stranger.slice(0, 80)}"`);
  }
  const chosen = new Set(wanted.map(known));
  return { withSeries: wanted.includes(DISPLACEMENT), properties: attributes.filter((each) => chosen.has(each)) };
}
