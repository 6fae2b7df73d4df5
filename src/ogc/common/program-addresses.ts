/** Addresses that people copy into their programs: what a map client is given to show a collection, or all of them. */
import type { Collection } from '../../catalog/collection.js';
import { type Html, html } from '../../http/html.js';
import type { Links } from '../../http/links.js';
import type { ProgramAddress, Standard } from './standard.js';

/** Of all standards, in their order. @param collection absent: those of the whole service */
export const programAddresses = (
  standards: readonly Standard[],
  links: Links,
  collection?: Collection,
): readonly ProgramAddress[] => standards.flatMap((standard) => standard.addresses?.(links, collection) ?? []);

export const addressSection = (addresses: readonly ProgramAddress[]): Html | false =>
  addresses.length > 0 &&
  html`<section aria-labelledby="addresses">
<h2 id="addresses">Addresses for map programs</h2>
<dl class="facts addresses">
${addresses.map(
  ({ title, programs, href }) => html`<dt>${title}<small>${programs}</small></dt><dd><code>${href}</code></dd>\n`,
)}</dl>
</section>`;
