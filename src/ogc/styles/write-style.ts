/** Styles made, replaced, removed, and made the default (OGC 20-009, manage-styles and style-validation). */
import { MAX_STORED_STYLES, type Refusal, refusalOfPut, type StyleStore } from '../../catalog/styles/style-set.js';
import {
  invalidRequest,
  notFound,
  preconditionFailed,
  raise,
  type ServiceError,
  styleExists,
  styleOfProgram,
  tooManyStyles,
} from '../../errors.js';
import type { Context } from '../../http/context.js';
import { type NoQuery, type Operation, operation } from '../../http/operation.js';
import { readPreferences } from '../../http/preferences.js';
import { emptyReply, jsonReply } from '../../http/reply.js';
import { readStyleBody } from './style-body.js';
import { expectedOf } from './style-conditions.js';
import { POINT_STYLE, strongTag } from './style-encodings.js';
import { type StylesSource, styledCollection, stylePath } from './styled-collection.js';

export interface WritableStyles extends StylesSource {
  readonly store: StyleStore;
}

interface WriteQuery {
  /** Everything is judged, nothing is changed. */
  readonly 'dry-run'?: boolean;
}

type OfCollection = { readonly collectionId: string };
type OfStyle = OfCollection & { readonly styleId: string };

export const writeOperations = (source: WritableStyles): readonly Operation[] => [
  createStyle(source),
  replaceStyle(source),
  deleteStyle(source),
  updateStyles(source),
];

const createStyle = ({ catalog, styles, store }: WritableStyles): Operation =>
  operation<WriteQuery, OfCollection>('createStyle', async (context) => {
    const collection = await styledCollection(catalog, context.params.collectionId);
    const style = readStyleBody(context, collection);
    const { offered, set } = await styles.listOf(collection);
    if (offered.some((each) => each.style.id === style.id)) throw styleExists(style.id);
    const refused = (refusal: Refusal) =>
      refusal === 'changed' ? styleExists(style.id) : errorOf(refusal, collection.id, style.id);
    if (context.query['dry-run']) {
      const refusal = refusalOfPut(set, style.id, 'absent');
      return refusal ? raise(refused(refusal)) : emptyReply(204, applied(context));
    }
    const outcome = await store.put(collection.id, { id: style.id, document: style }, 'absent');
    if (outcome !== 'created' && outcome !== 'replaced') throw refused(outcome);
    return jsonReply(POINT_STYLE.mediaType, style, {
      status: 201,
      headers: {
        Location: context.links.to(stylePath(collection, style.id)),
        ETag: strongTag(POINT_STYLE, JSON.stringify(style)),
        ...applied(context),
      },
    });
  });

/** One that does not exist is made. There is one document for all encodings, so that all of them are replaced. */
const replaceStyle = ({ catalog, styles, store }: WritableStyles): Operation =>
  operation<WriteQuery, OfStyle>('replaceStyle', async (context) => {
    const { collectionId, styleId } = context.params;
    const collection = await styledCollection(catalog, collectionId);
    const style = readStyleBody(context, collection, styleId);
    const { offered, set } = await styles.listOf(collection);
    const current = offered.find((each) => each.style.id === styleId);
    const expected = expectedOf(context.header, current && { ...current, collection });
    if (context.query['dry-run']) {
      const refusal = refusalOfPut(set, styleId, expected);
      return refusal ? raise(errorOf(refusal, collectionId, styleId)) : emptyReply(204, applied(context));
    }
    const outcome = await store.put(collectionId, { id: styleId, document: style }, expected);
    if (outcome !== 'created' && outcome !== 'replaced') throw errorOf(outcome, collectionId, styleId);
    // A style of the program was there before, to be seen by everybody.
    if (current || outcome === 'replaced') return emptyReply(204, applied(context));
    return emptyReply(201, { Location: context.links.to(stylePath(collection, styleId)), ...applied(context) });
  });

const deleteStyle = ({ catalog, styles, store }: WritableStyles): Operation =>
  operation<NoQuery, OfStyle>('deleteStyle', async (context) => {
    const { collectionId, styleId } = context.params;
    const collection = await styledCollection(catalog, collectionId);
    const { offered } = await styles.listOf(collection);
    const current = offered.find((each) => each.style.id === styleId);
    const expected = expectedOf(context.header, current && { ...current, collection });
    if (current && !current.stored) throw styleOfProgram(styleId);
    const outcome = await store.remove(collectionId, styleId, expected);
    if (outcome !== 'removed') throw errorOf(outcome, collectionId, styleId);
    return emptyReply(204);
  });

/** JSON Merge Patch (RFC 7396) of the one member that can be changed; `null`: as the program has it. */
const updateStyles = ({ catalog, styles, store }: WritableStyles): Operation =>
  operation<NoQuery, OfCollection>('updateStyles', async (context) => {
    const collection = await styledCollection(catalog, context.params.collectionId);
    const id = readDefault(context.body);
    if (id === undefined) return emptyReply(204);
    const { offered } = await styles.listOf(collection);
    if (id !== null && !offered.some(({ style }) => style.id === id)) {
      const known = offered.map(({ style }) => style.id).join(', ');
      throw invalidRequest([{ pointer: '/default', detail: `expected one of ${known}, got ${id}` }]);
    }
    const outcome = await store.setDefault(collection.id, id ?? undefined);
    if (outcome !== 'set') throw errorOf(outcome, collection.id, id ?? '');
    return emptyReply(204);
  });

/** Undefined when the patch says nothing of it. */
function readDefault(body: unknown): string | null | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalidRequest([{ pointer: '', detail: 'expected an object like {"default": "velocity"}' }]);
  }
  const others = Object.keys(body).filter((name) => name !== 'default');
  if (others.length > 0) {
    throw invalidRequest(
      others.slice(0, 10).map((name) => ({ pointer: `/${pointerToken(name)}`, detail: 'only default can be changed' })),
    );
  }
  const id = (body as { default?: unknown }).default;
  if (id === undefined || id === null || typeof id === 'string') return id;
  throw invalidRequest([{ pointer: '/default', detail: 'expected the id of a style, or null' }]);
}

const pointerToken = (name: string): string => name.slice(0, 40).replaceAll('~', '~0').replaceAll('/', '~1');

function errorOf(refusal: Refusal, collectionId: string, styleId: string): ServiceError {
  switch (refusal) {
    case 'gone':
      return notFound('collection', collectionId);
    case 'absent':
      return notFound('style', styleId);
    case 'full':
      return tooManyStyles(MAX_STORED_STYLES);
    case 'changed':
      return preconditionFailed(`style ${styleId} was changed by somebody else`);
  }
}

/** Styles are always judged strictly (RFC 7240, section 4.4); whoever asks for it is told so. */
const applied = ({ header }: Pick<Context, 'header'>): Readonly<Record<string, string>> =>
  readPreferences(header('prefer')).get('handling') === 'strict' ? { 'Preference-Applied': 'handling=strict' } : {};
