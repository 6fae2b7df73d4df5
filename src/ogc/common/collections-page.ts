/** The list of collections for people. */
import type { Collection } from '../../catalog/collection.js';
import type { Context } from '../../http/context.js';
import { type Html, html } from '../../http/html.js';
import { page } from '../../http/html-page.js';
import type { Link } from '../../http/links.js';
import { alternateLinks } from '../../http/paging.js';
import { collectionCard } from './collection-facts.js';

export function collectionsPage(
  context: Context<unknown, unknown>,
  collections: readonly Collection[],
  documentLinks: readonly Link[],
): Html {
  const pages = documentLinks.filter(({ rel }) => rel === 'prev' || rel === 'next');
  return page(context, {
    title: 'Collections',
    crumbs: [],
    alternates: alternateLinks(context),
    body: html`${
      collections.length === 0
        ? html`<p class="lead">There is no collection here.</p>`
        : html`<ul class="cards">${collections.map((collection) => collectionCard(collection, context.links))}</ul>`
    }
${
  pages.length > 0 &&
  html`<p class="actions">${pages.map(({ rel, href, title }) => html`<a class="button" rel="${rel}" href="${href}">${title}</a>\n`)}</p>`
}`,
  });
}
