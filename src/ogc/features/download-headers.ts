/** Headers of formats that have no place for links of their own, and that people save to a file. */
import type { Link } from '../../http/links.js';
import type { Format } from '../../http/negotiation.js';

/** Node's own client takes 16 KB of headers altogether; an address may be as long as that. */
const LINKS_MAX_CHARACTERS = 6000;
/** What a client cannot do without comes first. */
const ORDER = ['next', 'self', 'collection', 'alternate'];

/** Web links (RFC 8288), `next` always among them; others as far as there is room. */
export function linkHeader(links: readonly Link[]): readonly string[] {
  const sorted = [...links].sort((a, b) => ORDER.indexOf(a.rel) - ORDER.indexOf(b.rel));
  let characters = 0;
  return sorted
    .map(({ href, rel, type }) => `<${href}>; rel="${rel}"; type="${type}"`)
    .filter((text, index) => {
      characters += text.length;
      return characters <= LINKS_MAX_CHARACTERS || sorted[index].rel === 'next';
    });
}

const EXTENSIONS: Partial<Record<Format['id'], string>> = {
  csv: 'csv',
  fgb: 'fgb',
  geojsonseq: 'geojsons',
  parquet: 'parquet',
};

/** Browsers save what they cannot show, under this name. */
export function attachment(name: string, { id }: Format): { readonly 'Content-Disposition'?: string } {
  const extension = EXTENSIONS[id];
  if (extension === undefined) return {};
  return { 'Content-Disposition': `attachment; filename="${name.replace(/[^\w.-]+/g, '_')}.${extension}"` };
}
