/** Small Node programs as processes of their own, for what cannot be tested inside one: locks, kills, crashes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { compiledModule } from '../../src/package-root.js';

export interface NodeProgram {
  process: ChildProcess;
  /** The next line it prints; undefined when it has ended. */
  nextLine(): Promise<string | undefined>;
  /** Ends it at once, as a crash would, and waits until it is gone. */
  kill(): Promise<void>;
}

/** Runs `source`, an ES module in which `compiled('db/x.js')` is the URL of a compiled module. */
export function runNodeProgram(source: string, args: string[] = []): NodeProgram {
  const prelude = `const compiled = (path) => ${JSON.stringify(pathToFileURL(compiledModule('')).href)} + '/' + path;\n`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', prelude + source, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    process: child,
    nextLine: async () => (await lines.next()).value,
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}
