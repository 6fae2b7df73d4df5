/** Fetches what an input refers to: an address of a listed host or a file of a listed folder, up to a size. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { get as httpGet } from 'node:http';
import { get as httpsGet } from 'node:https';
import type { Readable } from 'node:stream';
import { referenceRefused, referenceUnavailable, ServiceError } from '../errors.js';
import { pinnedLookup } from '../network/addresses.js';
import {
  allowedFile,
  httpAddress,
  type ReferenceRules,
  reachableAddresses,
  requireAllowedHost,
} from './reference-guard.js';

export interface ReadLimits {
  readonly maxBytes: number;
  /** Silence after which a server is given up. */
  readonly timeoutMs: number;
}

export const DEFAULT_READ_LIMITS: ReadLimits = { maxBytes: 64 * 2 ** 20, timeoutMs: 30_000 };
const MAX_REDIRECTS = 3;

/** Throws `referenceRefused` for what may not be reached, `referenceUnavailable` for what was not to be had. */
export async function readReference(
  href: string,
  rules: ReferenceRules,
  signal: AbortSignal,
  limits: ReadLimits = DEFAULT_READ_LIMITS,
): Promise<Buffer> {
  if (href.startsWith('file:')) {
    const path = await allowedFile(href, rules);
    const entry = await stat(path);
    // A pipe would hold the thread for ever, a device might never end.
    if (!entry.isFile()) throw referenceRefused(`${href} is no file`);
    if (entry.size > limits.maxBytes) throw tooLarge(href, limits);
    return gathered(createReadStream(path, { signal }), href, signal, limits);
  }
  let url = httpAddress(href);
  for (let turn = 0; turn <= MAX_REDIRECTS; turn++) {
    const response = await answerOf(url, rules, signal, limits);
    const { statusCode = 0, headers } = response;
    if (statusCode >= 300 && statusCode < 400 && headers.location) {
      response.destroy();
      // Judged like the first address: a listed host may not lead to one that is not.
      if (!URL.canParse(headers.location, url.href)) throw referenceUnavailable(`${href}: redirects to no address`);
      url = httpAddress(new URL(headers.location, url).href);
      continue;
    }
    if (statusCode !== 200) {
      response.destroy();
      throw referenceUnavailable(`${href}: the server answered ${statusCode}`);
    }
    return gathered(response, href, signal, limits);
  }
  throw referenceUnavailable(`${href}: redirects more than ${MAX_REDIRECTS} times`);
}

async function answerOf(
  url: URL,
  rules: ReferenceRules,
  signal: AbortSignal,
  { timeoutMs }: ReadLimits,
): Promise<IncomingMessage> {
  requireAllowedHost(url, rules);
  const addresses = await reachableAddresses(url, rules);
  const get = url.protocol === 'https:' ? httpsGet : httpGet;
  return new Promise((resolve, reject) => {
    const request = get(
      url,
      { lookup: pinnedLookup(addresses), signal, timeout: timeoutMs, headers: { 'User-Agent': 'open-egms' } },
      resolve,
    );
    request.once('timeout', () => request.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)));
    request.once('error', (cause) => {
      reject(signal.aborted ? signal.reason : referenceUnavailable(`${url.href}: ${cause.message}`, cause));
    });
  });
}

async function gathered(source: Readable, href: string, signal: AbortSignal, limits: ReadLimits): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of source) {
      bytes += (chunk as Buffer).length;
      if (bytes > limits.maxBytes) throw tooLarge(href, limits);
      chunks.push(chunk as Buffer);
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof ServiceError) throw error;
    throw referenceUnavailable(`${href}: broke off after ${bytes} bytes`, error);
  } finally {
    source.destroy();
  }
  return Buffer.concat(chunks);
}

const tooLarge = (href: string, { maxBytes }: ReadLimits) =>
  referenceRefused(`${href} is larger than ${Math.round(maxBytes / 2 ** 20)} MiB, the most an input may be`);
