/** How computed features are kept: a typed table for each edition of a collection, under a number of ours. */
import type { Property } from '../collection.js';

/** A property of the features, and what clients are told of it. */
export interface FeatureColumn {
  /** Lower-case letters, digits and underscores, a letter first. */
  readonly name: string;
  readonly type: keyof typeof SQL_TYPES;
  readonly title: string;
  readonly description?: string;
  /** UCUM, as of `Property`. */
  readonly unit?: string;
  /** Of a date: begin or end of the time that the feature tells of. */
  readonly role?: 'primary-interval-start' | 'primary-interval-end';
}

export const SQL_TYPES = { text: 'text', integer: 'bigint', number: 'double precision', date: 'date' } as const;

/** Beside the properties. */
export const ID_COLUMN = 'id';
export const GEOMETRY_COLUMN = 'geom';

/** Table of an edition, in the schema `egms`. */
export const featureTable = (tableNo: number): string => `feature_${tableNo}`;

/** Throws `RangeError` for columns that make no table: names come from a process's code, and stand in statements. */
export function checkColumns(columns: readonly FeatureColumn[]): void {
  const names = new Set([ID_COLUMN, GEOMETRY_COLUMN]);
  for (const { name } of columns) {
    if (!/^[a-z][a-z0-9_]{0,62}$/.test(name))
      throw new RangeError(`columns: expected a name like mean_velocity, got "${name}"`);
    if (names.has(name)) throw new RangeError(`columns: "${name}" stands there twice`);
    names.add(name);
  }
}

export const columnFacts = ({ title, description, unit }: FeatureColumn): Partial<Property> => ({
  title,
  ...(description === undefined ? {} : { description }),
  ...(unit === undefined ? {} : { unit }),
});
