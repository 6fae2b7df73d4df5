/** The list of processes and each single one. */
import type { Catalog } from '../../catalog/catalog.js';
import { processNotFound, raise } from '../../errors.js';
import type { Context } from '../../http/context.js';
import type { Link } from '../../http/links.js';
import { type NoQuery, type Operation, operation } from '../../http/operation.js';
import { pageLink, selfLinks } from '../../http/paging.js';
import { documentReply } from '../../http/reply.js';
import type { ProcessRegistry } from '../../jobs/process-registry.js';
import { processDocument, processSummary } from './process-document.js';
import { processPage } from './process-page.js';
import { processesPage } from './processes-page.js';
import { digestOf } from './submission/canonical-json.js';

interface ProcessesQuery {
  readonly limit: number;
  readonly offset: number;
}

export const getProcesses = (registry: ProcessRegistry): Operation => {
  const version = digestOf([...registry.values()].map(({ description }) => description));
  return operation<ProcessesQuery>('getProcesses', async (context) => {
    const { limit, offset } = context.query;
    const shown = [...registry.values()].slice(offset, offset + limit);
    const document = {
      processes: shown.map((process) => processSummary(process, context.links)),
      links: [...selfLinks(context), ...pageLinks(context, registry.size)],
      numberMatched: registry.size,
      numberReturned: shown.length,
    };
    return documentReply(context, document, () => processesPage(context, document), { version });
  });
};

export const describeProcess = (registry: ProcessRegistry, catalog: Catalog): Operation =>
  operation<NoQuery, { processId: string }>('describeProcess', async (context) => {
    const { processId } = context.params;
    const process = registry.get(processId) ?? raise(processNotFound(processId));
    const document = processDocument(process, context.links);
    // The form offers the collections there are.
    const collections = context.format.id === 'html' ? await catalog.collections() : [];
    const version = digestOf([document.inputs, document.outputs, document.example, collections.map(({ id }) => id)]);
    return documentReply(context, document, () => processPage(context, process, document, collections), { version });
  });

function pageLinks(context: Context<ProcessesQuery>, matched: number): readonly Link[] {
  const { limit, offset } = context.query;
  return [
    ...(offset + limit < matched ? [pageLink(context, 'next', { offset: offset + limit })] : []),
    ...(offset > 0 ? [pageLink(context, 'prev', { offset: Math.max(0, offset - limit) })] : []),
  ];
}
