/** Dismisses a job: out of the queue, off the worker, or with its results out of the way. */
import { type Operation, operation } from '../../http/operation.js';
import { jsonReply } from '../../http/reply.js';
import type { JobStore } from '../../jobs/job-store.js';
import { statusDocument } from './status-document.js';

/** Removes what a job has published, inside the transaction that dismisses it; false when there was nothing. */
export type Withdraw = (client: TransactionClient, jobId: string) => Promise<boolean>;

/** A connection in the middle of a transaction, passed on from the store to who knows what to do with it. */
export type TransactionClient = Parameters<NonNullable<Parameters<JobStore['dismiss']>[1]>>[0];

export const deleteJob = (store: JobStore, withdraw: Withdraw): Operation =>
  operation<{ collections: 'keep' | 'remove' }, { jobId: string }>('deleteJob', async (context) => {
    const { params, query, links } = context;
    const { jobId } = params;
    const removes = query.collections === 'remove';
    const job = await store.dismiss(jobId, removes ? (client) => withdraw(client, jobId) : undefined);
    return jsonReply('application/json', statusDocument(job, links));
  });
