/**
 * Results on the wire (OGC API Processes 1.0, tables 10 to 12): one JSON document, or raw: the value of the one output,
 * several as multipart/related, or no body and Link headers where all are wanted by reference.
 */
import type { Links } from '../../http/links.js';
import { emptyReply, jsonReply, type Reply, streamReply } from '../../http/reply.js';
import { RESULTS_REL } from '../common/relations.js';
import { multipartRelated, type Part } from './multipart.js';
import { type ResultSource, resultBuffer, resultStream } from './result-bytes.js';
import { resultReference, resultsDocument } from './results-document.js';
import type { WantedResult, WantedResults } from './wanted-results.js';

export async function resultsReply(
  jobId: string,
  { response, results }: WantedResults,
  links: Links,
  source: ResultSource,
): Promise<Reply> {
  if (response === 'document') {
    return jsonReply('application/json', await resultsDocument(jobId, results, links, source));
  }
  if (results.every(({ transmission }) => transmission === 'reference')) {
    const headers = results.map((result) => linkHeader(jobId, result, links));
    return emptyReply(204, headers.length > 0 ? { Link: headers } : {});
  }
  if (results.length === 1) return oneReply(jobId, results[0], links, source);
  const parts: Part[] = [];
  for (const result of results) parts.push(await partOf(jobId, result, links, source));
  const { mediaType, chunks } = multipartRelated(parts);
  return streamReply(mediaType, chunks, { headers: AS_MADE });
}

/** Compressing would change what was made; and a stranger's bytes are shown by no browser as a page of ours. */
export const AS_MADE = {
  'Cache-Control': 'private, no-cache, no-transform',
  'Content-Security-Policy': "default-src 'none'; sandbox",
} as const;

/** Reports keep their own looks: styles that stand in the page itself, and can load nothing. */
const PAGE_AS_MADE = {
  ...AS_MADE,
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
} as const;

export const asMade = (mediaType: string): Readonly<Record<string, string>> =>
  /^text\/html\b/i.test(mediaType) ? PAGE_AS_MADE : AS_MADE;

async function oneReply(jobId: string, result: WantedResult, links: Links, source: ResultSource): Promise<Reply> {
  if (result.place.kind === 'collection') return jsonReply('application/json', resultReference(jobId, result, links));
  const { bytes, chunks } = await resultStream(jobId, result, source);
  const headers = { ...asMade(result.mediaType), 'Content-Length': String(bytes) };
  return streamReply(result.mediaType, chunks(), { headers });
}

async function partOf(jobId: string, result: WantedResult, links: Links, source: ResultSource): Promise<Part> {
  const { outputId: id, mediaType, place, transmission } = result;
  const { href } = resultReference(jobId, result, links);
  if (place.kind === 'collection' || transmission === 'reference') return { id, mediaType, location: href };
  const text = await plainText(jobId, result, source);
  if (text !== undefined) return { id, mediaType: 'text/plain; charset=utf-8', chunks: () => once(text) };
  const { chunks } = await resultStream(jobId, result, source);
  return { id, mediaType, chunks: () => chunks() };
}

/**
 * A text that is kept as JSON is a text again in a part of its own, where readers of mail-like answers, the conformance
 * suite among them, look for texts. Alone it stays JSON: a client of a single value mostly wants to parse it.
 */
async function plainText(jobId: string, result: WantedResult, source: ResultSource): Promise<Buffer | undefined> {
  if (result.mediaType !== 'application/json' || result.place.kind !== 'content') return undefined;
  const content = await resultBuffer(jobId, result, source);
  const value: unknown = content[0] === QUOTE ? JSON.parse(content.toString('utf8')) : undefined;
  return typeof value === 'string' ? Buffer.from(value) : undefined;
}

const QUOTE = '"'.charCodeAt(0);

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const linkHeader = (jobId: string, result: WantedResult, links: Links): string => {
  const { href, type } = resultReference(jobId, result, links);
  return `<${href}>; rel="${RESULTS_REL}"; type="${type}"; title="${result.outputId.replace(/[^\x20-\x7e]|["\\]/g, '_')}"`;
};
