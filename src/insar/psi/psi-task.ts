/**
 * What the threads of the pipeline do, one task at a time. A task carries paths and numbers, reads what it needs from the
 * files of earlier steps, and writes its result to a file of its own step: nothing depends on which thread does it, or when.
 */
import { ThreadPool } from '../../workers/thread-pool.js';
import type { AmplitudeTask } from './amplitude-tasks.js';
import type { ArcsAnswer, ArcsTask } from './arcs-task.js';
import type { CandidateTask } from './candidate-tasks.js';
import type { DensifyTask, FinishTask } from './points-tasks.js';
import type { UnwrapAnswer, UnwrapTask } from './unwrap-task.js';

/** By step; each module of a step adds its own. */
export type PsiTask = AmplitudeTask | CandidateTask | ArcsTask | UnwrapTask | DensifyTask | FinishTask;
/** Undefined where the result is a file. */
export type PsiAnswer = ArcsAnswer | UnwrapAnswer | undefined;

export type PsiCrew = ThreadPool<PsiTask, PsiAnswer>;

/** Heap of a thread; arrays of numbers lie outside of it. */
const HEAP_MIB = 512;

export const openCrew = (threads: number): PsiCrew =>
  new ThreadPool<PsiTask, PsiAnswer>('insar/psi/psi-thread.js', threads, { heapMiB: HEAP_MIB });
