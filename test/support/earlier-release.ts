/** A burst of the release before, cut from a delivered one: the same points, without the dates of its last year. */
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { zipEntryText } from './zip-entry.js';

/** From this date on, `YYYYMMDD`, there was nothing yet. */
export const EARLIER_END = '20240101';

/** Writes the CSV into a folder, under the name that EGMS would give it, and returns its path. */
export async function earlierRelease(archive: string, folder: string): Promise<string> {
  const name = basename(archive, '.zip');
  const csv = await zipEntryText(archive, `${name}.csv`);
  const lines = csv.trimEnd().split(/\r?\n/);
  const isKept = lines[0].split(',').map((column) => !/^\d{8}$/.test(column) || column < EARLIER_END);
  const cut = lines.map((line) =>
    line
      .split(',')
      .filter((_, column) => isKept[column])
      .join(','),
  );
  const path = join(folder, `${name.replace('_2020_2024_', '_2019_2023_')}.csv`);
  writeFileSync(path, `${cut.join('\n')}\n`);
  return path;
}
