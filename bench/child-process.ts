/** Runs a program to its end and says what it took: benches measure whole processes, as their users do. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Finished {
  readonly seconds: number;
  /** Largest resident set of the process itself, MiB; 0 where the system does not tell (outside Linux). */
  readonly peakMiB: number;
}

const SAMPLE_MS = 100;

/** Throws when the program fails, with what it said. */
export async function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Finished> {
  const startMs = performance.now();
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (text) => (said += text));
  child.stderr.on('data', (text) => (said += text));
  let peakMiB = 0;
  const sampling = setInterval(() => {
    peakMiB = Math.max(peakMiB, residentPeakMiB(child.pid!));
  }, SAMPLE_MS);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  }).finally(() => clearInterval(sampling));
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}: ${said}`);
  return { seconds: (performance.now() - startMs) / 1000, peakMiB };
}

/** The kernel keeps the highest mark, so that a sample misses no peak but the last moment's. */
export function residentPeakMiB(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
