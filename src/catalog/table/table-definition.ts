/** What must be known of a table to serve it: all that a configuration says of it, but how to reach it. */
import type { TableResource } from '../../config.js';

export type TableDefinition = Omit<TableResource, 'connection' | 'limits'>;
