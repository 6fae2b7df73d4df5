/** What a stack is, for provenance and for finding unfinished work again; and whether somebody made it up. */
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SlcStack } from '../../stack/slc-stack.js';

/** Left beside stacks by `simulate-stack`. */
const SIMULATION_FILE = 'simulation.json';
const TRUTH_FILE = join('truth', 'truth.json');

/** SHA-256 of the description, the size of the images and the sizes of their files: not of the gigabytes themselves. */
export async function stackFingerprint({
  description,
  widthPixels,
  heightPixels,
  imagePaths,
}: SlcStack): Promise<string> {
  const sizes = await Promise.all(imagePaths.map(async (path) => (await stat(path)).size));
  const facts = { description, widthPixels, heightPixels, sizes };
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}

/** When the images were last written, milliseconds: others of the same name and size are not the same. */
export async function newestImageMs({ imagePaths }: SlcStack): Promise<number> {
  const times = await Promise.all(imagePaths.map(async (path) => (await stat(path)).mtimeMs));
  return Math.max(...times);
}

/** Also where a stack was taken out of its folder, and sent or copied alone: then its truth still lies in it. */
export async function isSimulated({ folder }: Pick<SlcStack, 'folder'>): Promise<boolean> {
  const marks = [join(dirname(folder), SIMULATION_FILE), join(folder, TRUTH_FILE)];
  const found = await Promise.all(marks.map((path) => stat(path).catch(() => undefined)));
  return found.some((entry) => entry?.isFile() ?? false);
}
