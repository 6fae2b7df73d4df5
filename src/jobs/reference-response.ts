/** The answer of a listed host to a reference, along redirects, each of which is judged like the first address. */
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { get as httpGet } from 'node:http';
import { get as httpsGet } from 'node:https';
import { referenceUnavailable } from '../errors.js';
import { pinnedLookup } from '../network/addresses.js';
import { httpAddress, type ReferenceRules, reachableAddresses, requireAllowedHost } from './reference-guard.js';

export interface Asking {
  readonly rules: ReferenceRules;
  readonly signal: AbortSignal;
  /** Silence after which a server is given up. */
  readonly timeoutMs: number;
  readonly headers?: OutgoingHttpHeaders;
}

const MAX_REDIRECTS = 3;

/**
 * The answer is the caller's to read or to destroy. Throws `referenceRefused` for what may not be reached,
 * `referenceUnavailable` for what does not answer, and for statuses that are not among `wanted`.
 */
export async function referenceResponse(
  href: string,
  asking: Asking,
  wanted: readonly number[] = [200],
): Promise<IncomingMessage> {
  let url = httpAddress(href);
  for (let turn = 0; turn <= MAX_REDIRECTS; turn++) {
    const response = await answerOf(url, asking);
    const { statusCode = 0, headers } = response;
    if (statusCode >= 300 && statusCode < 400 && headers.location) {
      response.destroy();
      // Judged like the first address: a listed host may not lead to one that is not.
      if (!URL.canParse(headers.location, url.href)) throw referenceUnavailable(`${href}: redirects to no address`);
      url = httpAddress(new URL(headers.location, url).href);
      continue;
    }
    if (!wanted.includes(statusCode)) {
      response.destroy();
      throw referenceUnavailable(`${href}: the server answered ${statusCode}`);
    }
    return response;
  }
  throw referenceUnavailable(`${href}: redirects more than ${MAX_REDIRECTS} times`);
}

async function answerOf(url: URL, { rules, signal, timeoutMs, headers }: Asking): Promise<IncomingMessage> {
  requireAllowedHost(url, rules);
  const addresses = await reachableAddresses(url, rules);
  const get = url.protocol === 'https:' ? httpsGet : httpGet;
  return new Promise((resolve, reject) => {
    const request = get(
      url,
      {
        lookup: pinnedLookup(addresses),
        signal,
        timeout: timeoutMs,
        headers: { 'User-Agent': 'open-egms', ...headers },
      },
      resolve,
    );
    request.once('timeout', () => request.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)));
    request.once('error', (cause) => {
      reject(signal.aborted ? signal.reason : referenceUnavailable(`${url.href}: ${cause.message}`, cause));
    });
  });
}
