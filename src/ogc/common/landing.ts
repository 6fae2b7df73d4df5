/** The landing page: what this service is, and a link to everything it offers. */
import type { Catalog } from '../../catalog/catalog.js';
import type { Collection } from '../../catalog/collection.js';
import type { Context } from '../../http/context.js';
import type { Link } from '../../http/links.js';
import { OPENAPI_MEDIA_TYPE } from '../../http/negotiation.js';
import { type NoQuery, type Operation, operation } from '../../http/operation.js';
import { selfLinks } from '../../http/paging.js';
import { documentReply } from '../../http/reply.js';
import { listVersion } from './collections.js';
import { landingPage } from './landing-page.js';
import { programAddresses } from './program-addresses.js';
import { CONFORMANCE_REL, DATA_REL } from './relations.js';
import type { Standard } from './standard.js';

export const getLandingPage = (catalog: Catalog, standards: readonly Standard[]): Operation =>
  operation<NoQuery>('getLandingPage', async (context) => {
    const collections = await catalog.collections();
    const document = landingDocument(context, standards, collections);
    return documentReply(
      context,
      document,
      () => landingPage(context, collections, programAddresses(standards, context.links)),
      {
        version: listVersion(collections),
      },
    );
  });

function landingDocument(
  context: Context<NoQuery>,
  standards: readonly Standard[],
  collections: readonly Collection[],
) {
  const { title, description, keywords, license, termsOfService, provider, url } = context.config.service;
  return {
    title,
    description,
    keywords,
    attribution: provider?.name,
    ...Object.assign({}, ...standards.map(({ landingMembers }) => landingMembers?.(collections))),
    links: [
      ...selfLinks(context),
      ...serviceLinks(context),
      ...standards.flatMap(({ landingLinks }) => landingLinks?.(context.links) ?? []),
      ...(url ? [{ rel: 'about', type: 'text/html', title: 'About this service', href: url }] : []),
      ...(license?.url ? [{ rel: 'license', type: 'text/html', title: license.name, href: license.url }] : []),
      ...(termsOfService
        ? [{ rel: 'terms-of-service', type: 'text/html', title: 'Terms of service', href: termsOfService }]
        : []),
    ],
  };
}

/** QGIS knows some relations by their short name only, newer clients by their URI: both are given. */
function serviceLinks({ links }: Context<NoQuery>): readonly Link[] {
  const conformance = { type: 'application/json', title: 'Conformance classes', href: links.to('/conformance') };
  const data = { type: 'application/json', title: 'Collections', href: links.to('/collections') };
  return [
    {
      rel: 'service-desc',
      type: OPENAPI_MEDIA_TYPE,
      title: 'The API, for programs',
      href: links.to('/api', { f: 'json' }),
    },
    { rel: 'service-doc', type: 'text/html', title: 'The API, for people', href: links.to('/api.html') },
    { rel: 'conformance', ...conformance },
    { rel: CONFORMANCE_REL, ...conformance },
    { rel: 'data', ...data },
    { rel: DATA_REL, ...data },
  ];
}
