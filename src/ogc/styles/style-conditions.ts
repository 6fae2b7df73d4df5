/** Changes on condition (RFC 9110, section 13.1): a style may be changed only if it is still what the client knows. */
import type { Expected } from '../../catalog/styles/style-set.js';
import { preconditionFailed } from '../../errors.js';
import type { Context } from '../../http/context.js';
import { strongTags } from './style-encodings.js';
import type { StyleOf } from './styled-collection.js';

/**
 * What the store has to find for the change to be made; undefined: whatever it finds. Throws `preconditionFailed`.
 * @param current the style as it is offered now, if it is
 */
export function expectedOf(
  header: Context['header'],
  current: Pick<StyleOf, 'style' | 'collection' | 'stored'> | undefined,
): Expected | undefined {
  const [ifMatch, ifNoneMatch] = [header('if-match'), header('if-none-match')];
  if (ifMatch === undefined && ifNoneMatch === undefined) return undefined;
  const tags = current ? strongTags(current.style, current.collection) : [];
  if (ifMatch !== undefined) {
    const names = listOf(ifMatch);
    // A weak tag never matches here (section 8.8.3.2).
    const isMet = current !== undefined && (names.includes('*') || names.some((name) => tags.includes(name)));
    if (!isMet) throw preconditionFailed(`If-Match: ${current ? 'the style has changed' : 'there is no such style'}`);
  }
  if (ifNoneMatch !== undefined && current !== undefined) {
    const names = listOf(ifNoneMatch).map((name) => name.replace(/^W\//, ''));
    if (names.includes('*')) throw preconditionFailed('If-None-Match: the style exists');
    if (names.some((name) => tags.includes(name))) throw preconditionFailed('If-None-Match: the style has not changed');
  }
  return current?.stored ?? 'absent';
}

const listOf = (header: string): readonly string[] => header.split(',').map((name) => name.trim());
