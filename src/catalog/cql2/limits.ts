/** How large a filter may be. Everything past a limit is a clear 400, never an exhausted stack or database. */
import { invalidParameter } from '../../errors.js';
import { childrenOf, type Expression } from './expression.js';
import { positionsOf } from './spatial-literal.js';

/** Bytes of UTF-8 in the text encoding. */
export const MAX_TEXT_BYTES = 65_536;
/** Levels of nesting, in the text as in the tree. */
export const MAX_DEPTH = 64;
/** Nodes of the tree; a filter of the longest text has about as many. PostgreSQL takes 65,535 bound values. */
export const MAX_NODES = 30_000;
/** Vertices of all geometry literals together. */
export const MAX_VERTICES = 10_000;
/** Values of one IN list. */
export const MAX_IN_ITEMS = 1_000;
/** Characters of one LIKE pattern. */
export const MAX_PATTERN_LENGTH = 1_000;

export function requireTextLength(text: string): void {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_TEXT_BYTES) throw tooLarge(`${bytes} bytes`, `${MAX_TEXT_BYTES} bytes`);
}

/** Throws `invalidParameter` when `depth` levels of nesting are too many. */
export function requireDepth(depth: number): void {
  if (depth > MAX_DEPTH) throw tooLarge('deeper nesting', `${MAX_DEPTH} levels`);
}

/** Throws `invalidParameter` when a parsed filter exceeds a limit. Walks without recursion: sums make deep trees from flat text. */
export function requireWithinLimits(expression: Expression): void {
  let nodes = 0;
  let vertices = 0;
  const pending: { node: Expression; depth: number }[] = [{ node: expression, depth: 1 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, depth } = next;
    requireDepth(depth);
    if (++nodes > MAX_NODES) throw tooLarge('more terms', `${MAX_NODES} terms`);
    if (node.kind === 'in' && node.list.length > MAX_IN_ITEMS) {
      throw tooLarge(`an IN list of ${node.list.length} values`, `${MAX_IN_ITEMS} values`);
    }
    if (node.kind === 'geometry') vertices += positionsOf(node.geometry).length;
    if (vertices > MAX_VERTICES) throw tooLarge('more vertices', `${MAX_VERTICES} vertices in all geometries`);
    for (const child of childrenOf(node)) pending.push({ node: child, depth: depth + 1 });
  }
}

const tooLarge = (came: string, allowed: string) =>
  invalidParameter('filter', `too large: at most ${allowed}, got ${came}`);
