/** The links a document carries to itself: other formats, other pages. All parameters of the request are kept. */
import type { Context } from './context.js';
import type { Link, QueryChanges } from './links.js';
import { shortName } from './negotiation.js';

type Asked = Pick<Context, 'url' | 'links' | 'format' | 'formats'>;

/** `self`, then one `alternate` for every other format. */
export function selfLinks(context: Asked): readonly Link[] {
  return [
    {
      rel: 'self',
      type: context.format.mediaType,
      title: `This document as ${context.format.label}`,
      href: context.links.with(context.url, {}),
    },
    ...alternateLinks(context),
  ];
}

export function alternateLinks({ formats, format, links, url }: Asked): readonly Link[] {
  return formats
    .filter((other) => other !== format)
    .map((other) => ({
      rel: 'alternate',
      type: other.mediaType,
      title: `This document as ${other.label}`,
      href: links.with(url, { f: shortName(other) }),
    }));
}

const PAGE_TITLES = { next: 'Next page', prev: 'Previous page', first: 'First page' } as const;

/** Another page in the same format: `pageLink(context, 'next', { cursor, offset: undefined })`. */
export function pageLink(context: Asked, rel: keyof typeof PAGE_TITLES, changes: QueryChanges): Link {
  return {
    rel,
    type: context.format.mediaType,
    title: PAGE_TITLES[rel],
    href: context.links.with(context.url, changes),
  };
}
