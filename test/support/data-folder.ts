/**
 * A folder for an embedded database that does not outlive its tests: in memory where there is enough, since a database
 * waits for the disk at every commit, and tests commit often.
 */
import { mkdtempSync, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';

const memoryFolder = '/dev/shm';
/** A whole run writes a few hundred megabytes. */
const roomBytes = 2 * 1024 ** 3;

/** The caller removes it. */
export const newDataFolder = () => mkdtempSync(join(hasRoomInMemory() ? memoryFolder : tmpdir(), 'open-egms-test-'));

function hasRoomInMemory(): boolean {
  try {
    const { bavail, bsize } = statfsSync(memoryFolder);
    return bavail * bsize > roomBytes && freemem() > 2 * roomBytes;
  } catch {
    return false; // no such folder outside Linux
  }
}
