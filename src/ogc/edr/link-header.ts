/** Links of answers whose format has no place for them (RFC 8288). */
import type { Link } from '../../http/links.js';

/** Addresses hold whole polygons, and a client's own limit on headers is 16 KB. */
const MOST_CHARACTERS = 6_000;

/** As many as there is room for, the first ones first. */
export function linkHeader(links: readonly Link[]): readonly string[] {
  let characters = 0;
  return links
    .map(({ href, rel, type }) => `<${href}>; rel="${rel}"${type === undefined ? '' : `; type="${type}"`}`)
    .filter((text) => {
      characters += text.length;
      return characters <= MOST_CHARACTERS;
    });
}
