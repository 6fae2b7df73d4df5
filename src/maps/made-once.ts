/**
 * Bytes that are dear to make and asked for again and again: out of memory, out of files, or made, equal questions at
 * once. What comes in faster than it can be made waits in line, and is told to come back when its time is over.
 */
import { createHash } from 'node:crypto';
import { tooManyTiles } from '../errors.js';
import { patience } from '../workers/patience.js';
import { ByteCache } from './byte-cache.js';
import { FileCache } from './file-cache.js';
import { SharedWork } from './shared-work.js';
import { Turnstile } from './turnstile.js';

export interface MadeOnceOptions {
  /** What is made, as errors name many of them: `tiles`. */
  readonly what: string;
  /** Folder of the files; without it they are kept in memory alone. */
  readonly cacheFolder?: string | undefined;
  readonly memoryBytes: number;
  readonly fileBytes: number;
  /** How long a client waits. */
  readonly budgetMs: number;
  /** What may be under way, waiting ones included. */
  readonly most: number;
  /** Places for what is being made, see `Making.places`. */
  readonly places: number;
}

export interface Making {
  /** Everything that the bytes depend on. */
  readonly key: string;
  /** Whether it may go to files, which are read at the next start, too. */
  readonly isFiled: boolean;
  /** How many places it takes while it is made. Default 1. */
  readonly places?: number;
  make(signal: AbortSignal): Promise<Uint8Array>;
}

export class MadeOnce {
  readonly #memory: ByteCache;
  readonly #files: FileCache | undefined;
  readonly #work = new SharedWork<Uint8Array>();
  readonly #turnstile: Turnstile;

  constructor(private readonly options: MadeOnceOptions) {
    const { cacheFolder, memoryBytes, fileBytes, places } = options;
    this.#memory = new ByteCache(memoryBytes);
    this.#files = cacheFolder === undefined ? undefined : new FileCache(cacheFolder, fileBytes);
    this.#turnstile = new Turnstile(places);
  }

  /** Throws `tooManyTiles` when the bytes do not come in time, and what `make` throws. */
  async get(asked: Making, signal: AbortSignal): Promise<Uint8Array> {
    // A key can hold a style of 70 kB beside a tile of 100 bytes: what is kept is its digest.
    const making = { ...asked, key: createHash('sha256').update(asked.key).digest('base64') };
    const kept = this.#memory.get(making.key);
    if (kept) return kept;
    const { what, most } = this.options;
    if (this.#work.size >= most) throw tooManyTiles(`${most} ${what} are under way, the most there may be`);
    return this.#inTime(signal, (stop) => this.#work.join(making.key, stop, (all) => this.#made(making, all)));
  }

  /** Work that is not kept, in the same line and within the same time. */
  pass<T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal, places?: number): Promise<T> {
    return this.#inTime(signal, (stop) => this.#turnstile.pass(() => work(stop), stop, places));
  }

  async #inTime<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { what, budgetMs } = this.options;
    const waiting = patience(signal, budgetMs);
    try {
      return await work(waiting.signal);
    } catch (error) {
      if (waiting.isOver && !signal.aborted) {
        throw tooManyTiles(`not made within ${budgetMs / 1000} s, because many ${what} are asked for; ask again`);
      }
      throw error;
    } finally {
      waiting.end();
    }
  }

  async #made({ key, isFiled, places, make }: Making, signal: AbortSignal): Promise<Uint8Array> {
    const files = isFiled ? this.#files : undefined;
    const filed = await files?.get(key);
    if (filed) {
      this.#memory.set(key, filed);
      return filed;
    }
    const bytes = await this.#turnstile.pass(() => make(signal), signal, places);
    this.#memory.set(key, bytes);
    void files?.set(key, bytes);
    return bytes;
  }
}
