/** Tells the planner what a load has changed: the embedded database never does it by itself, a server only later. */
import type { Database } from '../../db/database.js';
import { summariseRows } from './summarise-rows.js';

/** Best effort: a plan from old statistics is slower, not wrong. */
export async function refreshStatistics(database: Database): Promise<void> {
  await database
    .transaction(async (client) => {
      // May take longer than any question of a client.
      await client.query('set local statement_timeout = 0');
      await client.query('analyze egms.product, egms.point, egms.series');
      await summariseRows(client);
    })
    .catch(() => {});
}
