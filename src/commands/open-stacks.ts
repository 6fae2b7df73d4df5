/** The stacks of the storage, as the resources of the server need them. */
import { join } from 'node:path';
import type { AppDependencies } from '../app.js';
import type { Config } from '../config.js';
import type { Database } from '../db/database.js';
import { StackLibrary } from '../insar/stack-library/stack-library.js';
import { JobStorage } from '../jobs/job-storage.js';
import { jobsUsingStack } from '../jobs/stack-users.js';

/** Clears away what servers left that died while they received a stack. */
export function openStacks({ processes }: Config, database: Database): NonNullable<AppDependencies['stacks']> {
  const { storage, maxUploadBytes, maxUnpackedBytes, maxStacksBytes } = processes;
  const shelf = new StackLibrary({
    stacks: new JobStorage(storage).stacks,
    drafts: join(storage, 'incoming'),
    maxUploadBytes,
    maxUnpackedBytes,
    ...(maxStacksBytes === undefined ? {} : { maxStacksBytes }),
  });
  // Nobody waits for it, and the next upload tries again.
  void shelf.clear().catch(() => {});
  return { shelf, usersOf: (name) => jobsUsingStack(database, name) };
}
