/** What a schedule does when its time has come: judge its request as that of a client, and put it into the queue. */
import type { Job } from '../../../jobs/job.js';
import type { Schedule } from '../../../jobs/schedule-store.js';
import { prepareForServer, type ServerSubmissionSetting, submitForServer } from '../submission/submit-for-server.js';

/** Owner of the jobs that schedules start. */
const OWNER = 'schedule';

/** Throws what a client would be told. The key makes of any number of firings one job. */
export const submitScheduled = (
  { id, processId, request }: Schedule,
  idempotencyKey: string,
  setting: ServerSubmissionSetting,
): Promise<Job> => submitForServer({ processId, request, owner: OWNER, idempotencyKey, scheduleId: id }, setting);

/** Throws what would be wrong with the request if it were executed now. */
export async function judgeScheduled(
  processId: string,
  request: unknown,
  setting: ServerSubmissionSetting,
): Promise<void> {
  await prepareForServer(processId, request, setting);
}
