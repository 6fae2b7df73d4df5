/** Finds a stack by its path below the folder of stacks, and nothing outside of it. */
import { readdir } from 'node:fs/promises';
import { invalidParameter, ServiceError } from '../../src/errors.js';
import { pathInside } from '../../src/insar/stack/stack-description.js';

/** Names that a message lists at most. */
const SHOWN = 12;

/** Throws `invalidParameter` that says which stacks there are. */
export async function stackPath(stacks: string, path: string): Promise<string> {
  const names = await readdir(stacks, { withFileTypes: true }).catch(() => []);
  const there = names.map(({ name }) => name).sort();
  if (there.length === 0) {
    const detail = `there is no stack yet, got ${path}; let simulate-stack make one, or copy one into the folder stacks of the storage`;
    throw invalidParameter('stack', detail);
  }
  try {
    return await pathInside(stacks, path, 'stack');
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const more = there.length > SHOWN ? ` and ${there.length - SHOWN} more` : '';
    const detail = `expected a path below the folder of stacks, got ${path}; there: ${there.slice(0, SHOWN).join(', ')}${more}`;
    throw invalidParameter('stack', detail, error);
  }
}
