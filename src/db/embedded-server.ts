/**
 * The embedded database as its users see it: makes sure that a server runs on a data directory, by attaching to the
 * one that is there or by starting a child process, and keeps it so. When the server goes away unasked, another is
 * found or started; meanwhile connections fail, and callers answer 503.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { dataDirectoryBusy, ServiceError } from '../errors.js';
import { compiledModule } from '../package-root.js';
import { dataDirectoryHolder } from './data-directory-lock.js';
import { connectOptions, type EmbeddedAddress, readAddress } from './embedded-address.js';
import type { ChildMessage } from './embedded-child.js';

export interface Log {
  info(message: string): void;
  warn(message: string): void;
}

/** A process that holds the data directory has this long to serve it: making a template and recovery take a while. */
const serveWithinMs = 120_000;
const stopWithinMs = 20_000;
const retryMs = { first: 100, longest: 10_000 };

/** A server that is reached. `gone` resolves, with the reason, when it no longer is. */
interface Link {
  address: EmbeddedAddress;
  child?: ChildProcess;
  socket?: Socket;
  gone: Promise<string>;
}

export class EmbeddedServer {
  private readonly stopping = new AbortController();
  private readonly supervision: Promise<void>;

  private constructor(
    private readonly dataDir: string,
    private readonly log: Log,
    private link: Link,
  ) {
    this.supervision = this.supervise();
  }

  /**
   * Resolves when the database answers. Throws `dataDirectoryBusy` when a process holds the directory and does not
   * serve it within `waitMs`.
   */
  static async start(dataDir: string, log: Log, waitMs = serveWithinMs): Promise<EmbeddedServer> {
    mkdirSync(dataDir, { recursive: true });
    return new EmbeddedServer(dataDir, log, await reach(dataDir, log, waitMs));
  }

  /** Where to connect now; changes when the server is replaced. */
  get address(): EmbeddedAddress {
    return this.link.address;
  }

  /** True when the server is this process's child, false when it belongs to another. */
  get isOwn(): boolean {
    return this.link.child !== undefined;
  }

  /** Stops the server if it is ours, and waits until the directory is free; otherwise just lets go of it. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await letGo(this.link);
    await this.supervision;
  }

  private async supervise(): Promise<void> {
    let pauseMs = retryMs.first;
    for (;;) {
      const reachedMs = Date.now();
      const reason = await this.link.gone;
      if (this.stopping.signal.aborted) return;
      this.log.warn(`the embedded database is gone (${reason}); starting it again`);
      if (Date.now() - reachedMs > retryMs.longest) pauseMs = retryMs.first;
      const link = await this.reachAgain(pauseMs);
      if (!link) return;
      pauseMs = Math.min(pauseMs * 2, retryMs.longest);
      this.link = link;
      this.log.info('the embedded database answers again');
      if (this.stopping.signal.aborted) await letGo(link);
    }
  }

  /** Tries until it succeeds, after ever longer pauses; undefined when asked to stop meanwhile. */
  private async reachAgain(firstPauseMs: number): Promise<Link | undefined> {
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, retryMs.longest)) {
      try {
        await delay(pauseMs, undefined, { signal: this.stopping.signal, ref: false });
        return await reach(this.dataDir, this.log, serveWithinMs);
      } catch (error) {
        if (this.stopping.signal.aborted) return undefined;
        this.log.warn(`the embedded database does not start: ${error instanceof Error ? error.message : error}`);
      }
    }
  }
}

/** Attaches to the server of `dataDir` or starts one; waits for a process that is about to serve it. */
async function reach(dataDir: string, log: Log, waitMs: number): Promise<Link> {
  const startMs = Date.now();
  for (let isFirst = true; ; isFirst = false) {
    const holder = dataDirectoryHolder(dataDir);
    const link = await (holder ? attach(dataDir) : launch(dataDir, log));
    if (link) return link;
    if (holder && isFirst) log.info(`waiting: ${holder}`);
    if (Date.now() - startMs > waitMs) throw dataDirectoryBusy(holder ?? `${dataDir} is in use`);
    await delay(retryMs.first);
  }
}

async function letGo({ child, socket, gone }: Link): Promise<void> {
  socket?.destroy();
  if (!child) return;
  child.ref();
  if (child.connected) child.send('stop');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
  await gone;
  clearTimeout(timer);
}

/** Connects to the published server and stays connected, to notice at once when it ends. */
async function attach(dataDir: string): Promise<Link | undefined> {
  const address = readAddress(dataDir);
  if (!address) return undefined;
  const socket = connect(connectOptions(address));
  const connected = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
  });
  if (!connected) return undefined;
  socket.unref();
  const gone = new Promise<string>((resolve) => {
    socket.on('error', () => {});
    socket.once('close', () => resolve(`process ${address.pid} ended`));
  });
  socket.resume();
  return { address, socket, gone };
}

/** Starts the child process; undefined when another one was faster. */
async function launch(dataDir: string, log: Log): Promise<Link | undefined> {
  const program = compiledModule('db/embedded-child.js');
  if (!existsSync(program)) throw new Error(`${program} is missing: run \`npm run build\``);
  const child = fork(program, [dataDir], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let lastWords = '';
  child.stderr?.on('data', (text: Buffer) => {
    lastWords = text.toString().trim().split('\n')[0];
    log.warn(text.toString().trim());
  });
  const gone = new Promise<string>((resolve) => {
    child.once('close', (code, signal) => resolve(lastWords || `process ${child.pid} ended with ${signal ?? code}`));
  });
  const outcome = await new Promise<ChildMessage>((resolve, reject) => {
    child.on('message', (message: ChildMessage) => {
      if (message.kind === 'log') log.info(message.text);
      else resolve(message);
    });
    child.once('error', reject);
    void gone.then((reason) => reject(new Error(`the embedded database did not start: ${reason}`)));
  });
  if (outcome.kind === 'busy') return undefined;
  if (outcome.kind === 'failed') throw new ServiceError(outcome.status, outcome.code, outcome.detail);
  const address = readAddress(dataDir);
  if (!address) throw new Error(`the embedded database did not publish its address in ${dataDir}`);
  // A program that has nothing else to do may end without closing the database; the child notices and follows.
  child.unref();
  child.channel?.unref();
  (child.stderr as Socket | null)?.unref();
  return { address, child, gone };
}
