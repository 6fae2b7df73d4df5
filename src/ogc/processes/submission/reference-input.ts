/** Inputs by reference, judged without fetching anything: the engine does that, with the same rules, when the job runs. */
import { ServiceError } from '../../../errors.js';
import type { JobStore } from '../../../jobs/job-store.js';
import type { ParameterDescription } from '../../../jobs/process-registry.js';
import { allowedFile, httpAddress, type ReferenceRules, requireAllowedHost } from '../../../jobs/reference-guard.js';
import { below, type Faults } from './faults.js';
import { type InputForm, takesCollection } from './input-form.js';
import { judgeMediaType } from './input-values.js';
import { ownResource } from './own-address.js';

export interface ReferenceReading {
  readonly store: Pick<JobStore, 'job' | 'results'>;
  readonly rules: ReferenceRules;
  readonly ownUrls: readonly string[];
  readonly faults: Faults;
}

/** What a reference turned out to be: something to fetch, or a collection of this server. */
export type ReadReference =
  | { readonly kind: 'reference'; readonly kept: { readonly href: string; readonly type?: string } }
  | { readonly kind: 'collection'; readonly id: string };

/** Undefined when it is at fault. */
export async function readReferenceInput(
  { href, type }: Extract<InputForm, { kind: 'reference' }>,
  parameter: ParameterDescription,
  pointer: string,
  reading: ReferenceReading,
): Promise<ReadReference | undefined> {
  const { faults, rules, ownUrls } = reading;
  const before = faults.count;
  judgeMediaType(type, parameter, below(pointer, 'type'), faults);
  const place = below(pointer, 'href');
  const read = await faults.collect(place, async (): Promise<ReadReference> => {
    const own = ownResource(href, ownUrls);
    if (own?.kind === 'collection') return { kind: 'collection', id: own.id };
    if (own?.kind === 'result') return ownResult(own, reading);
    if (href.startsWith('file:')) await allowedFile(href, rules);
    else requireAllowedHost(httpAddress(href), rules);
    return { kind: 'reference', kept: { href, ...(type === undefined ? {} : { type }) } };
  });
  if (read && (read.kind === 'collection') !== takesCollection(parameter)) {
    faults.add(
      place,
      takesCollection(parameter)
        ? 'expected a collection of this server'
        : 'is a collection, which this input does not take',
    );
  }
  return faults.count > before ? undefined : read;
}

/** A result of an earlier job: there already, so that nothing has to wait for it. */
async function ownResult(
  { jobId, outputId }: { readonly jobId: string; readonly outputId: string },
  { store }: ReferenceReading,
): Promise<ReadReference> {
  const job = await store.job(jobId);
  if (!job) throw fault(`job not found: ${jobId}`);
  if (job.status !== 'successful')
    throw fault(`job ${jobId} is ${job.status}; only results that are there can be read`);
  const results = await store.results(jobId);
  const result = results.find((candidate) => candidate.outputId === outputId);
  if (!result) {
    throw fault(
      `job ${jobId} has no result ${outputId}; there are ${results.map((entry) => entry.outputId).join(', ')}`,
    );
  }
  if (result.place.kind === 'collection') return { kind: 'collection', id: result.place.collectionId };
  // The form in which the engine knows results of this server, whatever its address is then.
  const href = `/jobs/${jobId}/results/${encodeURIComponent(outputId)}`;
  return { kind: 'reference', kept: { href, type: result.mediaType } };
}

const fault = (detail: string) => new ServiceError(400, 'InvalidParameterValue', detail);
