/**
 * Stacks of radar images: no standard of OGC, but what its processes start from. Listed and described for everybody, sent and
 * removed by those who may write.
 */
import type { Readable } from 'node:stream';
import { invalidParameter, notFound, raise, stackInUse, unsupportedMediaType } from '../../errors.js';
import type { Context } from '../../http/context.js';
import { type NoQuery, type Operation, operation } from '../../http/operation.js';
import { selfLinks } from '../../http/paging.js';
import { documentReply, emptyReply, jsonReply } from '../../http/reply.js';
import type { Standard } from '../common/standard.js';
import { stackDocument, stackPath, stackSummary, versionOf } from './stack-documents.js';
import { stackPage, stacksPage } from './stack-pages.js';
import type { ShelvedStack, StacksDependencies } from './stack-shelf.js';

type OfStack = { readonly stackName: string; readonly partName?: string };

export const stacksStandard = (dependencies: StacksDependencies): Standard => ({
  contract: 'stacks.yaml',
  conformsTo: [],
  operations: [
    getStacks(dependencies),
    getStack('getStack', dependencies),
    getStack('getStackPart', dependencies),
    putStack(dependencies),
    deleteStack('deleteStack', dependencies),
    deleteStack('deleteStackPart', dependencies),
  ],
  landingLinks: (links) => [
    { rel: 'related', type: 'application/json', title: 'Stacks of radar images', href: links.to('/stacks') },
  ],
  tags: [{ name: 'stacks', description: 'Radar images that points are made of.' }],
  navigation: [{ title: 'Stacks', path: '/stacks' }],
});

const getStacks = ({ shelf }: StacksDependencies): Operation =>
  operation<NoQuery>('getStacks', async (context) => listReply(context, await shelf.list(context.signal)));

const getStack = (id: string, { shelf }: StacksDependencies): Operation =>
  operation<NoQuery, OfStack>(id, async (context) => {
    const name = nameOf(context.params);
    const stacks = await shelf.stacksOf(name, context.signal);
    if (stacks.length === 0) throw notFound('stack', name);
    const [stack] = stacks;
    if (stacks.length > 1 || stack.name !== name) return listReply(context, stacks, name);
    const document = { ...stackDocument(stack, context.links), links: linksOf(context) };
    return documentReply(context, document, () => stackPage(context, stack), { version: versionOf(stacks) });
  });

const putStack = ({ shelf }: StacksDependencies): Operation =>
  operation<NoQuery, OfStack>('putStack', async (context) => {
    const { header, links, params, signal } = context;
    const encoding = header('content-encoding') ?? 'identity';
    if (encoding !== 'identity')
      throw unsupportedMediaType(`application/zip packed as ${encoding}`, ['application/zip']);
    const name = writableName(params.stackName);
    const length = Number(header('content-length') ?? Number.NaN);
    const stacks = await shelf.add(name, {
      body: context.body as Readable,
      signal,
      ...(Number.isFinite(length) ? { announcedBytes: length } : {}),
    });
    const summaries = stacks.map((stack) => stackSummary(stack, links));
    return jsonReply(
      'application/json',
      { stacks: summaries },
      { status: 201, headers: { Location: links.to(stackPath(name)) } },
    );
  });

const deleteStack = (id: string, { shelf, usersOf }: StacksDependencies): Operation =>
  operation<NoQuery, OfStack>(id, async ({ params }) => {
    const name = nameOf(params);
    const users = await usersOf(name);
    if (users.length > 0) throw stackInUse(name, users);
    return (await shelf.remove(name)) ? emptyReply(204) : raise(notFound('stack', name));
  });

function listReply(context: Context<unknown, unknown>, stacks: readonly ShelvedStack[], folder?: string) {
  const document = { stacks: stacks.map((stack) => stackSummary(stack, context.links)), links: linksOf(context) };
  return documentReply(context, document, () => stacksPage(context, stacks, folder), { version: versionOf(stacks) });
}

const linksOf = (context: Context<unknown, unknown>) => selfLinks(context);

const nameOf = ({ stackName, partName }: OfStack): string =>
  partName === undefined ? stackName : `${stackName}/${partName}`;

/** As processes name stacks that they make. */
function writableName(name: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(name)) return name;
  throw invalidParameter('stackName', `expected up to 64 letters, digits, - and _, got "${name.slice(0, 80)}"`);
}
