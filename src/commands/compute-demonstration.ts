/** Computes the demonstration beside a server that is ready, and says on the terminal what is going on. */
import type { Logger } from 'pino';
import type { JobStorage } from '../jobs/job-storage.js';
import { type ChainEnd, type ChainSetting, followSteps } from './demonstration-chain.js';
import { hasOpenSteps } from './demonstration-jobs.js';
import { DEMONSTRATION_STEPS } from './demonstration-steps.js';

/** Never rejects: a server serves without it. */
export async function computeDemonstration(
  setting: ChainSetting & { readonly storage: JobStorage },
  { url, log }: { readonly url: string; readonly log: Logger },
): Promise<void> {
  const say = (text: string) => process.stdout.write(`\n${text}\n`);
  try {
    if (!(await hasOpenSteps(setting.database, setting.storage.stacks, DEMONSTRATION_STEPS))) return;
    say(
      `A simulated city is being computed, from radar images to up and east: about a minute.\nWatch it at ${url}/jobs (--no-demo-processing leaves it out)`,
    );
    const text = endText(await followSteps(DEMONSTRATION_STEPS, setting), url);
    if (text !== undefined) say(text);
  } catch (error) {
    if (!setting.signal.aborted) log.warn({ err: error }, 'the simulated city could not be computed');
  }
}

/** Undefined where there is nothing to say: the server stops, or was given something better. */
function endText({ kind, job, reason }: ChainEnd, url: string): string | undefined {
  if (kind === 'complete') return `The simulated city is there: ${url}/collections/demo-city-up`;
  if (kind !== 'stopped') return undefined;
  return `The simulated city is not there: ${reason}${job ? `; see ${url}/jobs/${job.jobId}` : ''}`;
}
