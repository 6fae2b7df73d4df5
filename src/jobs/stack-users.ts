/** Jobs that a stack must not be taken away from. */
import type { Database } from '../db/database.js';

/** Ids of jobs that wait or run and name the stack, or one below it, as their input; some of them where there are many. */
export async function jobsUsingStack(database: Database, name: string): Promise<readonly string[]> {
  const { rows } = await database.query<{ job_id: string }>(
    `select job_id from egms.job where status in ('accepted', 'running')
       and (request->'inputs'->>'stack' = $1 or starts_with(request->'inputs'->>'stack', $1 || '/'))
     order by job_no limit 5`,
    [name],
  );
  return rows.map(({ job_id }) => job_id);
}
