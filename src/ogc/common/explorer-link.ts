/** Addresses of the Explorer that open on something: the fragment is read by `explorer/src/state/codec.ts`, version 1. */
import type { Links } from '../../http/links.js';

/** With a collection on the map; without one, the Explorer as it starts. */
export function explorerUrl(links: Links, collectionId?: string): string {
  const fragment = collectionId === undefined ? '' : `#v=1&layer=${encodeURIComponent(collectionId)}`;
  return `${links.baseUrl}/explorer/${fragment}`;
}
