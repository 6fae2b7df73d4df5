/**
 * Opens a stack of radar images, whatever it is made of: GeoTIFFs with a `stack.json`, a folder of OPERA CSLC-S1 files, or
 * MiaplPy's `slcStack.h5`. What is wrong with any of the files shows here, before anything is computed, as far as it can be
 * known without reading all of them.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { invalidStack } from '../../errors.js';
import { openGeoTiffStack } from './geotiff-stack.js';
import { isHdf5Sidecar, readHdf5Sidecar } from './hdf5-sidecar.js';
import { MIAPLPY_STACK, openMiaplpyStack } from './miaplpy-stack.js';
import { isCslcName } from './opera-names.js';
import { openOperaStack } from './opera-stack.js';
import type { SlcStack } from './slc-stack.js';

export { type GeometryLayer, type RowRange, type RowSource, SlcStack } from './slc-stack.js';

export interface OpenStackOptions {
  readonly signal?: AbortSignal;
}

const DESCRIPTION = 'stack.json';

/**
 * @param path the folder, or the `stack.json` or `slcStack.h5` in it
 * @throws `invalidStack`, `invalidRaster`: what was expected, what came, in which file
 */
export async function openStack(path: string, { signal }: OpenStackOptions = {}): Promise<SlcStack> {
  const isFolder = await folderOrFile(path);
  if (!isFolder && /\.(h5|he5|hdf5)$/i.test(path)) {
    if (isCslcName(basename(path))) {
      throw invalidStack(path, 'is one date of an OPERA stack: expected the folder with the files of all dates');
    }
    return openMiaplpyStack(path, await sidecarBeside(path), signal);
  }
  const folder = isFolder ? path : dirname(path);
  const file = isFolder ? join(path, DESCRIPTION) : path;
  const content = await readJson(file);
  if (content !== undefined && !isHdf5Sidecar(content)) return openGeoTiffStack(content, file, signal);
  const names = await readdir(folder);
  const sidecar = content === undefined ? undefined : readHdf5Sidecar(content, file);
  if (names.includes(MIAPLPY_STACK)) return openMiaplpyStack(join(folder, MIAPLPY_STACK), sidecar, signal);
  if (names.some(isCslcName)) return openOperaStack(folder, names, sidecar, signal);
  const lacking = `nor ${MIAPLPY_STACK}, nor files of OPERA CSLC-S1`;
  if (content === undefined) {
    throw invalidStack(file, `expected the description of the stack, there is no such file; ${lacking}`);
  }
  throw invalidStack(file, `describes a stack of HDF5 files, but there is no ${lacking.slice(4)} in ${folder}`);
}

async function folderOrFile(path: string): Promise<boolean> {
  const found = await stat(path).catch((error: unknown) => {
    throw invalidStack(path, 'expected a folder with a stack.json, there is nothing', error);
  });
  return found.isDirectory();
}

/** Of a file that was named itself: a description of something else beside it does not matter. */
async function sidecarBeside(path: string) {
  const file = join(dirname(path), DESCRIPTION);
  const content = await readJson(file);
  return isHdf5Sidecar(content) ? readHdf5Sidecar(content, file) : undefined;
}

/** Undefined when there is no such file. */
async function readJson(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw invalidStack(file, `cannot be read (${(error as Error).message})`, error);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalidStack(file, `expected JSON: ${(error as Error).message}`, error);
  }
}
