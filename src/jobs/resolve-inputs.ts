/** From the inputs of a request to the values a process sees: references read, results of other jobs put in place. */
import { join } from 'node:path';
import type { Database } from '../db/database.js';
import { invalidRequest, raise, referenceUnavailable } from '../errors.js';
import { type FetchedFile, fetchFile, megabytes } from './fetch-file.js';
import type { JobRequest, NestedInput } from './job.js';
import type { JobStorage } from './job-storage.js';
import { ParameterSchema } from './parameter-schema.js';
import type { InputValues, ProcessContext, UsedEntity } from './process.js';
import type { ParameterDescription, ProcessDescription } from './process-registry.js';
import { readReference } from './read-reference.js';
import type { ReferenceRules } from './reference-guard.js';
import { readResultContent, resultFile } from './result-content.js';

export interface Resolution {
  readonly database: Database;
  readonly storage: JobStorage;
  readonly rules: ReferenceRules;
  readonly signal: AbortSignal;
  /** The job's own, for files that are fetched. */
  readonly folder: string;
  readonly maxFetchedBytes: number;
  /** As a process has them: what was fetched is not fetched again. */
  readonly checkpoint: ProcessContext['checkpoint'];
  readonly progress: ProcessContext['progress'];
  readonly log: ProcessContext['log'];
  /** Told of everything that was read. */
  readonly used: (entity: UsedEntity) => void;
}

/** Throws `invalidRequest`, `referenceRefused` or `referenceUnavailable`, which name the input. */
export async function resolveInputs(
  { inputs, nested = [] }: JobRequest,
  description: ProcessDescription,
  resolution: Resolution,
): Promise<InputValues> {
  const values: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries(description.inputs)) {
    const given = inputs[name];
    if (given === undefined) continue;
    const isMany = maxOccurs(parameter) > 1;
    const occurrences = isMany && Array.isArray(given) ? given : [given];
    const resolved: unknown[] = [];
    for (const [index, occurrence] of occurrences.entries()) {
      const pointer = isMany && Array.isArray(given) ? `/${name}/${index}` : `/${name}`;
      const other = nested.find((entry) => entry.pointer === pointer);
      resolved.push(
        other
          ? await resultOfOther(other, parameter, resolution)
          : await resolveOne(occurrence, parameter, pointer, resolution),
      );
    }
    values[name] = isMany ? resolved : resolved[0];
  }
  return values;
}

const maxOccurs = ({ maxOccurs: most = 1 }: ParameterDescription): number =>
  most === 'unbounded' ? Number.POSITIVE_INFINITY : most;

async function resolveOne(
  given: unknown,
  parameter: ParameterDescription,
  pointer: string,
  resolution: Resolution,
): Promise<unknown> {
  const reference = referenceOf(given);
  if (reference !== undefined && parameter['x-file']) return fetched(reference, pointer, resolution);
  if (reference !== undefined) {
    const bytes = await bytesOf(reference, resolution);
    resolution.used({ id: `input:${pointer.slice(1)}`, attributes: { href: reference, bytes: bytes.length } });
    return decoded(bytes, parameter, `/inputs${pointer}`);
  }
  return unwrapped(given);
}

/** Once per job: the process may have removed the file when it is taken up again, having made something of it. */
async function fetched(href: string, pointer: string, resolution: Resolution): Promise<FetchedFile> {
  const { checkpoint, database, storage, folder, rules, signal, maxFetchedBytes, progress, log, used } = resolution;
  const name = pointer.slice(1).replaceAll('/', '-');
  const file = await checkpoint(`input:${pointer.slice(1)}`, async () => {
    const [, jobId, outputId] = OWN_RESULT.exec(href) ?? [];
    if (jobId !== undefined) {
      const found = await resultFile(database, storage, jobId, decodeURIComponent(outputId));
      return found ? { href, ...found } : raise(referenceUnavailable(`${href}: there is no such file`));
    }
    return fetchFile(href, join(folder, `input-${name}`), {
      rules,
      signal,
      maxBytes: maxFetchedBytes,
      onProgress: (bytes, total) => progress(0, fetchingText(name, bytes, total)),
      onBreak: (text) => log('warn', `${text}; trying again`),
    });
  });
  used({ id: `input:${pointer.slice(1)}`, attributes: { href, bytes: file.bytes } });
  return file;
}

/** In tenths, so that the job's log does not become a list of bytes. */
function fetchingText(name: string, bytes: number, total: number | undefined): string {
  if (total === undefined) return `fetching ${name}`;
  return `fetching ${name}: ${Math.floor((10 * bytes) / Math.max(1, total)) * 10} % of ${megabytes(total)}`;
}

/** `{ "value": ..., "mediaType": ... }` is its value; base64 is undone. */
function unwrapped(given: unknown): unknown {
  if (!isRecord(given) || !('value' in given)) return given;
  const members = Object.keys(given);
  if (!members.every((name) => ['value', 'mediaType', 'encoding', 'schema', 'format'].includes(name))) return given;
  const { value, encoding } = given;
  return encoding === 'base64' && typeof value === 'string' ? Buffer.from(value, 'base64').toString('utf8') : value;
}

/** The address of `{ "href": ..., "type": ... }`. */
export function referenceOf(given: unknown): string | undefined {
  if (!isRecord(given) || typeof given.href !== 'string') return undefined;
  const isLink = Object.keys(given).every((name) =>
    ['href', 'rel', 'type', 'title', 'hreflang', 'length'].includes(name),
  );
  return isLink ? given.href : undefined;
}

/** `/jobs/{jobId}/results/{outputId}`: how results of this server are referred to once a request is accepted. */
const OWN_RESULT = /^\/jobs\/([0-9a-f-]{36})\/results\/([^/?#]+)$/i;

async function bytesOf(href: string, { database, storage, rules, signal }: Resolution): Promise<Buffer> {
  const [, jobId, outputId] = OWN_RESULT.exec(href) ?? [];
  if (jobId === undefined) return readReference(href, rules, signal);
  const content = await readResultContent(database, storage, jobId, decodeURIComponent(outputId));
  if (!content) throw referenceUnavailable(`${href}: there is no such result`);
  return content;
}

async function resultOfOther(
  { jobId, outputId, pointer }: NestedInput,
  parameter: ParameterDescription,
  { database, storage, used }: Resolution,
): Promise<unknown> {
  used({ id: `job:${jobId}`, attributes: { output: outputId } });
  const { rows } = await database.query<{ collection_id: string | null }>(
    'select collection_id from egms.job_result where job_id = $1 and output_id = $2',
    [jobId, outputId],
  );
  if (rows[0]?.collection_id) return { collection: rows[0].collection_id };
  const content = await readResultContent(database, storage, jobId, outputId);
  if (!content) throw referenceUnavailable(`/inputs${pointer}: the job ${jobId} has no result ${outputId}`);
  return decoded(content, parameter, `/inputs${pointer}`);
}

/** Text for inputs that are texts, JSON for all others; judged as values in the request itself were. */
function decoded(bytes: Buffer, { schema }: ParameterDescription, pointer: string): unknown {
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  const judgement = new ParameterSchema(schema).judge(schema.type === 'string' ? text : parsed(text, pointer));
  if ('value' in judgement) return judgement.value;
  const { fault } = judgement;
  throw invalidRequest([{ pointer: `${pointer}${fault.pointer}`, detail: `behind the reference: ${fault.detail}` }]);
}

function parsed(text: string, pointer: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalidRequest([{ pointer, detail: `expected JSON behind the reference: ${(error as Error).message}` }]);
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
