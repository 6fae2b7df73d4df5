import { describe, expect, test } from 'vitest';
import { Links } from '../../../src/http/links.js';
import type { Job } from '../../../src/jobs/job.js';
import { eventStream } from '../../../src/ogc/processes/events.js';

const links = new Links('https://egms.example');
const at = (ms: number, status: Job['status'], progress = 0): Job => ({
  jobId: '11111111-1111-4111-8111-111111111111',
  jobNo: 7,
  processId: 'echo',
  processVersion: '1.0.0',
  owner: 'local',
  status,
  mode: 'async',
  priority: 0,
  created: new Date(0),
  updated: new Date(ms),
  progress,
  attempt: 1,
});

async function* told(...jobs: Job[]): AsyncGenerator<Job> {
  yield* jobs;
}

interface Event {
  readonly id?: string;
  readonly event?: string;
  readonly data?: string;
  readonly comment?: string;
}

/** Reads a stream as the HTML standard has it (section 9.2.6), lines that begin with a colon included. */
function eventsOf(text: string): Event[] {
  return text
    .split('\n\n')
    .filter((block) => block !== '')
    .map((block) =>
      Object.fromEntries(
        block.split('\n').map((line) => {
          const [, name, value] = /^([^:]*): ?(.*)$/.exec(line)!;
          return [name === '' ? 'comment' : name, value];
        }),
      ),
    );
}

async function read(changes: AsyncIterator<Job>, known?: string, keepAliveMs = 10_000): Promise<Event[]> {
  let text = '';
  for await (const chunk of eventStream(changes, links, { keepAliveMs, known })) {
    // Texts would be gathered on their way to the client.
    expect(chunk).toBeInstanceOf(Uint8Array);
    text += Buffer.from(chunk).toString();
  }
  return eventsOf(text);
}

describe('the events of a job', () => {
  test('are one status document per change, each with an id, and end with the job', async () => {
    const [retry, ...events] = await read(told(at(1, 'accepted'), at(2, 'running', 50), at(3, 'successful', 100)));
    expect(retry).toEqual({ retry: '2000' });
    expect(events.map(({ event }) => event)).toEqual(['status', 'status', 'status']);
    expect(events.map(({ data }) => JSON.parse(data!).progress)).toEqual([0, 50, 100]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(3);
  });

  test('go on after the one that a client has seen', async () => {
    const [, first] = await read(told(at(1, 'running')));
    const events = await read(told(at(1, 'running'), at(2, 'running', 10), at(3, 'failed')), first.id);
    expect(events.filter(({ event }) => event).map(({ data }) => JSON.parse(data!).status)).toEqual([
      'running',
      'failed',
    ]);
  });

  test('are commented while nothing happens, so that the connection stays open', async () => {
    async function* slow(): AsyncGenerator<Job> {
      yield at(1, 'running');
      await new Promise((resolve) => setTimeout(resolve, 60));
      yield at(2, 'successful', 100);
    }
    const events = await read(slow(), undefined, 10);
    const comments = events.filter(({ comment }) => comment !== undefined);
    expect(comments.length).toBeGreaterThan(1);
    expect(events[events.length - 1].event).toBe('status');
  });

  test('end when the job is no longer there', async () => {
    expect(await read(told())).toEqual([{ retry: '2000' }]);
  });
});
