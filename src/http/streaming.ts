/** Writes an answer as it is made: no faster than the client takes it, no longer than the client stays. */

/** The part of a response that streaming needs. */
export interface Sink {
  /** False when the buffer is full; `drain` tells when it is not. */
  write(chunk: Uint8Array | string): boolean;
  end(): void;
  on(event: 'drain', listener: () => void): unknown;
  /** Cuts the connection. */
  destroy(error?: Error): unknown;
  /** Pushes out what a compressor holds back. */
  flush?(): void;
}

/** Texts are gathered to about this many characters: one write per feature would cost more than the feature. */
const BLOCK_CHARACTERS = 65_536;

/**
 * Pulls the first chunk, calls `start` to send the head, then writes everything. What is thrown before the first chunk
 * is passed on with nothing sent yet. A later failure cuts the connection, so that a half answer cannot be taken for
 * a whole one, and is passed on for the log. A client that leaves ends the source without an error.
 */
export async function writeStream(
  sink: Sink,
  chunks: AsyncIterable<string | Uint8Array>,
  signal: AbortSignal,
  start: () => void,
): Promise<void> {
  let hasStarted = false;
  let gathered = '';
  const drained = waitingFor(sink, signal);
  const begin = (): void => {
    if (!hasStarted) start();
    hasStarted = true;
  };
  const write = async (chunk: string | Uint8Array): Promise<void> => {
    if (chunk.length > 0 && !sink.write(chunk)) await drained();
  };
  try {
    for await (const chunk of chunks) {
      if (signal.aborted) return;
      const isFirst = !hasStarted;
      begin();
      if (typeof chunk === 'string') gathered += chunk;
      else {
        await write(gathered);
        gathered = '';
        await write(chunk);
      }
      if (isFirst || gathered.length >= BLOCK_CHARACTERS) {
        await write(gathered);
        gathered = '';
      }
      if (isFirst) sink.flush?.();
    }
    begin();
    await write(gathered);
    sink.end();
  } catch (error) {
    if (signal.aborted) return;
    if (hasStarted) sink.destroy();
    throw error;
  }
}

/**
 * What it returns resolves when the sink takes more, or when the client is gone. It listens once for all: a compressor
 * stands in for the response when listeners are added and not when they are taken away, so that each would stay.
 */
function waitingFor(sink: Sink, signal: AbortSignal): () => Promise<void> {
  let isListening = false;
  let go = (): void => undefined;
  return () =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const done = (): void => {
        signal.removeEventListener('abort', done);
        resolve();
      };
      go = done;
      if (!isListening) sink.on('drain', () => go());
      isListening = true;
      signal.addEventListener('abort', done);
    });
}
