/** CQL2 1.0 in, bound SQL out: what the rest of the catalog and the web interface use of it. */
export { filterBoundingBox } from './bounding-box.js';
export type { Expression } from './expression.js';
export type { FilterProperty, FilterSource } from './filter-source.js';
export { parseCql2Json } from './parse-json.js';
export { parseCql2Text } from './parse-text.js';
export { compileFilter } from './to-sql.js';
export { writeCql2Text } from './write-text.js';
