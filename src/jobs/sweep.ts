/** Clears away what is over: results past their time, folders nobody needs, the scratch of jobs that were killed. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../db/database.js';
import type { JobStorage } from './job-storage.js';
import { isUuid } from './job-store.js';

export interface Swept {
  readonly jobs: number;
  readonly folders: number;
}

/**
 * Removes expired jobs with their results; those whose collections are still published stay as their record, without
 * results. Then removes folders of jobs that are over. Safe beside any number of servers and workers.
 */
export async function sweep(database: Database, storage: JobStorage): Promise<Swept> {
  const { rowCount } = await database.query(
    `delete from egms.job j where j.expires < clock_timestamp()
       and not exists (select 1 from egms.collection c where c.origin_job_id = j.job_id and c.point_count > 0)
       and not exists (select 1 from egms.feature_collection f where f.origin_job_id = j.job_id)
       and not exists (select 1 from egms.job p where p.job_id = j.parent_job_id
         and (p.expires is null or p.expires >= clock_timestamp()))`,
  );
  await database.query(
    `delete from egms.job_result r using egms.job j
     where r.job_id = j.job_id and j.expires < clock_timestamp() and r.collection_id is null`,
  );
  return { jobs: rowCount ?? 0, folders: await sweepFolders(database, storage) };
}

async function sweepFolders(database: Database, storage: JobStorage): Promise<number> {
  const folders = (await readdir(join(storage.root, 'jobs')).catch(() => [])).filter(isUuid);
  let removed = 0;
  for (const jobId of folders) {
    const { rows } = await database.query<{ status: string; files: string[] }>(
      `select j.status, array(select r.file_name from egms.job_result r
         where r.job_id = j.job_id and r.file_name is not null) as files
       from egms.job j where j.job_id = $1`,
      [jobId],
    );
    const [row] = rows;
    if (row && (row.status === 'accepted' || row.status === 'running')) continue;
    await storage.keepOnly(jobId, new Set(row?.files ?? []));
    if (!row || row.files.length === 0) removed++;
  }
  return removed;
}
