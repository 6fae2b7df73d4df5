/**
 * From the body of an execution request to the jobs that answer it, or to everything that is wrong with it. Nothing of
 * HTTP here: schedules submit by the same function. What it gives back is complete, so that the engine needs no more:
 * defaults filled in, nested processes as jobs of their own, references left as they are.
 */
import { processNotFound } from '../../../errors.js';
import type { NewJob } from '../../../jobs/job-store.js';
import { excerpt } from '../../../jobs/parameter-schema.js';
import type { RegisteredProcess } from '../../../jobs/process-registry.js';
import { digestOf } from './canonical-json.js';
import { Faults, isRecord } from './faults.js';
import { JobTree } from './job-tree.js';
import { unstorable } from './storable-json.js';
import type { SubmissionSetting } from './submission-setting.js';
import { readSubscriber } from './subscriber.js';

export interface PreparedSubmission {
  readonly process: RegisteredProcess;
  /** As `Submission.jobs` wants them. */
  readonly jobs: readonly NewJob[];
}

/** `mode`, `id` and `process` come from drafts and from clients of other servers; the mode is chosen by headers. */
const MEMBERS = ['inputs', 'outputs', 'response', 'subscriber', 'mode', 'id', 'process'];

/** Throws `processNotFound`, `invalidRequest` with one JSON pointer per fault, or `outputsTaken`. */
export async function prepareSubmission(
  processId: string,
  body: unknown,
  setting: SubmissionSetting,
): Promise<PreparedSubmission> {
  const process = setting.registry.get(processId);
  if (!process) throw processNotFound(processId);
  const faults = new Faults();
  const obstacle = unstorable(body);
  if (obstacle) {
    faults.add(obstacle.pointer, obstacle.detail);
    faults.throwIfAny();
  }
  if (!isRecord(body)) {
    faults.add('', `expected an object with inputs, got ${excerpt(body)}`);
    faults.throwIfAny();
  }
  const { inputs, outputs, response, subscriber, ...others } = body as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(others)) {
    if (!MEMBERS.includes(name)) faults.add(`/${name}`, `is not known; there are ${MEMBERS.slice(0, 4).join(', ')}`);
  }
  if (response !== undefined && response !== 'raw' && response !== 'document') {
    faults.add('/response', `expected raw or document, got ${excerpt(response)}`);
  }
  const tree = new JobTree(setting, faults);
  await tree.grow(
    process,
    { inputs, outputs },
    {
      pointer: '',
      depth: 0,
      digest: digestOf(body),
      response: response === 'document' ? 'document' : 'raw',
      subscriber: await readSubscriber(subscriber, '/subscriber', setting.rules, faults),
    },
  );
  await tree.collections.judge(setting.catalog, faults);
  faults.throwIfAny();
  return { process, jobs: tree.jobs() };
}
