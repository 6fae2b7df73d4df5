/** Everything about processes that a server holds: the queue as its clients see it, a worker, and the clock. */
import type { Logger } from 'pino';
import type { AppDependencies } from '../app.js';
import type { Catalog } from '../catalog/catalog.js';
import { withdrawResults } from '../catalog/ingest/publish-results.js';
import type { Config } from '../config.js';
import type { Database } from '../db/database.js';
import { softwareVersion } from '../http/package-files.js';
import { JobStorage } from '../jobs/job-storage.js';
import { JobStore } from '../jobs/job-store.js';
import { JobWatch } from '../jobs/job-watch.js';
import { LeaseStore } from '../jobs/lease-store.js';
import { announce, Listening } from '../jobs/listening.js';
import { loadProcesses } from '../jobs/process-registry.js';
import { ScheduleStore } from '../jobs/schedule-store.js';
import { Scheduler } from '../jobs/scheduler.js';
import { judgeScheduled, submitScheduled } from '../ogc/processes/schedules/submit-scheduled.js';
import { MAX_FRUITLESS_ATTEMPTS, referenceRules } from './worker.js';
import { WorkerProcess } from './worker-process.js';

const LISTEN_MS = 10_000;

export class Processing {
  readonly #listening: Listening;
  readonly #worker: WorkerProcess | undefined;
  readonly #scheduler: Scheduler;
  #timer: NodeJS.Timeout | undefined;

  private constructor(
    private readonly config: Config,
    private readonly schedules: ScheduleStore,
    private readonly watch: JobWatch,
    /** What the application is given. */
    readonly dependencies: Required<Pick<AppDependencies, 'processes'>> & Pick<AppDependencies, 'schedules'>,
    parts: { listening: Listening; worker?: WorkerProcess; scheduler: Scheduler },
  ) {
    this.#listening = parts.listening;
    this.#worker = parts.worker;
    this.#scheduler = parts.scheduler;
  }

  static async open(config: Config, database: Database, catalog: Catalog, log: Logger): Promise<Processing> {
    const { maxQueuedPerOwner, retentionDays, syncSeconds, storage } = config.processes;
    const onSubmitted = () => {
      announce(database);
      worker?.wake();
    };
    const store = new JobStore(database, { maxQueuedPerOwner, retentionDays, onChange: onSubmitted });
    const watch = new JobWatch(store);
    const leases = new LeaseStore(database, { retentionDays, maxFruitlessAttempts: MAX_FRUITLESS_ATTEMPTS });
    const worker = config.processes.worker
      ? new WorkerProcess({ config, leases, log, onChange: () => watch.nudge() })
      : undefined;
    const setting = { registry: await loadProcesses(), store, catalog, rules: referenceRules(config) };
    const schedules = new ScheduleStore(database);
    const scheduler = new Scheduler(schedules, {
      submit: (schedule, key) => submitScheduled(schedule, key, setting),
      log,
    });
    return new Processing(
      config,
      schedules,
      watch,
      {
        processes: {
          ...setting,
          watch,
          storage: new JobStorage(storage),
          limits: { syncSeconds },
          withdraw: (client, jobId) => withdrawResults(client, jobId, softwareVersion).then(({ length }) => length > 0),
        },
        ...(config.server.admin
          ? {
              schedules: {
                schedules,
                judge: (processId, request) => judgeScheduled(processId, request, setting),
                onChange: () => scheduler.refresh(),
              },
            }
          : {}),
      },
      { listening: new Listening(database, () => watch.nudge()), scheduler, ...(worker ? { worker } : {}) },
    );
  }

  /** Begins to work: when everything is served that the server was started for. */
  async start(): Promise<void> {
    const keep = () => void this.#listening.keep().catch(() => {});
    keep();
    this.#timer = setInterval(keep, LISTEN_MS);
    await this.#worker?.start();
    await this.schedules.writeConfigured(this.config.schedules);
    await this.#scheduler.start();
  }

  /** Running jobs end or are given back. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#scheduler.stop();
    await this.#worker?.stop();
    this.watch.close();
    this.#listening.stop();
  }
}
