/** A thread of the pipeline: a task in, its answer out. */
import { parentPort } from 'node:worker_threads';
import { performAmplitude } from './amplitude-tasks.js';
import { performCandidates } from './candidate-tasks.js';
import type { PsiAnswer, PsiTask } from './psi-task.js';
import { ThreadSpace } from './thread-space.js';

const port = parentPort!;
const space = new ThreadSpace();

port.on('message', (task: PsiTask) => {
  void answer(task);
});

async function answer(task: PsiTask): Promise<void> {
  try {
    port.postMessage({ ok: true, result: await perform(task) });
  } catch (error) {
    const { message, stack } = error as Error;
    port.postMessage({ ok: false, message, stack });
  }
}

async function perform(task: PsiTask): Promise<PsiAnswer> {
  switch (task.step) {
    case 'gains':
    case 'amplitude':
      await performAmplitude(task, space);
      return;
    case 'noise':
    case 'candidates':
      await performCandidates(task, space);
  }
}
