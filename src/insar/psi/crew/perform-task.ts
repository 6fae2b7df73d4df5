/** What each kind of task comes to. */
import { performAmplitude } from '../amplitude/amplitude-tasks.js';
import { performCandidates } from '../candidates/candidate-tasks.js';
import { arcsTask } from '../network/arcs-task.js';
import { unwrapTask } from '../network/unwrap-task.js';
import { densifyTask } from '../points/densify-task.js';
import { finishTask } from '../points/finish-task.js';
import type { PsiAnswer, PsiTask } from './psi-task.js';
import type { ThreadSpace } from './thread-space.js';

export async function performTask(task: PsiTask, space: ThreadSpace): Promise<PsiAnswer> {
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
