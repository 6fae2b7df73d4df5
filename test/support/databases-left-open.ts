/** Fails the suite that leaves a database open. Set up before the hooks of each suite, so that it runs after them. */
import { afterAll } from 'vitest';
import { openDatabases } from './database.js';

afterAll(() => {
  const count = openDatabases.size;
  openDatabases.clear();
  if (count > 0) throw new Error(`${count} database(s) left open: await database.close() in afterAll`);
});
