/**
 * Starts jobs by the clock. Every server runs a scheduler and all of them fire; the job is submitted under a key made of
 * the schedule and the second it was due, under an advisory lock, so that one firing is one job however many servers
 * there are and whatever dies in between.
 */
import cron, { type ScheduledTask } from 'node-cron';
import type { Job } from './job.js';
import type { Schedule, ScheduleStore } from './schedule-store.js';

export interface SchedulerOptions {
  /** Validates and submits the schedule's request as owner `schedule`; throws what a client would be told. */
  readonly submit: (schedule: Schedule, idempotencyKey: string) => Promise<Job>;
  readonly log: { info(message: string): void; warn(message: string): void };
}

/** How soon a change made through another server is noticed. */
const REREAD_MS = 15_000;

export class Scheduler {
  readonly #tasks = new Map<string, { task: ScheduledTask; modifiedMs: number }>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: ScheduleStore,
    private readonly options: SchedulerOptions,
  ) {}

  async start(): Promise<void> {
    await this.refresh();
    this.#timer = setInterval(() => void this.refresh().catch(() => {}), REREAD_MS);
    this.#timer.unref();
  }

  /** Looks at the schedules anew: after a change that this server has made. */
  async refresh(): Promise<void> {
    const wanted = new Map((await this.store.list()).filter(({ enabled }) => enabled).map((s) => [s.id, s]));
    for (const [id, { task, modifiedMs }] of this.#tasks) {
      if (wanted.get(id)?.modified.getTime() === modifiedMs) continue;
      await task.destroy();
      this.#tasks.delete(id);
    }
    for (const schedule of wanted.values()) if (!this.#tasks.has(schedule.id)) this.#plan(schedule);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    for (const { task } of this.#tasks.values()) await task.destroy();
    this.#tasks.clear();
  }

  /** One firing: at most one job, whoever else fires. */
  async fire(schedule: Schedule, due: Date): Promise<void> {
    const second = new Date(Math.floor(due.getTime() / 1000) * 1000);
    try {
      const job = await this.options.submit(schedule, `schedule ${schedule.id} ${second.toISOString()}`);
      await this.store.addFiring(schedule.id, second, job.jobId);
      this.options.log.info(`schedule ${schedule.id}: ${schedule.processId} started as ${job.jobId}`);
    } catch (error) {
      this.options.log.warn(`schedule ${schedule.id}: not started: ${error instanceof Error ? error.message : error}`);
      await this.store.addFiring(schedule.id, second, undefined).catch(() => {});
    }
  }

  #plan(schedule: Schedule): void {
    const fault = scheduleFault(schedule);
    if (fault) {
      this.options.log.warn(`schedule ${schedule.id}: ${fault.member}: ${fault.detail}`);
      return;
    }
    const task = cron.schedule(schedule.cron, ({ date }) => this.fire(schedule, date), {
      timezone: schedule.timeZone,
      name: schedule.id,
      suppressMissedWarning: true,
      unref: true,
    });
    this.#tasks.set(schedule.id, { task, modifiedMs: schedule.modified.getTime() });
  }
}

/** Next start of a schedule, whoever will start it; undefined when it is disabled or never comes. */
export function nextStart(schedule: Pick<Schedule, 'cron' | 'timeZone' | 'enabled'>): Date | undefined {
  if (!schedule.enabled || scheduleFault(schedule)) return undefined;
  const task = cron.createTask(schedule.cron, () => {}, { timezone: schedule.timeZone, unref: true });
  // A task that does not run has no next start.
  void task.start();
  const next = task.getNextRun() ?? undefined;
  void task.destroy();
  return next;
}

/** What is wrong with the clock of a schedule, and where; undefined when it can be kept. */
export function scheduleFault({
  cron: pattern,
  timeZone,
}: Pick<Schedule, 'cron' | 'timeZone'>): { readonly member: 'cron' | 'timeZone'; readonly detail: string } | undefined {
  const { valid, errors } = cron.validateDetailed(pattern);
  if (!valid) {
    const why = errors.map(({ message }) => message).join('; ');
    return { member: 'cron', detail: `expected five or six fields as in "0 3 * * 1", got "${pattern}": ${why}` };
  }
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return undefined;
  } catch {
    return { member: 'timeZone', detail: `expected an IANA name as Europe/Rome, got "${timeZone}"` };
  }
}
