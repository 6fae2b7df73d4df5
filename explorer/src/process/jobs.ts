/** Jobs that this browser has started: remembered, followed while they run, and what came out of them. */
import type { Application } from '../application.js';
import { redraw } from '../panels/redraw.js';
import { ServerProblem } from '../server/server.js';
import { text } from '../text/text.js';

export interface JobStatus {
  readonly jobID: string;
  readonly processID: string;
  readonly status: 'accepted' | 'running' | 'successful' | 'failed' | 'dismissed';
  readonly message?: string;
  readonly progress?: number;
  readonly phase?: string;
  readonly created?: string;
  readonly estimatedCompletion?: string;
  readonly exception?: { readonly detail?: string };
}

export interface LogLine {
  readonly line: number;
  readonly time: string;
  readonly level: string;
  readonly message: string;
}

export interface Job {
  readonly id: string;
  readonly process: string;
  readonly title: string;
  readonly status?: JobStatus;
  readonly log: readonly LogLine[];
  readonly results?: Readonly<Record<string, unknown>>;
  readonly trouble?: string;
}

const STORE = 'open-egms-jobs';
const MOST_KEPT = 30;
const MOST_LINES = 200;
/** Between two looks at a job. */
const SOON_MS = 700;
const LATER_MS = 3_000;

export const isOver = ({ status }: Job): boolean =>
  status !== undefined && status.status !== 'accepted' && status.status !== 'running';

export class Jobs {
  private list: readonly Job[];
  private readonly followed = new Map<string, Promise<void>>();
  /** Given by the person, for this page alone. */
  key = '';

  constructor(private readonly app: Application) {
    this.list = remembered(app.server.base.href);
  }

  all(): readonly Job[] {
    return this.list;
  }

  start(status: JobStatus, title: string): void {
    const job: Job = { id: status.jobID, process: status.processID, title, status, log: [] };
    this.list = [job, ...this.list].slice(0, MOST_KEPT);
    this.keep();
    void this.follow(job.id);
  }

  /** A job that others have started, or this browser once: watched from now on. Throws ServerProblem when it is gone. */
  async adopt(id: string, titleOf: (process: string) => string): Promise<void> {
    if (!this.job(id)) {
      const status = await this.app.server.json<JobStatus>(`jobs/${encodeURIComponent(id)}`);
      this.start(status, titleOf(status.processID));
    }
    await this.follow(id);
  }

  /** What came out of it, once it is known. */
  resultsOf(id: string): Job['results'] {
    return this.job(id)?.results;
  }

  forget(id: string): void {
    this.list = this.list.filter((job) => job.id !== id);
    this.keep();
  }

  async dismiss(id: string): Promise<void> {
    try {
      const response = await fetch(this.app.server.url(`jobs/${encodeURIComponent(id)}`), {
        method: 'DELETE',
        headers: this.headers(),
      });
      if (!response.ok) throw new Error((await detailOf(response)) ?? `status ${response.status}`);
      this.change(id, { status: (await response.json()) as JobStatus });
    } catch (error) {
      this.change(id, { trouble: (error as Error).message });
    }
  }

  headers(): Record<string, string> {
    return this.key ? { 'X-API-Key': this.key } : {};
  }

  /** Looks until the job is over or gone; a server that is away is waited for. */
  follow(id: string): Promise<void> {
    const following = this.followed.get(id) ?? this.watch(id);
    this.followed.set(id, following);
    return following;
  }

  private async watch(id: string): Promise<void> {
    const path = `jobs/${encodeURIComponent(id)}`;
    try {
      for (let look = 0; ; look++) {
        const status = await this.app.server.json<JobStatus>(path);
        await this.readLog(id, path);
        this.change(id, { status });
        const job = this.job(id);
        if (!job) return;
        if (isOver(job)) break;
        await new Promise((resolve) => setTimeout(resolve, look < 20 ? SOON_MS : LATER_MS));
      }
      if (this.job(id)?.status?.status === 'successful') await this.readResults(id, path);
    } catch (error) {
      const isGone = error instanceof ServerProblem && error.status === 404;
      this.change(id, { trouble: isGone ? text('process.gone') : (error as Error).message });
    }
  }

  private async readLog(id: string, path: string): Promise<void> {
    const job = this.job(id);
    const after = job?.log.at(-1)?.line ?? 0;
    const { lines } = await this.app.server.json<{ lines: readonly LogLine[] }>(`${path}/logs`, { query: { after } });
    if (job && lines.length > 0) this.change(id, { log: [...job.log, ...lines].slice(-MOST_LINES) });
  }

  private async readResults(id: string, path: string): Promise<void> {
    const results = await this.app.server.json<unknown>(`${path}/results`);
    const isDocument = typeof results === 'object' && results !== null && !Array.isArray(results);
    this.change(id, { results: isDocument ? (results as Job['results']) : { result: results } });
  }

  private job(id: string): Job | undefined {
    return this.list.find((job) => job.id === id);
  }

  private change(id: string, members: Partial<Job>): void {
    this.list = this.list.map((job) => (job.id === id ? { ...job, ...members } : job));
    redraw(this.app);
  }

  private keep(): void {
    const kept = this.list.map(({ id, process, title }) => ({ id, process, title }));
    try {
      localStorage.setItem(`${STORE} ${this.app.server.base.href}`, JSON.stringify(kept));
    } catch {
      // Private windows and full disks: the list lasts as long as the page.
    }
    redraw(this.app);
  }
}

function remembered(base: string): readonly Job[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(`${STORE} ${base}`) ?? '[]');
    if (!Array.isArray(kept)) return [];
    return kept.slice(0, MOST_KEPT).flatMap((each: Record<string, unknown>) => {
      const { id, process, title } = each ?? {};
      const isJob = typeof id === 'string' && typeof process === 'string' && typeof title === 'string';
      return isJob ? [{ id, process, title, log: [] }] : [];
    });
  } catch {
    return [];
  }
}

export async function detailOf(response: Response): Promise<string | undefined> {
  const problem = (await response.json().catch(() => undefined)) as { detail?: string } | undefined;
  return problem?.detail;
}
