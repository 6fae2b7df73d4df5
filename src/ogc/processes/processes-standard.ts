/**
 * OGC API - Processes, Part 1 (1.0), and of Part 3 what makes chains of processes: collections as inputs and outputs, and
 * processes inside each other. The engine that runs the jobs may be in this process or in others: all that is known of it
 * here is what stands in the job store.
 */
import type { Catalog } from '../../catalog/catalog.js';
import type { ContractOperation } from '../../http/contract.js';
import type { JobStorage } from '../../jobs/job-storage.js';
import type { JobStore } from '../../jobs/job-store.js';
import type { JobWatch } from '../../jobs/job-watch.js';
import type { ProcessRegistry } from '../../jobs/process-registry.js';
import type { ReferenceRules } from '../../jobs/reference-guard.js';
import { PROCESSES_CLASSES } from '../common/conformance-classes.js';
import { JOB_LIST_REL, PROCESSES_REL } from '../common/relations.js';
import type { Standard } from '../common/standard.js';
import { deleteJob, type Withdraw } from './dismiss.js';
import { getJobEvents } from './events.js';
import { executeProcess } from './execute.js';
import { executionBody } from './execution-body.js';
import { getJob } from './job.js';
import { getJobInputs } from './job-inputs.js';
import { getJobs } from './jobs.js';
import { getJobLogs } from './logs.js';
import { describeProcess, getProcesses } from './processes.js';
import { getJobProvenance } from './provenance.js';
import { getJobResult, getJobResults } from './results.js';
import { getJobStatistics } from './statistics.js';
import { ParameterSchemas } from './submission/input-values.js';
import { DEFAULT_NESTING, type NestingLimits } from './submission/submission-setting.js';

export interface ProcessesDependencies {
  readonly registry: ProcessRegistry;
  readonly store: JobStore;
  readonly watch: JobWatch;
  readonly storage: JobStorage;
  readonly catalog: Catalog;
  readonly rules: ReferenceRules;
  readonly limits: Partial<NestingLimits> & {
    /** Longest time a client waits for results, or for news of a job, s. Below the idle time of connections. */
    readonly syncSeconds: number;
  };
  readonly withdraw: Withdraw;
}

export function processesStandard(dependencies: ProcessesDependencies): Standard {
  const { registry, store, watch, storage, catalog, rules, withdraw } = dependencies;
  const { syncSeconds, ...nesting } = dependencies.limits;
  const schemas = new ParameterSchemas();
  const limits = { ...DEFAULT_NESTING, ...nesting };
  return {
    contract: 'processes.yaml',
    conformsTo: PROCESSES_CLASSES,
    operations: [
      getProcesses(registry),
      describeProcess(registry, catalog),
      executeProcess({ registry, catalog, store, watch, storage, rules, schemas, limits, syncSeconds }),
      getJobs(store, registry),
      getJob({ registry, store, watch, maxWaitSeconds: syncSeconds }),
      deleteJob(store, withdraw),
      getJobResults({ store, storage, registry }),
      getJobResult({ store, storage, registry }),
      getJobLogs(store),
      getJobInputs(store, registry),
      getJobProvenance(store, registry),
      getJobEvents({ store, watch }),
      getJobStatistics(store),
    ],
    landingLinks: (links) => [
      { rel: PROCESSES_REL, type: 'application/json', title: 'Processes', href: links.to('/processes') },
      { rel: JOB_LIST_REL, type: 'application/json', title: 'Jobs', href: links.to('/jobs') },
    ],
    navigation: [
      { title: 'Processes', path: '/processes' },
      { title: 'Jobs', path: '/jobs' },
    ],
    plainJsonBelow: ['/processes', '/jobs'],
    tags: [{ name: 'jobs', description: 'Executions of processes: status, results, log, provenance.' }],
    pathFamilies: [
      {
        template: '/processes/{processId}',
        parameter: 'processId',
        members: [...registry.values()].map((process) => ({
          id: process.description.id,
          title: process.description.title,
          refine: ({ method }: ContractOperation) => ({
            ...(method === 'post' ? { requestBody: executionBody(process) } : {}),
            ...(method === 'get' ? { description: process.description.description } : {}),
          }),
        })),
      },
    ],
  };
}
