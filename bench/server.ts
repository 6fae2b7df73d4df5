/** A running server as the benches of jobs see it: over HTTP, with the processes behind it in sight. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { mainScript } from './target.js';

export interface StatusDocument {
  readonly jobID: string;
  readonly status: string;
  readonly message?: string;
  readonly created: string;
  readonly started?: string;
  readonly finished?: string;
}

export class BenchServer {
  readonly base: string;
  #child: ChildProcess | undefined;

  constructor(
    private readonly url: string,
    private readonly dataDir: string,
    private readonly port: number,
  ) {
    this.base = `http://127.0.0.1:${port}`;
  }

  async start(): Promise<void> {
    const args = ['serve', '--database-url', this.url, '--data-dir', this.dataDir, '--port', String(this.port)];
    this.#child = spawn(mainScript, args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, OPEN_EGMS_LOG_LEVEL: 'fatal' },
    });
    for (let i = 0; i < 600; i++) {
      const ready = await fetch(`${this.base}/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (ready) return;
      await delay(50);
    }
    throw new Error('the server did not get ready in half a minute');
  }

  get pid(): number {
    return this.#child!.pid!;
  }

  /** The worker that the server runs; undefined while there is none. */
  get workerPid(): number | undefined {
    return childrenOf(this.pid).find(({ command }) => command.includes('worker-child'))?.pid;
  }

  async kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill(signal);
    await gone;
  }

  async execute(processId: string, body: unknown, prefer = 'respond-async'): Promise<StatusDocument> {
    const response = await fetch(`${this.base}/processes/${processId}/execution`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Prefer: prefer },
      body: JSON.stringify(body),
    });
    if (response.status !== 201) throw new Error(`${processId}: ${response.status} ${await response.text()}`);
    return (await response.json()) as StatusDocument;
  }

  async get<T>(path: string): Promise<T> {
    const response = await fetch(`${this.base}${path}`, { headers: { Accept: 'application/json' } });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** Waits for the end of a job; throws when it did not succeed. */
  async success(jobId: string, pollMs = 200): Promise<StatusDocument> {
    for (;;) {
      const job = await this.get<StatusDocument>(`/jobs/${jobId}`);
      if (job.status === 'successful') return job;
      if (job.status !== 'accepted' && job.status !== 'running') throw new Error(`job ${job.status}: ${job.message}`);
      await delay(pollMs);
    }
  }
}

export const secondsOf = ({ started, finished }: StatusDocument): number =>
  (Date.parse(finished!) - Date.parse(started!)) / 1000;

export function childrenOf(pid: number): { pid: number; command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        if (parent !== pid) return [];
        return [{ pid: Number(name), command: readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ') }];
      } catch {
        return [];
      }
    });
}
