/**
 * The program itself over the two published bursts near Ustica, as its owner starts it: embedded database, engine, all of
 * it. With the Ortho product that it computes of them, so that every level but the first is there.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { compiledModule } from '../../src/package-root.js';
import { earlierRelease } from './earlier-release.js';
import { sharedData } from './shared-data.js';

export const ASCENDING = 'l2b-ascending-2020-2024';
export const DESCENDING = 'l2b-descending-2020-2024';
/** The ascending burst as a release of an earlier time would have had it. */
export const EARLIER = 'l2b-ascending-2019-2023';
export const UP = 'l3-up-2020-2024';
export const EAST = 'l3-east-2020-2024';

/** The burst of each collection of level 2, a zip as EGMS delivers it. */
export const BURSTS = {
  [ASCENDING]: 'EGMS_L2b_117_0227_IW2_VV_2020_2024_1',
  [DESCENDING]: 'EGMS_L2b_022_0845_IW2_VV_2020_2024_1',
} as const;

/** Where the bursts are; undefined on machines without. */
export function burstsFolder(): string | undefined {
  const folder = sharedData('egms-ortho-product');
  return folder && join(folder, 'input');
}

export class RealBursts {
  readonly #folder = mkdtempSync(join(tmpdir(), 'open-egms-bursts-'));
  #child: ChildProcess | undefined;
  #port = 0;

  /** `config`: as a configuration file has it. `certificate`: a file with one that the program is to trust. */
  constructor(
    private readonly config: object = {},
    private readonly certificate?: () => string,
  ) {}

  /** Without a slash at the end. */
  get base(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Starts the program, again at the same address after `stop`. Resolves when it answers. */
  async start(): Promise<void> {
    const files = this.#port ? [] : await this.#products();
    const config = join(this.#folder, 'config.yml');
    // JSON is YAML.
    writeFileSync(config, JSON.stringify(this.config));
    const folder = join(this.#folder, 'data');
    const args = ['serve', ...files, '--config', config, '--data-dir', folder, '--port', String(this.#port)];
    const trusted = this.certificate ? { NODE_EXTRA_CA_CERTS: this.certificate() } : {};
    const child = spawn(process.execPath, [compiledModule('main.js'), ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...trusted, OPEN_EGMS_LOG_LEVEL: 'fatal' },
    });
    this.#child = child;
    for await (const line of createInterface({ input: child.stdout })) {
      const address = /http:\/\/127\.0\.0\.1:(\d+)/.exec(line);
      if (!address) continue;
      this.#port = Number(address[1]);
      break;
    }
    child.stdout.resume();
    while (!(await this.#isReady())) await delay(50);
  }

  /** Ends it as Ctrl-C does. What it holds stays. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Makes the collections of level 3. */
  async decompose(): Promise<void> {
    await this.run('decompose', { ascending: [{ collection: ASCENDING }], descending: [{ collection: DESCENDING }] });
  }

  /** Executes a process and waits for its end; throws when it does not succeed. */
  async run(process: string, inputs: unknown, outputs?: unknown): Promise<void> {
    const asked = await fetch(`${this.base}/processes/${process}/execution`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Prefer: 'respond-async' },
      body: JSON.stringify({ inputs, outputs }),
    });
    let job = (await asked.json()) as { jobID: string; status: string; message?: string };
    while (job.status === 'accepted' || job.status === 'running') {
      await delay(100);
      job = (await (
        await fetch(`${this.base}/jobs/${job.jobID}`, { headers: { Accept: 'application/json' } })
      ).json()) as typeof job;
    }
    if (job.status !== 'successful') throw new Error(`${process}: ${JSON.stringify(job)}`);
  }

  async #products(): Promise<string[]> {
    const delivered = Object.values(BURSTS).map((name) => join(burstsFolder()!, `${name}.zip`));
    return [...delivered, await earlierRelease(delivered[0], this.#folder)];
  }

  async #isReady(): Promise<boolean> {
    if (this.#child?.exitCode !== null) throw new Error('the program ended before it was ready');
    return fetch(`${this.base}/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  }
}
