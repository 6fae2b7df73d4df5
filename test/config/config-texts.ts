/** Configurations read from a text, flags and variables. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, type Flags, readConfig } from '../../src/config.js';

/** Reads `yaml` as a file of `folder`; without it there is no file. */
export function readText(
  folder: string,
  yaml: string | undefined,
  flags: Flags = {},
  env: Record<string, string> = {},
): Promise<Config> {
  if (yaml !== undefined) writeFileSync(join(folder, 'config.yml'), yaml);
  return readConfig({ flags: { ...(yaml === undefined ? {} : { config: 'config.yml' }), ...flags }, env, cwd: folder });
}

export const texts = ({ notices }: Config) => notices.map(({ level, text }) => `${level}: ${text}`);

/** A collection with one provider of the given lines. */
export const collection = (...provider: string[]) => `resources:
  lakes:
    type: collection
    providers:
      - ${provider.join('\n        ')}`;

export const POSTGRESQL = [
  'type: feature',
  'name: PostgreSQL',
  'data: postgresql://h/d',
  'table: lakes',
  'id_field: id',
];
