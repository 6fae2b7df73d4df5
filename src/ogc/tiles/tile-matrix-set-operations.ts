/** The tile matrix sets: how tiles cut the ground, by the same definitions as OGC's register. */
import { tileMatrixSetDocument } from '../../geodesy/tile-matrix-set.js';
import { tileMatrixSets } from '../../geodesy/tile-matrix-sets.js';
import type { Context } from '../../http/context.js';
import { pathOf } from '../../http/links.js';
import { type NoQuery, type Operation, operation } from '../../http/operation.js';
import { selfLinks } from '../../http/paging.js';
import { documentReply, type Reply } from '../../http/reply.js';
import { knownSet } from './tile-address.js';
import { tileMatrixSetPage, tileMatrixSetsPage } from './tileset-pages.js';

/** Two spellings of the path are in use. */
export const tileMatrixSetOperations: readonly Operation[] = [
  operation<NoQuery>('getTileMatrixSetsList', listReply),
  operation<NoQuery>('getTileMatrixSetsListCapital', listReply),
  operation<NoQuery, { tileMatrixSetId: string }>('getTileMatrixSet', setReply),
  operation<NoQuery, { tileMatrixSetId: string }>('getTileMatrixSetCapital', setReply),
];

async function listReply(context: Context<NoQuery, unknown>): Promise<Reply> {
  const sets = tileMatrixSets.map((set) => ({
    id: set.id,
    title: set.title,
    uri: set.uri,
    crs: set.crsUri,
    links: [
      {
        rel: 'self',
        type: 'application/json',
        title: `Definition of ${set.id}`,
        href: context.links.to(`/tileMatrixSets${pathOf(set.id)}`),
      },
    ],
  }));
  const document = { links: selfLinks(context), tileMatrixSets: sets };
  return documentReply(context, document, () => tileMatrixSetsPage(context, sets), { version: 'static' });
}

async function setReply(context: Context<NoQuery, { tileMatrixSetId: string }>): Promise<Reply> {
  const definition = tileMatrixSetDocument(knownSet(context.params.tileMatrixSetId));
  const document = { ...definition, links: selfLinks(context) };
  return documentReply(context, document, () => tileMatrixSetPage(context, definition), { version: 'static' });
}
