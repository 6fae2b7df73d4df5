/** UPDATESEQUENCE: what a client says that it has already (OGC 06-042, 7.2.3.5). */
import { wmsError } from './service-exception.js';

/** Moments of this form sort as texts, and anything else that is sent has a place among them, too. */
export function refuseHeldSequence(held: string | undefined, current: string): void {
  if (!held) return;
  if (held === current) {
    throw wmsError(
      'CurrentUpdateSequence',
      `UPDATESEQUENCE: ${current} is the current one; the capabilities are as before`,
    );
  }
  if (held > current) {
    throw wmsError('InvalidUpdateSequence', `UPDATESEQUENCE: expected at most ${current}, got "${held.slice(0, 80)}"`);
  }
}
