/** What must be known of the server to judge an execution request. */
import type { Catalog } from '../../../catalog/catalog.js';
import type { JobStore } from '../../../jobs/job-store.js';
import type { ProcessRegistry } from '../../../jobs/process-registry.js';
import type { ReferenceRules } from '../../../jobs/reference-guard.js';
import type { ParameterSchemas } from './input-values.js';

export interface SubmissionSetting {
  readonly registry: ProcessRegistry;
  readonly catalog: Catalog;
  readonly store: Pick<JobStore, 'job' | 'results'>;
  readonly rules: ReferenceRules;
  readonly schemas: ParameterSchemas;
  readonly limits: NestingLimits;
  /** Public URLs of the landing page: addresses below them are this server's own. */
  readonly ownUrls: readonly string[];
}

export interface NestingLimits {
  /** How deep processes may stand inside each other. */
  readonly maxNesting: number;
  /** Jobs of one request. */
  readonly maxJobs: number;
  /** Collections that the jobs of one request read: each is looked at while its client waits. */
  readonly maxCollections: number;
}

export const DEFAULT_NESTING: NestingLimits = { maxNesting: 8, maxJobs: 32, maxCollections: 256 };
