/** A thread of the pipeline: a task in, its answer out. */
import { parentPort } from 'node:worker_threads';
import { failedAnswer } from '../../../workers/thread-pool.js';
import { performTask } from './perform-task.js';
import type { PsiTask } from './psi-task.js';
import { ThreadSpace } from './thread-space.js';

const port = parentPort!;
const space = new ThreadSpace();

port.on('message', (task: PsiTask) => {
  void answer(task);
});

async function answer(task: PsiTask): Promise<void> {
  try {
    port.postMessage({ ok: true, result: await performTask(task, space) });
  } catch (error) {
    port.postMessage(failedAnswer(error));
  }
}
