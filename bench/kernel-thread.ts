/** A thread of the bench of the kernels: does its work over and over, and counts its calls where others see it. */
import { parentPort, workerData } from 'node:worker_threads';
import { type CompiledKernels, KernelMemory, KernelThread } from '../src/kernels/index.js';
import { arcWork, fullGrid, phaseLinkingWork, type Work } from './kernel-work.js';

export type ThreadWork = 'laplacian' | 'evd' | 'emi' | 'windows' | 'windows-evd' | 'arcs';

export interface KernelThreadTask {
  readonly compiled: CompiledKernels;
  readonly work: ThreadWork;
  /** (1), things done by all threads. */
  readonly done: Int32Array;
}

if (parentPort) {
  const { compiled, work: name, done } = workerData as KernelThreadTask;
  const memory = new KernelMemory(compiled, 384 * 2 ** 20);
  const work = workOf(name, memory, KernelThread.in(memory));
  work.run();
  parentPort.postMessage('ready');
  // Until it is terminated.
  for (;;) {
    work.run();
    Atomics.add(done, 0, work.count);
  }
}

function workOf(name: ThreadWork, memory: KernelMemory, thread: KernelThread): Work {
  if (name === 'arcs') return arcWork(memory, thread, fullGrid, 64);
  const linking = phaseLinkingWork(memory, thread, 60);
  if (name === 'windows') return linking.windows;
  return name === 'windows-evd' ? linking.linkingWindows('evd') : linking.linking(name);
}
