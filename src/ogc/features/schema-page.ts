/** A schema for people: one row per property. */
import type { Collection } from '../../catalog/collection.js';
import type { Context } from '../../http/context.js';
import { type Html, html } from '../../http/html.js';
import { page } from '../../http/html-page.js';
import { pathOf } from '../../http/links.js';
import { alternateLinks } from '../../http/paging.js';
import { unitText } from '../common/unit-text.js';
import type { PropertySchema, SchemaDocument } from './property-schema.js';

export function schemaPage(context: Context<unknown, unknown>, collection: Collection, schema: SchemaDocument): Html {
  const path = context.url.pathname;
  const kind = path.slice(path.lastIndexOf('/') + 1);
  return page(context, {
    title: kind[0].toUpperCase() + kind.slice(1),
    crumbs: [
      { title: 'Collections', href: context.links.to('/collections') },
      { title: collection.title, href: context.links.to(`/collections${pathOf(collection.id)}`) },
    ],
    alternates: alternateLinks(context),
    body: html`<p class="lead">${schema.description}</p>
<div class="scroll" tabindex="0"><table>
<thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col">Unit</th><th scope="col">Meaning</th></tr></thead>
<tbody>${Object.entries(schema.properties).map(propertyRow)}</tbody>
</table></div>`,
  });
}

const propertyRow = ([name, { type, format, title, description, ...rest }]: [string, PropertySchema]): Html =>
  html`<tr><th scope="row"><code>${name}</code></th><td>${format ?? type}</td><td>${unitText(rest['x-ogc-unit'])}</td><td>${description ?? title}</td></tr>\n`;
