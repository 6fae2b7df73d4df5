/** What a job was asked: the request as it was accepted, without what is nobody else's business. */
import { jobNotFound, raise } from '../../errors.js';
import { type NoQuery, type Operation, operation } from '../../http/operation.js';
import { jsonReply } from '../../http/reply.js';
import type { JobRequest } from '../../jobs/job.js';
import type { JobStore } from '../../jobs/job-store.js';
import type { ProcessDescription, ProcessRegistry } from '../../jobs/process-registry.js';
import { jobPath } from './job-links.js';

export const getJobInputs = (store: JobStore, registry: ProcessRegistry): Operation =>
  operation<NoQuery, { jobId: string }>('getJobInputs', async (context) => {
    const { jobId } = context.params;
    const job = (await store.job(jobId)) ?? raise(jobNotFound(jobId));
    const { inputs, outputs, response, nested } = await store.request(jobId);
    const { links } = context;
    const document = {
      processID: job.processId,
      processVersion: job.processVersion,
      inputs: maskedInputs(inputs, registry.get(job.processId)?.description),
      outputs,
      response,
      nested: nested?.map(({ pointer, jobId: other, outputId }) => ({
        pointer: `/inputs${pointer}`,
        jobID: other,
        output: outputId,
        href: links.to(jobPath(other)),
      })),
      links: [
        { rel: 'self', type: 'application/json', title: 'This document', href: links.with(context.url, {}) },
        { rel: 'up', type: 'application/json', title: 'The job', href: links.to(jobPath(jobId)) },
      ],
    };
    // A request never changes; whether it is kept does.
    return jsonReply('application/json', document, { freshness: { version: jobId, isLive: true } });
  });

export const HIDDEN = '(hidden)';

/** Inputs that the description calls secret, and keys in addresses, are left out. */
export function maskedInputs(inputs: JobRequest['inputs'], description?: ProcessDescription): JobRequest['inputs'] {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => {
      const { schema = {} } = description?.inputs[name] ?? {};
      const isSecret = schema.writeOnly === true || schema.format === 'password';
      return [name, isSecret ? HIDDEN : masked(value)];
    }),
  );
}

function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'object' || value === null) return value;
  const { href } = value as { href?: unknown };
  return typeof href === 'string' ? { ...value, href: maskedAddress(href) } : value;
}

const SECRET_NAME = /sig|key|token|secret|pass|credential|auth/i;

/** Signed addresses hold in their query what lets anybody read behind them. */
function maskedAddress(href: string): string {
  const [address, query] = [href.split('?', 1)[0], href.includes('?') ? href.slice(href.indexOf('?') + 1) : ''];
  const search = new URLSearchParams(query);
  const secret = [...search.keys()].filter((name) => SECRET_NAME.test(name));
  if (secret.length === 0) return href;
  for (const name of secret) search.set(name, 'hidden');
  return `${address}?${search}`;
}
