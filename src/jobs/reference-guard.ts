/**
 * Which addresses the server may reach on behalf of others: inputs by reference and callbacks. Inputs come from listed
 * hosts and folders alone; callbacks go anywhere but to private networks. An address is judged after its name was looked
 * up, and the connection goes to the very address that was judged, so that a name cannot change its mind in between.
 */
import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { realpath } from 'node:fs/promises';
import { isIP } from 'node:net';
import { resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { referenceRefused } from '../errors.js';
import { isPrivateAddress } from '../network/addresses.js';

export interface ReferenceRules {
  /** `example.org`, `*.example.org`, `example.org:8443`. */
  readonly allowedHosts: readonly string[];
  /** Absolute paths; `file:` references below them may be read. */
  readonly allowedFolders: readonly string[];
  /** Let callbacks and listed hosts be on private networks. */
  readonly allowPrivate: boolean;
}

/** Reads an http(s) address. Throws `referenceRefused` for anything else, and for one with a user name or password. */
export function httpAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw referenceRefused(`expected an address that begins with http:// or https://, got ${excerpt(text)}`);
  }
  if (url.username || url.password) throw referenceRefused('an address may not hold a user name or password');
  return url;
}

/** The path of a `file:` reference, links resolved. Throws `referenceRefused` outside the allowed folders. */
export async function allowedFile(text: string, { allowedFolders }: ReferenceRules): Promise<string> {
  let path: string;
  try {
    path = await realpath(fileURLToPath(text));
  } catch (cause) {
    throw referenceRefused(`${excerpt(text)} cannot be read here`, cause);
  }
  for (const folder of allowedFolders) {
    const root = await realpath(resolve(folder)).catch(() => undefined);
    if (root !== undefined && path.startsWith(root.endsWith(sep) ? root : root + sep)) return path;
  }
  // The same words as above: which files exist is nobody's business.
  throw referenceRefused(`${excerpt(text)} cannot be read here`);
}

/** Throws `referenceRefused` unless the host is listed. */
export function requireAllowedHost(url: URL, { allowedHosts }: ReferenceRules): void {
  const isListed = allowedHosts.some((entry) => {
    const host = entry.toLowerCase();
    if (host === url.host || host === url.hostname) return true;
    return host.startsWith('*.') && url.hostname.endsWith(host.slice(1));
  });
  if (isListed) return;
  const listed = allowedHosts.length > 0 ? allowedHosts.join(', ') : 'none';
  throw referenceRefused(`inputs may not be fetched from ${url.host}; hosts that may be reached: ${listed}`);
}

/** Addresses of a host that may be connected to. Throws `referenceRefused` when any of them is private: names that mix are traps. */
export async function reachableAddresses(
  url: URL,
  { allowPrivate }: ReferenceRules,
): Promise<readonly LookupAddress[]> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const version = isIP(host);
  const addresses =
    version === 0
      ? await lookup(host, { all: true, verbatim: true }).catch((cause) => {
          throw referenceRefused(`${host} has no address`, cause);
        })
      : [{ address: host, family: version }];
  if (!allowPrivate && addresses.some(({ address }) => isPrivateAddress(address))) {
    throw referenceRefused(`${url.host} is an address of a private network`);
  }
  return addresses;
}

const excerpt = (text: string) => (text.length > 120 ? `${text.slice(0, 120)}…` : text);
