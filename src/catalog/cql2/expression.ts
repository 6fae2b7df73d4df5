/** CQL2 as a tree: what both encodings parse to and SQL is made from. Replaced by the real tree; see parse-text.ts. */
export type Expression = unknown;
