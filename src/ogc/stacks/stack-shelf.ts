/** What the resources of stacks need of whoever keeps them. */

/** A stack as its documents show it. */
export interface ShelvedStack {
  /** As processes take it: `my-city`, `my-city/ascending`. */
  readonly name: string;
  readonly bytes: number;
  readonly modified: Date;
  readonly reading:
    | { readonly kind: 'facts'; readonly facts: StackContent }
    | { readonly kind: 'fault'; readonly detail: string };
}

export interface StackContent {
  readonly title?: string;
  /** `YYYY-MM-DD`, in order. */
  readonly dates: readonly string[];
  readonly referenceDate: string;
  readonly orbit: 'ascending' | 'descending';
  readonly track: number;
  readonly burstCycle: number;
  readonly swath: number;
  readonly polarisation: string;
  readonly wavelengthM: number;
  readonly rows: number;
  readonly columns: number;
  readonly crs?: string;
  readonly isSynthetic: boolean;
  readonly notices: readonly string[];
}

export interface StackShelf {
  list(signal?: AbortSignal): Promise<readonly ShelvedStack[]>;
  /** One stack, or those of a folder that holds several; none when there is nothing of the name. */
  stacksOf(name: string, signal?: AbortSignal): Promise<readonly ShelvedStack[]>;
  add(
    name: string,
    upload: {
      readonly body: AsyncIterable<Buffer>;
      readonly announcedBytes?: number;
      readonly signal: AbortSignal;
    },
  ): Promise<readonly ShelvedStack[]>;
  /** False when there is no such stack. */
  remove(name: string): Promise<boolean>;
}

export interface StacksDependencies {
  readonly shelf: StackShelf;
  /** Ids of jobs that wait for it or compute with it. */
  readonly usersOf: (name: string) => Promise<readonly string[]>;
}
