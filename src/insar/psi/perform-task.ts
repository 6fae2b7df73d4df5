/** What each kind of task comes to. */
import { performAmplitude } from './amplitude-tasks.js';
import { arcsTask } from './arcs-task.js';
import { performCandidates } from './candidate-tasks.js';
import { densifyTask, finishTask } from './points-tasks.js';
import type { PsiAnswer, PsiTask } from './psi-task.js';
import type { ThreadSpace } from './thread-space.js';
import { unwrapTask } from './unwrap-task.js';

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
