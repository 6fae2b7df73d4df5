/**
 * `/explorer/proxy?url=...`: documents of map services that do not let pages of other origins read them (no CORS). It
 * serves the Explorer of this server alone: pages of other sites are turned away, so that nobody's browser makes this server
 * fetch for them. What comes back is data: of a type known here, in a sandbox, never sniffed, never a page.
 */
import { forbidden, invalidParameter } from '../../errors.js';
import type { Context } from '../../http/context.js';
import type { FixedRoute } from '../../http/operation.js';
import { bytesReply } from '../../http/reply.js';
import { FetchBudget } from './fetch-budget.js';
import { DEFAULT_FETCH_LIMITS, type FetchLimits, fetchPublic } from './fetch-public.js';
import type { FetchRules } from './fetch-rules.js';

export interface ProxySetting {
  readonly rules: FetchRules;
  readonly limits?: FetchLimits;
  readonly budget?: FetchBudget;
}

/** Of the Explorer, and of somebody who opens the address. */
const OWN_SITES = ['same-origin', 'none'];

const HEADERS = {
  'Content-Security-Policy': "default-src 'none'; sandbox",
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'private, max-age=300',
};

export const proxyRoute = ({
  rules,
  limits = DEFAULT_FETCH_LIMITS,
  budget = new FetchBudget(),
}: ProxySetting): FixedRoute => ({
  id: 'explorerProxy',
  path: '/explorer/proxy',
  mediaTypes: ['*/*'],
  handle: async (context) => {
    refuseOtherSites(context);
    const address = soleAddress(context.url.searchParams);
    const { mediaType, bytes } = await budget.spend(() => fetchPublic(address, rules, context.signal, limits));
    return bytesReply(mediaType, bytes, { headers: HEADERS });
  },
});

/** Throws `forbidden` for requests that a page of another site made a browser send. */
function refuseOtherSites({ header, links }: Context): void {
  const site = header('sec-fetch-site');
  const origin = header('origin');
  const isOther =
    (site !== undefined && !OWN_SITES.includes(site)) ||
    (origin !== undefined && origin !== new URL(links.baseUrl).origin);
  if (isOther) throw forbidden('the proxy serves the Explorer of this server alone');
}

/** Throws `invalidParameter`. */
function soleAddress(search: URLSearchParams): string {
  const unknown = [...search.keys()].find((name) => name !== 'url');
  if (unknown !== undefined) {
    throw invalidParameter('url', `expected nothing beside it, got ${unknown}; encode the address (%26 for &)`);
  }
  const addresses = search.getAll('url');
  if (addresses.length !== 1) throw invalidParameter('url', `expected one address, got ${addresses.length}`);
  return addresses[0];
}
