/**
 * What a running job says of itself, on its way to the database: gathered, thinned out, and written one statement after
 * another, so that a process may tell as often as it likes and never waits.
 */
import type { JobLogLine } from './job.js';
import type { LeasedJob, LeaseStore } from './lease-store.js';

const INTERVAL_MS = 250;
/** A process that talks without end does not fill the database. */
const MAX_LINES = 10_000;

export class JobReporter {
  #percent = 0;
  #phase = '';
  #isNews = false;
  #lines: Omit<JobLogLine, 'lineNo'>[] = [];
  #lineCount = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly job: LeasedJob,
    private readonly leases: Pick<LeaseStore, 'tell' | 'log'>,
  ) {}

  get phase(): string {
    return this.#phase;
  }

  progress(share: number, phase: string): void {
    // The last step, publishing, is not the process's to tell.
    const percent = Math.min(99, Math.max(0, share * 100));
    if (percent <= this.#percent && phase === this.#phase) return;
    if (phase !== this.#phase) this.log('info', phase);
    this.#percent = Math.max(percent, this.#percent);
    this.#phase = phase;
    this.#isNews = true;
    this.#schedule();
  }

  log(level: JobLogLine['level'], message: string): void {
    this.#lineCount++;
    if (this.#lineCount > MAX_LINES) return;
    const isLast = this.#lineCount === MAX_LINES;
    this.#lines.push({
      logged: new Date(),
      ...(isLast
        ? { level: 'warn', message: `more than ${MAX_LINES} lines; the rest is left out` }
        : { level, message }),
    });
    this.#schedule();
  }

  /** Resolves when everything said so far is written, or could not be. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#write();
    await this.#writing;
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#write();
    }, INTERVAL_MS);
  }

  #write(): void {
    const lines = this.#lines;
    const isNews = this.#isNews;
    if (lines.length === 0 && !isNews) return;
    this.#lines = [];
    this.#isNews = false;
    const [percent, phase] = [this.#percent, this.#phase];
    this.#writing = this.#writing
      .then(async () => {
        if (isNews) await this.leases.tell(this.job, percent, phase);
        if (lines.length > 0) await this.leases.log(this.job, lines);
      })
      // What a job says of itself must not end it: the next word may get through.
      .catch(() => {});
  }
}
