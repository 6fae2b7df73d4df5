/** `open-egms migrate`: brings the database's tables up to date and says what was done. */
import type { Config } from '../config.js';
import { openStore } from './open-store.js';

export async function migrateDatabase(config: Config): Promise<number> {
  const messages: string[] = [];
  const database = await openStore(config, {
    info: (message) => messages.push(message),
    warn: (message) => process.stderr.write(`${message}\n`),
  });
  await database.close();
  const applied = messages.filter((message) => message.startsWith('database: applied'));
  process.stdout.write(`${applied.length > 0 ? applied.join('\n') : 'database: up to date'}\n`);
  return 0;
}
