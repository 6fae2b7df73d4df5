/**
 * Which points of each layer are drawn: CQL_FILTER, a parameter of vendors that clients have grown used to. One filter
 * holds for all layers; several, between semicolons, each for its own, and `INCLUDE` leaves one as it is.
 */
import type { Collection } from '../../catalog/collection.js';
import { invalidParameter } from '../../errors.js';
import type { PointFilter } from '../../maps/map.js';
import { readFilter } from '../common/cql2-filter.js';
import type { KeyValueParameters } from '../common/key-value-parameters.js';

/** One entry per layer. */
export function layerFilters(
  parameters: KeyValueParameters,
  collections: readonly Collection[],
): readonly (PointFilter | undefined)[] {
  const texts = filterTexts(parameters);
  if (texts.length === 0) return collections.map(() => undefined);
  if (texts.length !== 1 && texts.length !== collections.length) {
    const expected =
      collections.length === 1 ? 'one filter' : `one filter, or ${collections.length} between semicolons`;
    throw invalidParameter('CQL_FILTER', `expected ${expected}, got ${texts.length}`);
  }
  return collections.map((collection, i) => {
    const text = (texts.length === 1 ? texts[0] : texts[i]).trim();
    return text === '' || /^include$/i.test(text) ? undefined : readFilter({ filter: text }, collection);
  });
}

function filterTexts(parameters: KeyValueParameters): readonly string[] {
  const [own, other] = [parameters.get('CQL_FILTER') ?? '', parameters.get('FILTER') ?? ''];
  if (own !== '' && other !== '') throw invalidParameter('FILTER', 'expected CQL_FILTER or FILTER, got both');
  if (/^\s*\(?\s*</.test(other)) {
    throw invalidParameter('FILTER', 'filters in XML are not read; write it as CQL2 text, in CQL_FILTER or here');
  }
  return splitAtSemicolons(own || other);
}

/** Those within quotes are part of a text. */
function splitAtSemicolons(text: string): readonly string[] {
  if (text === '') return [];
  const parts: string[] = [];
  let [start, quote] = [0, ''];
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    if (quote === '' && (letter === "'" || letter === '"')) quote = letter;
    else if (letter === quote) quote = '';
    else if (letter === ';' && quote === '') {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  return [...parts, text.slice(start)];
}
