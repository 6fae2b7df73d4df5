/** Words between servers and workers, where the database can pass them on. Polling is the truth; this makes it quick. */
import type { PoolClient } from 'pg';
import type { Database } from '../db/database.js';

const CHANNEL = 'egms_jobs';

/** Tells everybody that some job has changed. Nobody has to hear it. */
export function announce(database: Database): void {
  if (database.kind === 'server') database.query(`notify ${CHANNEL}`).catch(() => {});
}

export class Listening {
  #client: PoolClient | undefined;

  constructor(
    private readonly database: Database,
    private readonly onWord: () => void,
  ) {}

  /** Listens, if it can and does not yet; called now and then, because connections break. */
  async keep(): Promise<void> {
    if (this.database.kind !== 'server' || this.#client) return;
    const client = await this.database.pool.connect();
    const leave = () => {
      if (this.#client === client) this.#client = undefined;
      client.release(true);
    };
    client.once('end', leave);
    client.on('notification', this.onWord);
    this.#client = client;
    await client.query(`listen ${CHANNEL}`);
  }

  stop(): void {
    const client = this.#client;
    this.#client = undefined;
    client?.removeAllListeners('end');
    client?.release(true);
  }
}
