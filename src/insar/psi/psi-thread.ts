/** A thread of the pipeline: a task in, its answer out. */
import { parentPort } from 'node:worker_threads';
import { performAmplitude } from './amplitude-tasks.js';
import { arcsTask } from './arcs-task.js';
import { performCandidates } from './candidate-tasks.js';
import { densifyTask, finishTask } from './points-tasks.js';
import type { PsiAnswer, PsiTask } from './psi-task.js';
import { ThreadSpace } from './thread-space.js';
import { unwrapTask } from './unwrap-task.js';

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
      return undefined;
    case 'noise':
    case 'candidates':
      await performCandidates(task, space);
      return undefined;
    case 'arcs':
      return arcsTask(space, task);
    case 'unwrap':
      return unwrapTask(task);
    case 'densify':
      await densifyTask(space, task);
      return undefined;
    case 'finish':
      await finishTask(space, task);
      return undefined;
  }
}
