/** A title for a collection that a job has published, instead of the one made from level, geometry and release. */
import type { Database } from '../../db/database.js';

/** Nothing happens when the job's collection was replaced or removed meanwhile, or has the title already. */
export async function titleCollection(
  database: Pick<Database, 'query'>,
  id: string,
  jobId: string,
  title: string,
): Promise<void> {
  await database.query(
    `update egms.collection set title = $3, version = version + 1, modified = clock_timestamp()
     where id = $1 and origin_job_id = $2 and point_count > 0 and title is distinct from $3`,
    [id, jobId, title],
  );
}
