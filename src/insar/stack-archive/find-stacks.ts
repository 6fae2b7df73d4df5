/** Where in an unpacked archive the stacks lie: at its top, in its only folder, or in the folders of its top, one each. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { invalidStack } from '../../errors.js';
import { MIAPLPY_STACK } from '../stack/miaplpy-stack.js';
import { isCslcName } from '../stack/opera-names.js';

export interface FoundStacks {
  /** Absolute: what belongs together, without folders that hold nothing but a folder. */
  readonly root: string;
  /** Paths of stacks below the root; an empty one when it is a stack itself. */
  readonly stacks: readonly string[];
}

/** `a/b/stack.json` is how some programs pack the folder b. */
const MAX_WRAPPERS = 2;

/** @throws `invalidStack` when there is none */
export async function findStacks(folder: string, name: string): Promise<FoundStacks> {
  let root = folder;
  for (let wrappers = 0; ; wrappers++) {
    const entries = await readdir(root, { withFileTypes: true });
    if (isStackFolder(entries.map((entry) => entry.name))) return { root, stacks: [''] };
    if (wrappers < MAX_WRAPPERS && entries.length === 1 && entries[0].isDirectory()) {
      root = join(root, entries[0].name);
      continue;
    }
    const stacks = await stacksBelow(root);
    if (stacks.length > 0) return { root, stacks };
    const there =
      entries
        .map((entry) => entry.name)
        .slice(0, 8)
        .join(', ') || 'nothing';
    throw invalidStack(
      name,
      `expected a stack (stack.json, ${MIAPLPY_STACK} or files of OPERA CSLC-S1) at the top or in the only folder, got ${there}`,
    );
  }
}

/** Names of the folders directly below that look like stacks, in order. */
export async function stacksBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries) {
    if (entry.isDirectory() && isStackFolder(await readdir(join(folder, entry.name)))) found.push(entry.name);
  }
  return found.sort();
}

/** Whether it is one shows when it is opened. */
export const isStackFolder = (names: readonly string[]): boolean =>
  names.includes('stack.json') || names.includes(MIAPLPY_STACK) || names.some(isCslcName);
