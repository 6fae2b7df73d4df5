/** A turn of the event loop between pieces of work: the job's heartbeat, its progress and its dismissal get through. */
export async function turn(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal.throwIfAborted();
}
