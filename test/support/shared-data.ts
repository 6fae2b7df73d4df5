import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Folder of real data kept beside the checkout; absent on most machines, and then tests that need it say so and skip. */
export function sharedData(name: string): string | undefined {
  const folder = fileURLToPath(new URL(`../../../shared/data/${name}`, import.meta.url));
  return existsSync(folder) ? folder : undefined;
}
