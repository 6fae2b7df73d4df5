/** A style as a client sends it: in our JSON, or as SLD of the simple kind. It must fit the collection. */
import type { Collection } from '../../catalog/collection.js';
import { invalidParameter, invalidRequest, ServiceError } from '../../errors.js';
import type { Context } from '../../http/context.js';
import { fitFaults, isGridded, ORTHO_CELL_M } from '../../maps/style-fit.js';
import { parseXml } from '../../products/xml-tree.js';
import { asCells } from '../../render/default-styles.js';
import { readSld, type SldLayer } from '../../render/sld.js';
import type { PointStyle } from '../../render/style.js';
import { parseStyle } from '../../render/style-json.js';

/**
 * Throws `invalidRequest` with JSON pointers for JSON, `invalidParameter` for SLD.
 * @param id from the address; absent: the style names itself
 */
export function readStyleBody(
  { body, header }: Pick<Context, 'body' | 'header'>,
  collection: Collection,
  id?: string,
): PointStyle {
  if (body === undefined) throw invalidParameter('body', 'expected a style, got nothing');
  const isJson = header('content-type')?.split(';')[0].trim().toLowerCase().endsWith('json');
  return isJson ? ofJson(body, collection, id) : ofSld(body as string, collection, id);
}

function ofJson(body: unknown, collection: Collection, id: string | undefined): PointStyle {
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  const style = parseStyle(isObject && id !== undefined ? { id, ...body } : body);
  if (id !== undefined && style.id !== id) {
    throw invalidRequest([{ pointer: '/id', detail: `expected ${id}, as in the address, got ${style.id}` }]);
  }
  const faults = fitFaults(style, collection);
  if (faults.length > 0) throw invalidRequest(faults);
  return style;
}

/** What SLD can say and our styles cannot is refused like what it should not say. */
function ofSld(document: string, collection: Collection, id: string | undefined): PointStyle {
  const { style, isGrid } = layerFor(readSld(document, parseXml), collection);
  if (!style) throw invalidParameter('SLD', 'expected a UserStyle, got the name of a style');
  const placed = isGrid && isGridded(collection) ? asCells(style, ORTHO_CELL_M) : style;
  try {
    const parsed = parseStyle({ ...placed, ...(id !== undefined && { id }) });
    const faults = fitFaults(parsed, collection);
    if (faults.length > 0) throw invalidRequest(faults);
    return parsed;
  } catch (error) {
    throw error instanceof ServiceError ? invalidParameter('SLD', error.detail, error) : error;
  }
}

/** The layer called as the collection; a single one may have any name, as desktop programs give it their own. */
function layerFor(layers: readonly SldLayer[], { id }: Collection): SldLayer {
  const named = layers.filter(({ layer }) => layer === id);
  if (named.length === 1) return named[0];
  if (layers.length === 1) return layers[0];
  throw invalidParameter('SLD', `expected one layer of the name ${id}, got ${named.length} of ${layers.length}`);
}
