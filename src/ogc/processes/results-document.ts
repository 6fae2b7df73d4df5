/** Results as one JSON object: values where they are small, addresses where they are not. */
import type { Links } from '../../http/links.js';
import { pathOf } from '../../http/links.js';
import { jobPath } from './job-links.js';
import { type ResultSource, resultBuffer } from './result-bytes.js';
import type { WantedResult } from './wanted-results.js';

/** Larger values are given by reference, whatever was asked for: nobody wants to parse them out of a document. */
const MAX_INLINE_BYTES = 1_048_576;

export interface ResultReference {
  readonly href: string;
  readonly type: string;
  readonly title?: string;
  /** Identifier of a published collection. */
  readonly collection?: string;
}

export async function resultsDocument(
  jobId: string,
  results: readonly WantedResult[],
  links: Links,
  source: ResultSource,
): Promise<Readonly<Record<string, unknown>>> {
  const members: [string, unknown][] = [];
  for (const result of results) {
    members.push([result.outputId, await resultMember(jobId, result, links, source)]);
  }
  return Object.fromEntries(members);
}

export function resultReference(
  jobId: string,
  { outputId, mediaType, place }: WantedResult,
  links: Links,
): ResultReference {
  if (place.kind === 'collection') {
    const { collectionId } = place;
    return {
      href: links.to(`/collections${pathOf(collectionId)}`),
      type: 'application/json',
      collection: collectionId,
    };
  }
  return { href: links.to(jobPath(jobId, 'results', outputId)), type: mediaType };
}

async function resultMember(jobId: string, result: WantedResult, links: Links, source: ResultSource): Promise<unknown> {
  const { place, transmission, bytes = 0 } = result;
  if (place.kind === 'collection' || transmission === 'reference' || bytes > MAX_INLINE_BYTES) {
    return resultReference(jobId, result, links);
  }
  return inlineValue(await resultBuffer(jobId, result, source), result.mediaType);
}

/** As the schema inlineOrRefData of the standard: plain JSON values as they are, objects and all else with their format. */
export function inlineValue(content: Buffer, mediaType: string): unknown {
  const bare = mediaType.split(';', 1)[0].trim().toLowerCase();
  if (bare === 'application/json' || bare.endsWith('+json')) {
    const value: unknown = JSON.parse(content.toString('utf8'));
    const isPlain = bare === 'application/json' && (typeof value !== 'object' || Array.isArray(value));
    return isPlain ? value : { value, mediaType };
  }
  const isText = bare.startsWith('text/') || bare.endsWith('+xml') || bare === 'application/xml';
  if (isText) return { value: content.toString('utf8'), mediaType };
  return { value: content.toString('base64'), encoding: 'base64', mediaType };
}
