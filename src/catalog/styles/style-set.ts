/** What is stored of the styles of a collection, and what may be done to them. No SQL here. */

/** Stored styles of one collection; those of the program come on top. */
export const MAX_STORED_STYLES = 100;

export interface StoredStyle {
  readonly id: string;
  /** JSON, as it was stored; whoever draws with it reads it anew. */
  readonly document: unknown;
  /** Another one after every change of the style. */
  readonly version: string;
  readonly created: Date;
  readonly modified: Date;
}

export interface StyleSet {
  /** Another one after every change of any style, or of the default; `0` where nothing was ever stored. */
  readonly version: string;
  /** What maps are drawn in when no style is named; absent: what the program has first. */
  readonly defaultId?: string;
  /** Ordered by id. */
  readonly styles: readonly StoredStyle[];
}

/** What a change takes for granted: that no style is stored under the id, or the one of this version. */
export type Expected = 'absent' | { readonly version: string };

/** Why a change was not made. `gone`: the collection itself. */
export type Refusal = 'gone' | 'changed' | 'full' | 'absent';

/** Whether a style may be written: undefined when it may. */
export function refusalOfPut({ styles }: StyleSet, id: string, expected?: Expected): Refusal | undefined {
  const stored = styles.find((style) => style.id === id);
  if (!isAsExpected(stored, expected)) return 'changed';
  return !stored && styles.length >= MAX_STORED_STYLES ? 'full' : undefined;
}

/** Whether a style may be removed: undefined when it may. */
export function refusalOfRemoval({ styles }: StyleSet, id: string, expected?: Expected): Refusal | undefined {
  const stored = styles.find((style) => style.id === id);
  if (!stored) return 'absent';
  return isAsExpected(stored, expected) ? undefined : 'changed';
}

const isAsExpected = (stored: StoredStyle | undefined, expected: Expected | undefined): boolean =>
  expected === undefined || (expected === 'absent' ? stored === undefined : stored?.version === expected.version);

/** Stored styles as those see them who read and write them. */
export interface StyleStore {
  /** Versions of the sets of all collections that have one. */
  versions(): Promise<ReadonlyMap<string, string>>;
  version(collectionId: string): Promise<string>;
  styleSet(collectionId: string): Promise<StyleSet>;
  /** Writes a style, new or in place of the one of its id. */
  put(
    collectionId: string,
    style: Pick<StoredStyle, 'id' | 'document'>,
    expected?: Expected,
  ): Promise<'created' | 'replaced' | Refusal>;
  /** A default that is removed is none any more. */
  remove(collectionId: string, id: string, expected?: Expected): Promise<'removed' | Refusal>;
  /** Undefined: what the program has first. @param id of a style that the caller has made sure of */
  setDefault(collectionId: string, id: string | undefined): Promise<'set' | Refusal>;
}
