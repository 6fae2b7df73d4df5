/**
 * The address clients know this server by. Behind a proxy the request names an inner one; the proxy tells the outer
 * one in `Forwarded` (RFC 7239) or `X-Forwarded-*`. Every value ends up in links, so each is checked to the letter:
 * one that does not fit is as good as absent.
 */
import { invalidParameter } from '../errors.js';

export interface Arrival {
  readonly header: (name: string) => string | undefined;
  /** The connection itself is TLS. */
  readonly isEncrypted: boolean;
  /** The peer is a proxy whose headers are believed. */
  readonly isPeerTrusted: boolean;
}

/** Base of all links, without a trailing slash. `configured` wins over everything. */
export function publicBaseUrl(arrival: Arrival, configured?: string): string {
  if (configured !== undefined) return configured.replace(/\/+$/, '');
  const told = arrival.isPeerTrusted ? forwarded(arrival.header) : {};
  const protocol = told.protocol ?? (arrival.isEncrypted ? 'https' : 'http');
  const host = told.host ?? validHost(arrival.header('host'));
  if (!host) throw invalidParameter('Host', 'expected a host name with an optional port');
  return `${protocol}://${host}${told.prefix ?? ''}`;
}

interface Told {
  readonly protocol?: string;
  readonly host?: string;
  readonly prefix?: string;
}

/** What the proxy nearest to the client said: the first entry of each list. */
function forwarded(header: Arrival['header']): Told {
  const first = (name: string) => header(name)?.split(',')[0].trim();
  const standard = parseForwarded(first('forwarded') ?? '');
  const host = validHost(standard.host ?? first('x-forwarded-host'));
  return {
    protocol: validProtocol(standard.proto ?? first('x-forwarded-proto')),
    host: host && withPort(host, first('x-forwarded-port')),
    prefix: validPrefix(first('x-forwarded-prefix')),
  };
}

/** One element of the Forwarded header: `proto=https;host="example.org:8443"`. */
function parseForwarded(element: string): { proto?: string; host?: string } {
  const pairs = element.split(';').map((pair) => {
    const [name, value = ''] = pair.split('=', 2);
    return [name.trim().toLowerCase(), value.trim().replace(/^"(.*)"$/, '$1')];
  });
  return Object.fromEntries(pairs);
}

const validProtocol = (value?: string): string | undefined => /^https?$/i.exec(value ?? '')?.[0].toLowerCase();

function validHost(value?: string): string | undefined {
  const host = /^([a-z0-9]([a-z0-9._-]*[a-z0-9])?|\[[0-9a-f:.]+\])(:\d{1,5})?$/i.exec(value ?? '')?.[0];
  // Numbers that look like addresses and ports too large have their own rules.
  return host !== undefined && URL.canParse(`http://${host}`) ? host : undefined;
}

const validPrefix = (value?: string): string | undefined =>
  /^(\/[A-Za-z0-9._~-]+)+\/?$/.exec(value ?? '')?.[0].replace(/\/$/, '');

/** Some proxies name the host without its port and the port apart. */
function withPort(host: string, port: string | undefined): string {
  const isNeeded = /^\d{1,5}$/.test(port ?? '') && port !== '80' && port !== '443' && !/:\d+$/.test(host);
  return isNeeded ? `${host}:${port}` : host;
}
