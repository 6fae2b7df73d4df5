/** A job as a stream of server-sent events: its status at once, then whenever it has moved on, until it has ended. */
import { jobNotFound, raise, tooManyWatchers } from '../../errors.js';
import type { Links } from '../../http/links.js';
import { type NoQuery, type Operation, operation } from '../../http/operation.js';
import { emptyReply, streamReply } from '../../http/reply.js';
import { isFinal, type Job } from '../../jobs/job.js';
import type { JobStore } from '../../jobs/job-store.js';
import type { JobWatch } from '../../jobs/job-watch.js';
import { patience } from '../../workers/patience.js';
import { statusDocument, statusVersion } from './status-document.js';

export interface EventsSetting {
  readonly store: JobStore;
  readonly watch: JobWatch;
  /** Comments that keep proxies from closing a quiet connection come this often. */
  readonly keepAliveMs?: number;
}

const KEEP_ALIVE_MS = 15_000;
/** Streams at once; each is a connection and a timer. */
const MAX_STREAMS = 500;
/** A client that lost its connection comes back after this. */
const RETRY_MS = 2_000;

export const getJobEvents = ({ store, watch, keepAliveMs = KEEP_ALIVE_MS }: EventsSetting): Operation => {
  let streams = 0;
  return operation<NoQuery, { jobId: string }>('getJobEvents', async (context) => {
    const { params, links, header, signal } = context;
    const job = (await store.job(params.jobId)) ?? raise(jobNotFound(params.jobId));
    const known = header('last-event-id');
    // Tells an EventSource that comes back after the end to stay away.
    if (isFinal(job.status) && known === eventId(job)) return emptyReply(204);
    if (streams >= MAX_STREAMS) throw tooManyWatchers(MAX_STREAMS);
    const watching = patience(signal);
    const changes = watch.changes(params.jobId, watching.signal);
    const counted = async function* () {
      streams++;
      try {
        yield* eventStream(changes, links, { keepAliveMs, known });
      } finally {
        streams--;
        watching.end();
      }
    };
    return streamReply('text/event-stream', counted(), {
      // Nothing on the way may gather events to compress or to keep them.
      headers: { 'Cache-Control': 'no-store, no-transform', 'X-Accel-Buffering': 'no' },
    });
  });
};

/** As bytes: texts would be gathered into larger blocks before they are sent. */
export async function* eventStream(
  changes: AsyncIterator<Job>,
  links: Links,
  { keepAliveMs, known }: { readonly keepAliveMs: number; readonly known?: string },
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`retry: ${RETRY_MS}\n\n`);
  let pending = changes.next();
  for (;;) {
    const next = await orSilence(pending, keepAliveMs);
    if (next === 'silence') {
      yield Buffer.from(': still here\n\n');
      continue;
    }
    if (next.done) return;
    pending = changes.next();
    pending.catch(() => {});
    // What the client saw before its connection broke is no news.
    if (eventId(next.value) !== known || isFinal(next.value.status)) yield statusEvent(next.value, links);
  }
}

const eventId = (job: Job): string => statusVersion(job).replaceAll(' ', '-');

const statusEvent = (job: Job, links: Links): Uint8Array =>
  Buffer.from(`event: status\nid: ${eventId(job)}\ndata: ${JSON.stringify(statusDocument(job, links))}\n\n`);

async function orSilence<T>(pending: Promise<T>, ms: number): Promise<T | 'silence'> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<'silence'>((resolve) => {
    timer = setTimeout(resolve, ms, 'silence');
  });
  try {
    return await Promise.race([pending, silence]);
  } finally {
    clearTimeout(timer);
  }
}
