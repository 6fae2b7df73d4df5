/** Small files that other processes read: either the old text or the new, never half of it. */
import { renameSync, writeFileSync } from 'node:fs';

/** Readable by the owner alone, because some of these files hold a password. */
export function writeFileAtomically(file: string, text: string): void {
  const draft = `${file}.${process.pid}.draft`;
  writeFileSync(draft, text, { mode: 0o600, flush: true });
  renameSync(draft, file);
}
