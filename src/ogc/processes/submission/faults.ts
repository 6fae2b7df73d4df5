/** Gathers what is wrong with a request, so that its client learns of everything at once. */
import { invalidRequest, outputsTaken, ServiceError } from '../../../errors.js';
import type { RequestFault } from '../../../jobs/process.js';

/** A body of nothing but mistakes must not become an answer without end. */
const MOST = 50;

export class Faults {
  readonly #found: RequestFault[] = [];
  readonly #taken: RequestFault[] = [];

  add(pointer: string, detail: string): void {
    if (this.#found.length < MOST) this.#found.push({ pointer, detail });
  }

  /** A name that belongs to somebody else: a conflict, where nothing else is wrong. */
  addTaken(pointer: string, detail: string): void {
    if (this.#taken.length < MOST) this.#taken.push({ pointer, detail });
  }

  get count(): number {
    return this.#found.length + this.#taken.length;
  }

  /** Throws `invalidRequest`, or `outputsTaken` where nothing but names stands in the way. */
  throwIfAny(): void {
    if (this.#found.length > 0) throw invalidRequest([...this.#found, ...this.#taken]);
    if (this.#taken.length > 0) throw outputsTaken(this.#taken);
  }

  /** Does a step whose `ServiceError` of the client's making is a fault at `pointer`; undefined then. */
  async collect<T>(pointer: string, step: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof ServiceError) || error.status !== 400) throw error;
      this.add(pointer, error.detail);
      return undefined;
    }
  }
}

/** The pointer of a member: names are escaped as RFC 6901 has it. */
export const below = (pointer: string, name: string | number): string =>
  `${pointer}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
