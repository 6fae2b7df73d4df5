/** Files that travel with the package or its dependencies, and the version of this software. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { packageRoot } from '../package-root.js';

/** Path of a file of this package, given from its root: `packageFile('openapi/common.yaml')`. */
export const packageFile = (path: string): string => join(packageRoot, path);

/** Folder of an installed dependency. */
export const dependencyFolder = (name: string): string =>
  dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));

export const softwareVersion: string = (
  JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string }
).version;
