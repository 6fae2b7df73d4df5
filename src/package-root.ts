/**
 * Where the package lies on disk: migrations, contract and build products are found from here, both when the sources
 * run directly (tests) and when the compiled program runs from `dist/`.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the folder that holds the package.json named `open-egms`. */
export const packageRoot = findPackageRoot(dirname(fileURLToPath(import.meta.url)));

/**
 * Absolute path of the compiled form of a module of `src/`. Child processes and threads are started from it even when
 * the parent runs from TypeScript sources, because plain Node cannot load those.
 */
export const compiledModule = (pathInSrc: string) => join(packageRoot, 'dist', 'src', pathInSrc);

function findPackageRoot(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (packageName(folder) === 'open-egms') return folder;
    if (folder === dirname(folder)) throw new Error(`no package.json named open-egms in ${start} or above it`);
  }
}

function packageName(folder: string): unknown {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).name;
  } catch {
    return undefined;
  }
}
