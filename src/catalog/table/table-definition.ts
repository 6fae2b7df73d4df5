/** What must be known of a table to serve it: all that a configuration says of it, but how to reach it. */
import type { TableResource } from '../../config.js';
import type { Property } from '../collection.js';

export interface TableDefinition extends Omit<TableResource, 'connection' | 'limits'> {
  /** Column in which the time of a feature ends that begins in `timeField`. Only with it; of the same type. */
  readonly endTimeField?: string;
  /** What is said of columns beside what the database knows of them, by their names. */
  readonly columnFacts?: Readonly<Record<string, Partial<Pick<Property, 'title' | 'description' | 'unit'>>>>;
}
