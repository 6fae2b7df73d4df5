/**
 * Addresses of this server's own resources. They are recognised by their text, never fetched: a server that asks itself
 * waits for itself, and could be made to ask itself things that its clients may not.
 */

export type OwnResource =
  | { readonly kind: 'collection'; readonly id: string }
  | { readonly kind: 'process'; readonly id: string }
  | { readonly kind: 'result'; readonly jobId: string; readonly outputId: string };

/**
 * What an address names; undefined for one of another server, and for other resources of this one. Paths without a host
 * are ours.
 *
 * @param baseUrls public URLs of the landing page, without a trailing slash
 */
export function ownResource(href: string, baseUrls: readonly string[]): OwnResource | undefined {
  const path = ownPath(href, baseUrls);
  if (path === undefined) return undefined;
  const segments = path.split(/[?#]/, 1)[0].replace(/\/$/, '').split('/').slice(1).map(decoded);
  if (segments.includes(undefined)) return undefined;
  const [root, id = '', ...rest] = segments as string[];
  if (id === '') return undefined;
  if (root === 'collections' && rest.length === 0) return { kind: 'collection', id };
  if (root === 'processes' && (rest.length === 0 || rest.join('/') === 'execution')) return { kind: 'process', id };
  if (root === 'jobs' && rest.length === 2 && rest[0] === 'results') {
    return { kind: 'result', jobId: id.toLowerCase(), outputId: rest[1] };
  }
  return undefined;
}

/** True for what is an address, and not the identifier of something. */
export const isAddress = (text: string): boolean => /^([a-z][a-z0-9+.-]*:)?\/\//i.test(text) || text.startsWith('/');

function ownPath(href: string, baseUrls: readonly string[]): string | undefined {
  if (href.startsWith('/')) return href.startsWith('//') ? undefined : href;
  const base = baseUrls.find((url) => href.startsWith(`${url}/`));
  return base === undefined ? undefined : href.slice(base.length);
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
