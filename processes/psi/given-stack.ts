/** The folder of the stack that a request gives: below the folder of stacks, or in an archive that was fetched. */
import { rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { invalidStack, referenceUnavailable } from '../../src/errors.js';
import { findStacks } from '../../src/insar/stack-archive/find-stacks.js';
import { unpackArchive } from '../../src/insar/stack-archive/unpack-archive.js';
import type { FetchedFile } from '../../src/jobs/fetch-file.js';
import type { ProcessContext } from '../../src/jobs/process.js';
import { stackPath } from './stack-path.js';

const UNPACKED_FOLDER = 'stack';

/** Absolute path of a stack, which nobody has opened yet. */
export async function givenStack(context: ProcessContext, stack: string | FetchedFile): Promise<string> {
  if (typeof stack === 'string') return stackPath(context.stacks, stack);
  const { checkpoint, folder } = context;
  const way = await checkpoint('unpacked', () => unpack(context, stack));
  if (!(await isThere(join(folder, way)))) {
    if (!(await isThere(stack.file))) {
      throw referenceUnavailable(`${stack.href}: what was fetched is not in the storage any more; start a new job`);
    }
    await unpack(context, stack);
  }
  // Gigabytes that nobody needs twice; what lies in another folder is not ours.
  if (dirname(stack.file) === folder) await rm(stack.file, { force: true });
  return join(folder, way);
}

/** Path of the stack below the job's folder. What appears under its name is whole. */
async function unpack(
  { folder, signal, limits, progress }: ProcessContext,
  { file, href }: FetchedFile,
): Promise<string> {
  const [whole, draft] = [join(folder, UNPACKED_FOLDER), join(folder, `${UNPACKED_FOLDER}.part`)];
  if (!(await isThere(whole))) {
    await rm(draft, { recursive: true, force: true });
    await unpackArchive(file, draft, {
      maxBytes: limits.maxUnpackedBytes,
      signal,
      name: href,
      onProgress: () => progress(0, 'unpacking the stack'),
    });
    await rename(draft, whole);
  }
  const { root, stacks } = await findStacks(whole, href);
  if (stacks.length > 1) {
    throw invalidStack(href, `expected one stack, got ${stacks.length}: ${stacks.slice(0, 8).join(', ')}`);
  }
  return relative(folder, join(root, stacks[0]));
}

const isThere = async (path: string): Promise<boolean> => (await stat(path).catch(() => undefined)) !== undefined;
