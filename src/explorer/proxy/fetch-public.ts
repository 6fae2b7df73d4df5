/** Fetches a document of another server, within bounds of address, size and time, and without telling it anything. */
import type { IncomingMessage } from 'node:http';
import { get as httpGet } from 'node:http';
import { get as httpsGet } from 'node:https';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { referenceRefused, referenceUnavailable, ServiceError } from '../../errors.js';
import { pinnedLookup } from '../../network/addresses.js';
import { type FetchRules, judgedAddresses, webAddress } from './fetch-rules.js';
import { passedType } from './passed-types.js';

export interface FetchLimits {
  /** Of the body, unpacked. */
  readonly maxBytes: number;
  /** For everything together. */
  readonly timeoutMs: number;
}

export interface Fetched {
  /** One of our own words for it. */
  readonly mediaType: string;
  readonly bytes: Buffer;
  /** Where it was in the end. */
  readonly url: URL;
}

export const DEFAULT_FETCH_LIMITS: FetchLimits = { maxBytes: 10 * 2 ** 20, timeoutMs: 20_000 };
const MAX_REDIRECTS = 3;

/** Throws `referenceRefused` for what may not be fetched, `referenceUnavailable` for what was not to be had. */
export async function fetchPublic(
  address: string,
  rules: FetchRules,
  signal: AbortSignal,
  limits: FetchLimits = DEFAULT_FETCH_LIMITS,
): Promise<Fetched> {
  const timeout = AbortSignal.timeout(limits.timeoutMs);
  const either = AbortSignal.any([signal, timeout]);
  try {
    return await abortable(followed(webAddress(address, rules), rules, either, limits), either);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (timeout.aborted) throw referenceUnavailable(`no answer within ${limits.timeoutMs / 1000} s`, error);
    throw error;
  }
}

/** Looking a name up cannot be broken off; nobody waits for it, though. */
function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

async function followed(first: URL, rules: FetchRules, signal: AbortSignal, limits: FetchLimits): Promise<Fetched> {
  let url = first;
  for (let turn = 0; turn <= MAX_REDIRECTS; turn++) {
    const response = await answerOf(url, rules, signal);
    const { statusCode = 0, headers } = response;
    if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
      response.destroy();
      if (!URL.canParse(headers.location, url.href)) throw referenceUnavailable('the server redirects to no address');
      // Judged like the first address.
      url = webAddress(new URL(headers.location, url).href, rules);
      continue;
    }
    try {
      if (statusCode !== 200) throw referenceUnavailable(`the server answered ${statusCode}`);
      const mediaType = passedType(headers['content-type']);
      if (Number(headers['content-length'] ?? 0) > limits.maxBytes) throw tooLarge(limits);
      return { mediaType, bytes: await gathered(response, signal, limits), url };
    } finally {
      response.destroy();
    }
  }
  throw referenceUnavailable(`the server redirects more than ${MAX_REDIRECTS} times`);
}

/** No cookies, no credentials, no referrer: who asks is nobody's business. A new connection each time, to the address judged. */
async function answerOf(url: URL, rules: FetchRules, signal: AbortSignal): Promise<IncomingMessage> {
  const addresses = await judgedAddresses(url, rules);
  signal.throwIfAborted();
  const get = url.protocol === 'https:' ? httpsGet : httpGet;
  const headers = { 'User-Agent': 'open-egms', Accept: '*/*', 'Accept-Encoding': 'gzip' };
  return new Promise((resolve, reject) => {
    const request = get(url, { lookup: pinnedLookup(addresses), agent: false, signal, headers }, resolve);
    request.once('error', (cause) => reject(referenceUnavailable(`${url.host}: ${cause.message}`, cause)));
  });
}

async function gathered(response: IncomingMessage, signal: AbortSignal, limits: FetchLimits): Promise<Buffer> {
  const source = unpacked(response);
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of source) {
      bytes += (chunk as Buffer).length;
      if (bytes > limits.maxBytes) throw tooLarge(limits);
      chunks.push(chunk as Buffer);
    }
  } catch (error) {
    if (error instanceof ServiceError || signal.aborted) throw error;
    throw referenceUnavailable(`the answer broke off after ${bytes} bytes`, error);
  } finally {
    source.destroy();
  }
  return Buffer.concat(chunks);
}

/** Counted as it is unpacked, so that little that becomes much is noticed. */
function unpacked(response: IncomingMessage): Readable {
  const encoding = (response.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity') return response;
  const unpack = { gzip: createGunzip, 'x-gzip': createGunzip, deflate: createInflate, br: createBrotliDecompress }[
    encoding
  ];
  if (!unpack) throw referenceRefused(`expected a body packed by gzip at most, got ${encoding}`);
  const stream = unpack();
  response.once('error', (error) => stream.destroy(error));
  return response.pipe(stream);
}

const tooLarge = ({ maxBytes }: FetchLimits) =>
  referenceRefused(`the answer is larger than ${Math.round(maxBytes / 2 ** 20)} MiB, the most that is passed on`);
