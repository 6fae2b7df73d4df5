/**
 * How results came about, in the words of W3C PROV (PROV-DM, as PROV-JSON): the job is an activity that used entities, was
 * carried out by this software on behalf of whoever asked, and generated others.
 */
import { jobNotFound, raise } from '../../errors.js';
import type { Links } from '../../http/links.js';
import { type NoQuery, type Operation, operation } from '../../http/operation.js';
import { softwareVersion } from '../../http/package-files.js';
import { jsonReply } from '../../http/reply.js';
import type { Job, JobProvenance, JobRequest } from '../../jobs/job.js';
import type { JobStore } from '../../jobs/job-store.js';
import type { ProcessRegistry } from '../../jobs/process-registry.js';
import { maskedInputs } from './job-inputs.js';
import { statusVersion } from './status-document.js';

export const getJobProvenance = (store: JobStore, registry: ProcessRegistry): Operation =>
  operation<NoQuery, { jobId: string }>('getJobProvenance', async (context) => {
    const { jobId } = context.params;
    const job = (await store.job(jobId)) ?? raise(jobNotFound(jobId));
    const provenance = await store.provenance(jobId);
    const request = await store.request(jobId);
    const inputs = maskedInputs(request.inputs, registry.get(job.processId)?.description);
    const document = provenanceDocument(job, { ...request, inputs }, provenance, context.links);
    return jsonReply('application/json', document, { freshness: { version: statusVersion(job), isLive: true } });
  });

type Attributes = Readonly<Record<string, unknown>>;

export interface ProvenanceDocument {
  readonly prefix: Readonly<Record<string, string>>;
  readonly entity: Readonly<Record<string, Attributes>>;
  readonly activity: Readonly<Record<string, Attributes>>;
  readonly agent: Readonly<Record<string, Attributes>>;
  readonly used: Readonly<Record<string, Attributes>>;
  readonly wasGeneratedBy: Readonly<Record<string, Attributes>>;
  readonly wasAssociatedWith: Readonly<Record<string, Attributes>>;
  readonly actedOnBehalfOf: Readonly<Record<string, Attributes>>;
  readonly wasDerivedFrom: Readonly<Record<string, Attributes>>;
  readonly wasInformedBy?: Readonly<Record<string, Attributes>>;
}

/** @param provenance what the engine has recorded; absent while the job runs, and when it failed */
export function provenanceDocument(
  job: Job,
  request: Pick<JobRequest, 'inputs' | 'nested'>,
  provenance: JobProvenance | undefined,
  links: Links,
): ProvenanceDocument {
  const activity = `job:${job.jobId}`;
  const plan = `process:${localName(job.processId)}`;
  const software = `software:open-egms-${localName(provenance?.softwareVersion ?? softwareVersion)}`;
  const owner = `caller:${localName(job.owner)}`;
  const used = (provenance?.used ?? []).map(({ id, attributes }) => ({ id: usedName(id, attributes), attributes }));
  const made = (provenance?.generated ?? []).map((output) => ({ id: madeName(job.jobId, output.outputId), output }));
  const parameters = { 'egms:inputs': JSON.stringify(request.inputs) };
  return {
    prefix: prefixes(links),
    entity: {
      [plan]: { 'prov:type': qualified('prov:Plan'), 'prov:label': job.processId, 'egms:version': job.processVersion },
      ...Object.fromEntries(used.map(({ id, attributes }) => [id, ownAttributes(attributes)])),
      ...Object.fromEntries(made.map(({ id, output }) => [id, outputAttributes(output)])),
    },
    activity: {
      [activity]: {
        'prov:type': qualified('egms:Job'),
        'prov:label': `${job.processId} ${job.jobId}`,
        ...(job.started ? { 'prov:startTime': job.started.toISOString() } : {}),
        ...(job.finished ? { 'prov:endTime': job.finished.toISOString() } : {}),
        'egms:status': job.status,
        'egms:attempt': job.attempt,
        ...parameters,
      },
    },
    agent: {
      [software]: {
        'prov:type': qualified('prov:SoftwareAgent'),
        'prov:label': 'Open EGMS',
        'egms:version': provenance?.softwareVersion ?? softwareVersion,
        ...(provenance ? { 'egms:runtime': provenance.runtime } : {}),
      },
      [owner]: { 'prov:type': qualified('prov:Agent'), 'prov:label': job.owner },
    },
    used: numbered(
      'used',
      used.map(({ id }) => ({ 'prov:activity': activity, 'prov:entity': id })),
    ),
    wasGeneratedBy: numbered(
      'generated',
      made.map(({ id }) => ({
        'prov:entity': id,
        'prov:activity': activity,
        ...(job.finished ? { 'prov:time': job.finished.toISOString() } : {}),
      })),
    ),
    wasAssociatedWith: numbered('associated', [
      { 'prov:activity': activity, 'prov:agent': software, 'prov:plan': plan },
    ]),
    actedOnBehalfOf: numbered('delegated', [
      { 'prov:delegate': software, 'prov:responsible': owner, 'prov:activity': activity },
    ]),
    wasDerivedFrom: numbered('derived', derivations(activity, made, used)),
    ...(request.nested
      ? {
          wasInformedBy: numbered(
            'informed',
            request.nested.map(({ jobId }) => ({ 'prov:informed': activity, 'prov:informant': `job:${jobId}` })),
          ),
        }
      : {}),
  };
}

/** Every output from everything that was used; past this many pairs it says no more than that and takes megabytes. */
const MAX_DERIVATIONS = 5_000;

function derivations(
  activity: string,
  made: readonly { readonly id: string }[],
  used: readonly { readonly id: string }[],
): readonly Attributes[] {
  if (made.length * used.length > MAX_DERIVATIONS) return [];
  return made.flatMap(({ id }) =>
    used.map((source) => ({ 'prov:generatedEntity': id, 'prov:usedEntity': source.id, 'prov:activity': activity })),
  );
}

/** Names of things without an address of their own live in a URN; all others are where their prefix says. */
const prefixes = (links: Links): Readonly<Record<string, string>> => ({
  prov: 'http://www.w3.org/ns/prov#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  egms: 'urn:open-egms:term:',
  job: `${links.baseUrl}/jobs/`,
  process: `${links.baseUrl}/processes/`,
  collection: `${links.baseUrl}/collections/`,
  product: 'urn:open-egms:product:',
  input: 'urn:open-egms:input:',
  used: 'urn:open-egms:used:',
  software: 'urn:open-egms:software:',
  caller: 'urn:open-egms:caller:',
});

const KNOWN = /^(collection|product|input|job):(.+)$/s;

/** What the engine and the processes call what they used: `collection:l2b-...@17`, `product:EGMS_...`, or anything else. */
function usedName(id: string, { output }: Attributes): string {
  const [, prefix, name] = KNOWN.exec(id) ?? [];
  // What another job has made has the same name in the provenance of both.
  if (prefix === 'job' && typeof output === 'string') return madeName(name, output);
  return prefix === undefined ? `used:${localName(id)}` : `${prefix}:${localName(name)}`;
}

const madeName = (jobId: string, outputId: string): string => `job:${jobId}/results/${localName(outputId)}`;

/** The local part of a qualified name: what PROV-N does not allow in it is percent-encoded. */
const localName = (name: string): string =>
  encodeURIComponent(name)
    .replace(/%(40|2F)/g, decodeURIComponent)
    .replace(/['()]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

const ownAttributes = (attributes: Attributes): Attributes =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`egms:${localName(name)}`, value]));

const outputAttributes = ({
  outputId,
  mediaType,
  sha256,
  collection,
}: JobProvenance['generated'][number]): Attributes => ({
  'prov:label': outputId,
  'egms:mediaType': mediaType,
  ...(sha256 === undefined ? {} : { 'egms:sha256': sha256 }),
  ...(collection ? { 'egms:collection': collection.id } : {}),
});

const qualified = (name: string) => ({ $: name, type: 'prov:QUALIFIED_NAME' });

/** Relations have names too; blank ones, because nothing refers to them. */
const numbered = (kind: string, relations: readonly Attributes[]): Readonly<Record<string, Attributes>> =>
  Object.fromEntries(relations.map((relation, index) => [`_:${kind}${index + 1}`, relation]));
