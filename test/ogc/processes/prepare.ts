/** Prepares requests over the catalog in memory, for the tests of everything that judges them. */
import type { Collection } from '../../../src/catalog/collection.js';
import { ServiceError } from '../../../src/errors.js';
import type { Job, JobResult } from '../../../src/jobs/job.js';
import type { RequestFault } from '../../../src/jobs/process.js';
import type { ReferenceRules } from '../../../src/jobs/reference-guard.js';
import { ParameterSchemas } from '../../../src/ogc/processes/submission/input-values.js';
import { prepareSubmission } from '../../../src/ogc/processes/submission/prepare-submission.js';
import { DEFAULT_NESTING, type SubmissionSetting } from '../../../src/ogc/processes/submission/submission-setting.js';
import { lakes, memoryCatalog, ustica } from '../../support/memory-catalog.js';
import { testRegistry } from '../../support/test-processes.js';

export const OWN_URL = 'https://egms.example/base';
export const DONE_JOB = '11111111-1111-4111-8111-111111111111';
export const RUNNING_JOB = '22222222-2222-4222-8222-222222222222';

const computed: Collection = { ...ustica, id: 'my-up', originJobId: DONE_JOB };
export const catalog = memoryCatalog([
  [
    ustica,
    [{ id: '0A1', longitudeDeg: 13.17, latitudeDeg: 38.7, cells: ['0A1', '-4.2', '0.91'], displacementMm: [0, 1, 2] }],
  ],
  [lakes, [{ id: '1', longitudeDeg: 109.9, latitudeDeg: 53.5, cells: ['Lake Baikal', '0'], displacementMm: [] }]],
  [
    computed,
    [{ id: '0B1', longitudeDeg: 13.17, latitudeDeg: 38.7, cells: ['0B1', '1', '0.5'], displacementMm: [0, 1, 2] }],
  ],
]);

const jobs: Readonly<Record<string, Pick<Job, 'status'>>> = {
  [DONE_JOB]: { status: 'successful' },
  [RUNNING_JOB]: { status: 'running' },
};
const results: readonly JobResult[] = [
  { outputId: 'table', mediaType: 'text/csv', place: { kind: 'file', fileName: 'table.csv' } },
  { outputId: 'up', mediaType: 'application/json', place: { kind: 'collection', collectionId: 'my-up' } },
];
const schemas = new ParameterSchemas();

export interface Preparing {
  readonly rules?: Partial<ReferenceRules>;
  readonly limits?: Partial<SubmissionSetting['limits']>;
}

const setting = ({ rules, limits }: Preparing): SubmissionSetting => ({
  registry: testRegistry,
  catalog,
  schemas,
  store: { job: async (id) => jobs[id] as Job | undefined, results: async () => results },
  rules: { allowedHosts: ['data.example'], allowedFolders: [], allowPrivate: false, ...rules },
  limits: { ...DEFAULT_NESTING, ...limits },
  ownUrls: [OWN_URL],
});

export const prepare = (processId: string, body: unknown, options: Preparing = {}) =>
  prepareSubmission(processId, body, setting(options));

/** What is wrong with a request; fails for one with which nothing is. */
export async function faultsOf(
  processId: string,
  body: unknown,
  options: Preparing = {},
): Promise<readonly RequestFault[]> {
  try {
    await prepare(processId, body, options);
  } catch (error) {
    if (error instanceof ServiceError && error.options.faults) return error.options.faults;
    throw error;
  }
  throw new Error('expected faults, found none');
}
