/** How much the proxy may be asked for: few documents at a time, so many in a minute, by all clients together. */
import { tooManyRequests } from '../../errors.js';

export interface BudgetLimits {
  readonly atOnce: number;
  readonly perMinute: number;
}

/** A map on a screen asks for some twenty tiles at a time, and for some hundreds while one moves about. */
export const DEFAULT_BUDGET: BudgetLimits = { atOnce: 16, perMinute: 1200 };
const MINUTE_MS = 60_000;
const RETRY_SOON_S = 1;

export class FetchBudget {
  #underWay = 0;
  #allowance: number;
  #countedAtMs: number;

  constructor(
    private readonly limits: BudgetLimits = DEFAULT_BUDGET,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#allowance = limits.perMinute;
    this.#countedAtMs = now();
  }

  /** Does the work if there is room for it; throws `tooManyRequests` otherwise. */
  async spend<T>(work: () => Promise<T>): Promise<T> {
    const { atOnce, perMinute } = this.limits;
    const nowMs = this.now();
    const earned = ((nowMs - this.#countedAtMs) / MINUTE_MS) * perMinute;
    this.#allowance = Math.min(perMinute, this.#allowance + earned);
    this.#countedAtMs = nowMs;
    if (this.#underWay >= atOnce) {
      throw tooManyRequests(`expected at most ${atOnce} documents of other servers at a time`, RETRY_SOON_S);
    }
    if (this.#allowance < 1) {
      const waitS = Math.ceil(((1 - this.#allowance) / perMinute) * (MINUTE_MS / 1000));
      throw tooManyRequests(`expected at most ${perMinute} documents of other servers in a minute`, waitS);
    }
    this.#allowance--;
    this.#underWay++;
    try {
      return await work();
    } finally {
      this.#underWay--;
    }
  }
}
