import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { acquireDataDirectoryLock, dataDirectoryHolder, touchLock } from '../../src/db/data-directory-lock.js';
import { type NodeProgram, runNodeProgram } from '../support/node-program.js';

/** Takes the lock when told to, says how it went, and keeps it until it is killed. */
const holder = `
  const { acquireDataDirectoryLock } = await import(compiled('db/data-directory-lock.js'));
  console.log('ready');
  process.stdin.once('data', () => {
    try {
      acquireDataDirectoryLock(process.argv[1]);
      console.log('held');
    } catch (error) {
      console.log(error.code);
    }
  });`;

let dataDir: string;
let programs: NodeProgram[];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'open-egms-test-'));
  programs = [];
});

afterEach(async () => {
  await Promise.all(programs.map((program) => program.kill()));
  rmSync(dataDir, { recursive: true, force: true });
});

async function readyHolder(): Promise<NodeProgram> {
  const program = runNodeProgram(holder, [dataDir]);
  programs.push(program);
  await program.nextLine();
  return program;
}

/** All reach for the lock at the same moment; their answers. */
function race(racers: NodeProgram[]): Promise<(string | undefined)[]> {
  for (const { process } of racers) process.stdin!.write('go\n');
  return Promise.all(racers.map((racer) => racer.nextLine()));
}

describe('data directory lock', () => {
  test('a second holder is refused with the pid of the first', () => {
    const lock = acquireDataDirectoryLock(dataDir);
    expect(() => acquireDataDirectoryLock(dataDir)).toThrow(
      expect.objectContaining({
        code: 'DataDirectoryBusy',
        detail: expect.stringContaining(`process ${process.pid};`),
      }),
    );
    expect(dataDirectoryHolder(dataDir)).toContain(`process ${process.pid}`);
    lock.release();
    expect(dataDirectoryHolder(dataDir)).toBeUndefined();
    acquireDataDirectoryLock(dataDir).release();
    expect(readdirSync(dataDir)).toEqual([]);
  });

  test('of processes that reach for it at once, exactly one gets it', async () => {
    const answers = await race(await Promise.all(Array.from({ length: 6 }, readyHolder)));
    expect(answers.sort()).toEqual([...Array(5).fill('DataDirectoryBusy'), 'held']);
  });

  test('of processes that take over from a killed holder at once, exactly one gets it', async () => {
    const first = await readyHolder();
    expect(await race([first])).toEqual(['held']);
    const heirs = await Promise.all(Array.from({ length: 6 }, readyHolder));
    await first.kill();
    expect((await race(heirs)).sort()).toEqual([...Array(5).fill('DataDirectoryBusy'), 'held']);
    expect(readdirSync(dataDir)).toEqual(['lock.2']);
  });

  test('a pid that belongs to another process by now does not hold it', () => {
    acquireDataDirectoryLock(dataDir);
    editLock({ processStart: '1' });
    acquireDataDirectoryLock(dataDir).release();
  });

  test('a lock from before the last boot does not hold it', () => {
    acquireDataDirectoryLock(dataDir);
    editLock({ bootId: 'an earlier boot' });
    acquireDataDirectoryLock(dataDir).release();
  });

  test('a holder on another machine counts until it has been silent for half a minute', () => {
    const lock = acquireDataDirectoryLock(dataDir);
    editLock({ hostname: 'elsewhere' });
    expect(() => acquireDataDirectoryLock(dataDir)).toThrow(/on elsewhere/);
    const aMinuteAgo = new Date(Date.now() - 60_000);
    utimesSync(lock.file, aMinuteAgo, aMinuteAgo);
    expect(touchLock(lock.file)).toBe(true);
    expect(() => acquireDataDirectoryLock(dataDir)).toThrow(/on elsewhere/);
    utimesSync(lock.file, aMinuteAgo, aMinuteAgo);
    acquireDataDirectoryLock(dataDir).release();
    expect(touchLock(lock.file)).toBe(false);
  });
});

function editLock(change: object): void {
  const file = join(dataDir, 'lock.1');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...change }));
}
