/** Conditional requests (RFC 9110, section 13): validators out, 304 back. */
import { createHash } from 'node:crypto';
import type { Context } from './context.js';
import type { HttpConfig } from './http-config.js';
import { softwareVersion } from './package-files.js';
import { emptyReply, type Freshness, type Reply } from './reply.js';

type Asked = Pick<Context, 'url' | 'links' | 'format' | 'header' | 'config'>;

/**
 * The validators of an answer. The tag is weak, unless the answer has one of its own: documents carry time stamps and may be compressed, so equal tags mean
 * equal content, not equal bytes. The URL is part of it because links are absolute.
 */
export function cacheHeaders(asked: Asked, freshness: Freshness): Record<string, string> {
  const control = freshness.isLive ? 'private, no-cache' : cacheControl(asked);
  const headers: Record<string, string> = {
    ETag: freshness.strongTag ?? entityTag(asked, freshness.version),
    // A strong tag names bytes: they must not be compressed on their way.
    'Cache-Control': freshness.strongTag ? `${control}, no-transform` : control,
  };
  if (freshness.modified) headers['Last-Modified'] = freshness.modified.toUTCString();
  return headers;
}

/** A 304 when the client already holds the answer: only for what would otherwise be a 200 (section 13.2.1). */
export function notModified(asked: Asked, freshness: Freshness): Reply | undefined {
  const headers = cacheHeaders(asked, freshness);
  return holdsCopy(asked.header, headers.ETag, freshness.modified) ? emptyReply(304, headers) : undefined;
}

/**
 * A 304 before an expensive query, when it is not known yet whether the answer would be a 200. Our own tag proves it
 * was one: tags are given with a 200 alone. `*` and dates, which anybody can make up, wait for `notModified`.
 */
export function alreadyHeld(asked: Asked, freshness: Freshness): Reply | undefined {
  const headers = cacheHeaders(asked, freshness);
  return namesTag(asked.header('if-none-match') ?? '', headers.ETag) ? emptyReply(304, headers) : undefined;
}

/** True when If-None-Match names the answer as it would be now. */
export const isHeld = (asked: Asked, freshness: Freshness): boolean =>
  namesTag(asked.header('if-none-match') ?? '', cacheHeaders(asked, freshness).ETag);

function entityTag({ url, links, format, config }: Asked, version: string): string {
  const basis = [softwareVersion, documentConfig(config), version, links.with(url, {}), format.mediaType];
  return `W/"${createHash('sha256').update(basis.join('\n')).digest('base64url').slice(0, 22)}"`;
}

/** Titles, limits and switches stand in documents too: a changed configuration is a changed document. */
function documentConfig(config: HttpConfig): string {
  const { service, limits, unknownParameters, legacyConformance, map, requireKeyForReads, apiKeys } = config;
  return JSON.stringify([
    service,
    limits,
    unknownParameters,
    legacyConformance,
    map,
    requireKeyForReads,
    apiKeys.length,
  ]);
}

function cacheControl({ config, header, links }: Asked): string {
  const isPersonal = header('authorization') !== undefined || header('x-api-key') !== undefined || links.carryKey;
  const age = config.cacheSeconds > 0 ? `max-age=${config.cacheSeconds}` : 'no-cache';
  return `${isPersonal ? 'private' : 'public'}, ${age}`;
}

/** If-None-Match decides alone where it is given; If-Modified-Since counts whole seconds. */
function holdsCopy(header: Asked['header'], tag: string, modified: Date | undefined): boolean {
  const tags = header('if-none-match');
  if (tags !== undefined) {
    return tags.trim() === '*' || namesTag(tags, tag);
  }
  const since = Date.parse(header('if-modified-since') ?? '');
  return modified !== undefined && !Number.isNaN(since) && Math.floor(modified.getTime() / 1000) * 1000 <= since;
}

const namesTag = (tags: string, tag: string): boolean => tags.split(',').some((held) => opaque(held) === opaque(tag));
const opaque = (tag: string): string => tag.trim().replace(/^W\//, '');
