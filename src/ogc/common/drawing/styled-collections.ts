/** The layers of WMS and WMTS: what can be drawn, in which styles, and whether that is still what a client knows. */
import { createHash } from 'node:crypto';
import type { Catalog } from '../../../catalog/catalog.js';
import type { Collection } from '../../../catalog/collection.js';
import type { ServiceMetadata } from '../../../http/http-config.js';
import { softwareVersion } from '../../../http/package-files.js';
import type { MapStyles } from '../../../maps/map-styles.js';
import type { PointStyle } from '../../../render/style.js';
import { hasPoints } from './point-collections.js';

export interface StyledCollection {
  readonly collection: Collection;
  /** The default first. */
  readonly styles: readonly PointStyle[];
}

/** All of the service that can be drawn. */
export async function styledCollections(catalog: Catalog, styles: MapStyles): Promise<readonly StyledCollection[]> {
  const collections = (await catalog.collections()).filter(hasPoints);
  return Promise.all(
    collections.map(async (collection) => ({ collection, styles: await styles.stylesOf(collection) })),
  );
}

/**
 * The number of a state of the capabilities (OGC 06-042, 7.2.3.5; OGC 06-121r3, 7.3.4), by which clients learn whether
 * theirs is old. It is the time of the last change of any collection; the digits behind its milliseconds tell apart states
 * that differ in what has no such time: collections that have gone, styles, the text of the service. Of two states the
 * later has the larger number, compared as texts.
 */
export function updateSequence(styled: readonly StyledCollection[], service: ServiceMetadata): string {
  const latestMs = styled.reduce((latest, { collection }) => Math.max(latest, collection.modified.getTime()), 0);
  const state = styled.map(({ collection: { id, version, modified }, styles }) => [id, version, modified, styles]);
  const digest = createHash('sha256')
    .update(JSON.stringify([softwareVersion, service, state]))
    .digest();
  const digits = String(digest.readUInt32BE() % 1e6).padStart(6, '0');
  return new Date(latestMs).toISOString().replace('Z', `${digits}Z`);
}
