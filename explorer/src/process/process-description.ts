/** Descriptions of processes (OGC API - Processes 1.0) as far as forms need them. */

export type Schema = Readonly<Record<string, unknown>>;

export interface CollectionDemand {
  readonly kind?: string;
  readonly levels?: readonly string[];
  readonly geometries?: readonly string[];
  readonly default?: string;
  /** Of an output: published only when it is named. */
  readonly onDemand?: boolean;
}

export interface InputDescription {
  readonly title?: string;
  readonly description?: string;
  readonly schema: Schema;
  readonly minOccurs?: number;
  readonly maxOccurs?: number | 'unbounded';
  readonly 'x-collection'?: CollectionDemand;
}

export interface ProcessSummary {
  readonly id: string;
  readonly title?: string;
  readonly description?: string;
}

export interface ProcessDescription extends ProcessSummary {
  /** A request that works, beside what the standard has. */
  readonly example?: { readonly inputs?: unknown; readonly outputs?: unknown };
  readonly jobControlOptions?: readonly string[];
  readonly inputs?: Readonly<Record<string, InputDescription>>;
  readonly outputs?: Readonly<Record<string, Omit<InputDescription, 'minOccurs' | 'maxOccurs'>>>;
}
