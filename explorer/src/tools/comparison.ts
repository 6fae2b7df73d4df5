/** Which collection lies on the right, and where the map is divided: as it stands in the address (`tool.compare`). Pure. */
export interface Comparison {
  readonly collection: string;
  /** Share of the map's width that is left. */
  readonly at: number;
}

/** Undefined for what makes no sense. */
export function comparisonOf(content: unknown): Comparison | undefined {
  if (typeof content !== 'object' || content === null) return undefined;
  const { collection, at } = content as Readonly<Record<string, unknown>>;
  if (typeof collection !== 'string' || typeof at !== 'number' || !(at >= 0 && at <= 1)) return undefined;
  return { collection, at };
}
