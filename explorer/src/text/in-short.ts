/** Words of others in a sentence of ours: some of them, none of them long. */
import { text } from './text.js';

const MOST_PARTS = 5;
const MOST_CHARACTERS = 60;

export function inShort(parts: readonly string[]): string {
  const shown = parts
    .slice(0, MOST_PARTS)
    .map((part) => (part.length > MOST_CHARACTERS ? `${part.slice(0, MOST_CHARACTERS)}…` : part))
    .join(', ');
  return parts.length > MOST_PARTS ? text('notice.more', { parts: shown, count: parts.length - MOST_PARTS }) : shown;
}
