/** Which jobs a list holds, as its address says it. */
export interface JobsQuery {
  readonly type?: readonly string[];
  readonly processID?: readonly string[];
  readonly status?: readonly string[];
  readonly datetime?: string;
  readonly minDuration?: number;
  readonly maxDuration?: number;
  readonly limit: number;
  readonly cursor?: string;
}
