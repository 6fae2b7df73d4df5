/**
 * Finds pids that stand in two rows of one product. The unique index finds them within a 100 km cell only: the cell is
 * part of it, because a table that is distributed by cell can have no other.
 */
import type { PoolClient } from 'pg';
import { invalidProduct } from '../../errors.js';
import { TieCounter } from './key-points.js';
import type { LoadTarget } from './load-target.js';

/** Suspects to ask the database about; two pids share a fingerprint once in some thousand full bursts. */
const MAX_SUSPECTS = 1000;

export class RepeatedPids {
  readonly #seen = new TieCounter();
  readonly #suspects: string[] = [];

  add(pids: readonly string[]): void {
    for (const pid of pids) {
      if (this.#seen.next(fingerprint(pid)) > 0 && this.#suspects.length < MAX_SUSPECTS) this.#suspects.push(pid);
    }
  }

  /** Throws `invalidProduct` when a suspect does stand twice among the rows loaded. */
  async refuse(client: PoolClient, target: LoadTarget, where: string): Promise<void> {
    if (this.#suspects.length === 0) return;
    const { rows } = await client.query<{ pid: string }>(
      `select pid from ${target.pointTable} where collection_no = $1 and pid = any($2) group by pid having count(*) > 1 limit 1`,
      [target.collectionNo, this.#suspects],
    );
    if (rows[0]) throw invalidProduct(where, `pid ${rows[0].pid} stands in two rows`);
  }
}

/** Two hashes of the text as one positive integer below 2^53 (FNV-1a, 32 and 21 bits). */
function fingerprint(pid: string): number {
  let low = 0x811c9dc5;
  let high = 0x9dc5811c;
  for (let i = 0; i < pid.length; i++) {
    const code = pid.charCodeAt(i);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ (code + i), 0x01000193);
  }
  return (high >>> 11) * 2 ** 32 + (low >>> 0) || 1;
}
