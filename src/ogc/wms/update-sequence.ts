/**
 * The number of a state of the capabilities (OGC 06-042, 7.2.3.5), by which clients learn whether theirs is old. It is the
 * time of the last change of any collection; the digits behind its milliseconds tell apart states that differ in what has
 * no such time: collections that have gone, styles, the text of the service.
 */
import { createHash } from 'node:crypto';
import type { HttpConfig } from '../../http/http-config.js';
import { softwareVersion } from '../../http/package-files.js';
import type { StyledCollection } from './layer-description.js';
import { wmsError } from './service-exception.js';

export function updateSequence(styled: readonly StyledCollection[], { service }: Pick<HttpConfig, 'service'>): string {
  const latestMs = styled.reduce((latest, { collection }) => Math.max(latest, collection.modified.getTime()), 0);
  const state = styled.map(({ collection: { id, version, modified }, styles }) => [id, version, modified, styles]);
  const digest = createHash('sha256')
    .update(JSON.stringify([softwareVersion, service, state]))
    .digest();
  const digits = String(digest.readUInt32BE() % 1e6).padStart(6, '0');
  return new Date(latestMs).toISOString().replace('Z', `${digits}Z`);
}

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
