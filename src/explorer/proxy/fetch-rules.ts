/** Which addresses the Explorer may have fetched, told apart before and after their names were looked up. */
import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { referenceRefused, referenceUnavailable } from '../../errors.js';
import { isPrivateAddress } from '../../network/addresses.js';

export interface FetchRules {
  /** Let addresses begin with http:// as well. */
  readonly allowHttp: boolean;
  /** Whether an IP address must not be connected to. */
  readonly isForbidden: (address: string) => boolean;
  /** All addresses of a name. */
  readonly resolve: (host: string) => Promise<readonly LookupAddress[]>;
  /** Hosts, with or without their port, that the operator lets be fetched wherever they are. */
  readonly ownHosts?: readonly string[];
}

export const publicRules = (allowHttp: boolean, ownHosts: readonly string[] = []): FetchRules => ({
  allowHttp,
  ownHosts,
  isForbidden: isPrivateAddress,
  resolve: (host) => lookup(host, { all: true, verbatim: true }),
});

/** Mail, databases and the like of long ago answer below; web servers of users have ports above. */
const FIRST_FREE_PORT = 1024;
const WEB_PORTS = ['', '80', '443'];
const MOST_CHARACTERS = 8192;

/** Reads an address. Throws `referenceRefused` for one that may not be fetched whatever its name stands for. */
export function webAddress(text: string, { allowHttp }: Pick<FetchRules, 'allowHttp'>): URL {
  if (text.length > MOST_CHARACTERS) throw referenceRefused(`an address has at most ${MOST_CHARACTERS} characters`);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isAllowed = url && (url.protocol === 'https:' || (allowHttp && url.protocol === 'http:'));
  if (!isAllowed) {
    const schemes = allowHttp ? 'https:// or http://' : 'https://';
    throw referenceRefused(`expected an address that begins with ${schemes}, got ${excerpt(text)}`);
  }
  if (url.username || url.password) throw referenceRefused('an address may not hold a user name or password');
  if (!WEB_PORTS.includes(url.port) && Number(url.port) < FIRST_FREE_PORT) {
    throw referenceRefused(`port ${url.port} is none of web servers`);
  }
  return url;
}

/**
 * Addresses to connect to. Throws `referenceRefused` when any is forbidden: names that mix are traps. The parser of
 * addresses has made decimal, octal, hexadecimal and shortened forms into plain ones.
 */
export async function judgedAddresses(
  url: URL,
  { isForbidden, resolve, ownHosts = [] }: FetchRules,
): Promise<readonly LookupAddress[]> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const version = isIP(host);
  const addresses = version === 0 ? await resolved(host, resolve) : [{ address: host, family: version }];
  if (addresses.length === 0) throw referenceUnavailable(`${host} has no address`);
  // The parser leaves the usual port of a scheme out; operators may write it.
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const isOwn = ownHosts.includes(url.hostname) || ownHosts.includes(`${url.hostname}:${port}`);
  if (!isOwn && addresses.some(({ address }) => isForbidden(address))) {
    throw referenceRefused(`${url.host} is an address of a private network`);
  }
  return addresses;
}

async function resolved(host: string, resolve: FetchRules['resolve']): Promise<readonly LookupAddress[]> {
  try {
    return await resolve(host);
  } catch (cause) {
    throw referenceUnavailable(`${host} has no address`, cause);
  }
}

const excerpt = (text: string) => (text.length > 120 ? `${text.slice(0, 120)}…` : text);
