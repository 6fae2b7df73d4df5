/** Encodes vector tiles on a thread: bytes of the store in, a compressed tile out. */
import { parentPort } from 'node:worker_threads';
import { drawVectorTile, type VectorTileTask } from './vector-tile.js';

const port = parentPort!;

port.on('message', (task: VectorTileTask) => {
  try {
    const result = drawVectorTile(task);
    port.postMessage({ ok: true, result }, [result.gzip.buffer as ArrayBuffer]);
  } catch (error) {
    const { message, stack } = error as Error;
    port.postMessage({ ok: false, message, stack });
  }
});
