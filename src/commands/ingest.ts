/** `open-egms ingest FILE|DIR|URL...` */
import { join } from 'node:path';
import type { Config } from '../config.js';
import { ingestFiles } from './ingest-files.js';
import { openStore, quietLog } from './open-store.js';
import { productPaths } from './product-paths.js';

/** Exit code: 0 when every file is in the catalog (or sound, with `dryRun`), 1 otherwise. */
export async function ingest(
  config: Config,
  names: readonly string[],
  options: { readonly dryRun: boolean; readonly signal: AbortSignal },
): Promise<number> {
  const say = (text: string) => process.stderr.write(`${text}\n`);
  const downloads = join(config.database.dataDir, 'downloads');
  const { paths, failures: missing } = await productPaths(names, downloads, (url) => say(`fetching ${url}`));
  for (const { reason } of missing) say(`failed     ${reason}`);
  if (paths.length === 0) return 1;
  const database = await openStore(config, quietLog);
  try {
    const { results, failures } = await ingestFiles(database, paths, options);
    const points = results.reduce((sum, { pointCount }) => sum + pointCount, 0);
    const done = options.dryRun ? 'checked' : 'in the catalog';
    say(
      `${results.length} of ${paths.length + missing.length} products ${done}, ${points.toLocaleString('en')} points`,
    );
    return failures.length + missing.length === 0 ? 0 : 1;
  } finally {
    await database.close();
  }
}
