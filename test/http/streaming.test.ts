import { describe, expect, test } from 'vitest';
import { type Sink, writeStream } from '../../src/http/streaming.js';

/** Records what is written; `accepts` says how many writes go through before the sink is full. */
class RecordingSink implements Sink {
  readonly log: string[] = [];
  /** Those who want to know when it takes more. */
  readonly listeners: (() => void)[] = [];
  isAwaited = false;

  constructor(private accepts = Number.POSITIVE_INFINITY) {}

  write(chunk: string | Uint8Array): boolean {
    this.log.push(typeof chunk === 'string' ? `${chunk.length} characters` : `${chunk.length} bytes`);
    this.isAwaited = --this.accepts <= 0;
    return !this.isAwaited;
  }

  /** The client has read everything; the sink takes `accepts` more writes. */
  drain(accepts: number): void {
    this.accepts = accepts;
    this.isAwaited = false;
    for (const listener of this.listeners) listener();
  }

  end = (): void => void this.log.push('end');
  destroy = (): void => void this.log.push('destroy');
  flush = (): void => void this.log.push('flush');

  on(_event: 'drain', listener: () => void): void {
    this.listeners.push(listener);
  }
}

const never = new AbortController().signal;
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

async function* chunksOf(...chunks: (string | Uint8Array | Error)[]) {
  for (const chunk of chunks) {
    if (chunk instanceof Error) throw chunk;
    yield chunk;
  }
}

describe('streaming', () => {
  test('sends the head with the first chunk, pushes it out, and gathers the rest', async () => {
    const sink = new RecordingSink();
    await writeStream(sink, chunksOf('abc', 'de', 'f', 'g'), never, () => sink.log.push('head'));
    expect(sink.log).toEqual(['head', '3 characters', 'flush', '4 characters', 'end']);
  });

  test('keeps the order of texts and bytes', async () => {
    const sink = new RecordingSink();
    await writeStream(sink, chunksOf('abc', 'de', new Uint8Array(7), 'f'), never, () => {});
    expect(sink.log).toEqual(['3 characters', 'flush', '2 characters', '7 bytes', '1 characters', 'end']);
  });

  test('writes in blocks, not in features', async () => {
    const sink = new RecordingSink();
    const features = Array.from({ length: 1000 }, () => 'x'.repeat(200));
    await writeStream(sink, chunksOf(...features), never, () => {});
    expect(sink.log.filter((entry) => entry.endsWith('characters'))).toHaveLength(5);
  });

  test('sends the head of an answer without content', async () => {
    const sink = new RecordingSink();
    await writeStream(sink, chunksOf(), never, () => sink.log.push('head'));
    expect(sink.log).toEqual(['head', 'end']);
  });

  test('asks the source for no more than the client takes', async () => {
    const sink = new RecordingSink(1);
    let asked = 0;
    async function* source() {
      for (; asked < 3; asked++) yield new Uint8Array(10);
    }
    const done = writeStream(sink, source(), never, () => {});
    await settled();
    expect({ asked, isAwaited: sink.isAwaited }).toEqual({ asked: 0, isAwaited: true });
    sink.drain(1);
    await settled();
    expect({ asked, isAwaited: sink.isAwaited }).toEqual({ asked: 1, isAwaited: true });
    sink.drain(10);
    await done;
    expect(sink.log.filter((entry) => entry === '10 bytes')).toHaveLength(3);
    // A compressor never lets go of a listener.
    expect(sink.listeners).toHaveLength(1);
  });

  test('passes on a failure before the first chunk with nothing sent', async () => {
    const sink = new RecordingSink();
    const failing = writeStream(sink, chunksOf(new Error('no database')), never, () => sink.log.push('head'));
    await expect(failing).rejects.toThrow('no database');
    expect(sink.log).toEqual([]);
  });

  test('cuts the connection on a later failure', async () => {
    const sink = new RecordingSink();
    const failing = writeStream(sink, chunksOf('abc', new Error('gone')), never, () => sink.log.push('head'));
    await expect(failing).rejects.toThrow('gone');
    expect(sink.log).toEqual(['head', '3 characters', 'flush', 'destroy']);
  });

  test('lets go of the source when the client leaves, even while waiting for it', async () => {
    const client = new AbortController();
    const sink = new RecordingSink(1);
    let isReleased = false;
    async function* source() {
      try {
        for (;;) yield new Uint8Array(10);
      } finally {
        isReleased = true;
      }
    }
    const done = writeStream(sink, source(), client.signal, () => {});
    await settled();
    client.abort();
    await done;
    expect(isReleased).toBe(true);
    expect(sink.log).not.toContain('end');
  });
});
