/**
 * What the threads of the pipeline do, one task at a time. A task carries paths and numbers, reads what it needs from the
 * files of earlier steps, and writes its result to a file of its own step: nothing depends on which thread does it, or when.
 */
import { ThreadPool } from '../../../workers/thread-pool.js';
import type { AmplitudeTask } from '../amplitude/amplitude-tasks.js';
import type { CandidateTask } from '../candidates/candidate-tasks.js';
import type { ArcsAnswer, ArcsTask } from '../network/arcs-task.js';
import type { UnwrapAnswer, UnwrapTask } from '../network/unwrap-task.js';
import type { DensifyTask } from '../points/densify-task.js';
import type { FinishTask } from '../points/finish-task.js';

/** By step; each module of a step adds its own. */
export type PsiTask = AmplitudeTask | CandidateTask | ArcsTask | UnwrapTask | DensifyTask | FinishTask;
/** Undefined where the result is a file. */
export type PsiAnswer = ArcsAnswer | UnwrapAnswer | undefined;

export type PsiCrew = ThreadPool<PsiTask, PsiAnswer>;

/** Heap of a thread; arrays of numbers lie outside of it. */
const HEAP_MIB = 512;

export const openCrew = (threads: number): PsiCrew =>
  new ThreadPool<PsiTask, PsiAnswer>('insar/psi/crew/psi-thread.js', threads, { heapMiB: HEAP_MIB });
