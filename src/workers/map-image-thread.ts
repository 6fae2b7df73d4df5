/** Draws maps on a thread: bytes of the store in, an encoded picture out. */
import { parentPort } from 'node:worker_threads';
import { type MapImageTask, type MapKeysTask, mapImage, mapKeys } from './map-image.js';

const port = parentPort!;

port.on('message', (task: MapImageTask | MapKeysTask) => {
  void answer(task);
});

async function answer(task: MapImageTask | MapKeysTask): Promise<void> {
  try {
    if (task.kind === 'image') {
      const result = await mapImage(task);
      port.postMessage({ ok: true, result }, [result.buffer]);
    } else port.postMessage({ ok: true, result: mapKeys(task) });
  } catch (error) {
    const { message, stack } = error as Error;
    port.postMessage({ ok: false, message, stack });
  }
}
