/** The folding of case and of accents. Both sides of a comparison pass through the same SQL. */

/**
 * Marks that are accents: the combining diacritics, Hebrew points and Arabic vowel signs, as ranges of code points. The
 * signs of other scripts carry the word and stay, the Japanese voicing marks among them, as the standard recommends.
 */
const ACCENTS =
  '[\\u0300-\\u036f\\u0483-\\u0487\\u0591-\\u05c7\\u064b-\\u065f\\u0670\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\ufe20-\\ufe2f]';
/** Latin letters whose stroke Unicode does not take apart. */
const STROKED = 'ØøŁłĐđĦħŦŧ';
const UNSTROKED = 'OoLlDdHhTt';

/**
 * Unicode's full case folding: lower case first for letters whose capital is no pair of theirs (ẞ, K), then upper case,
 * which unites σ with ς and ß with ss. ICU's root collation, because the database's own may know ASCII only.
 */
export const caselessSql = (sql: string): string => `(upper(lower(${sql} collate "und-x-icu")) collate "C")`;

/** Letters without their accents: canonical decomposition, marks taken out, composed again. */
export const unaccentedSql = (sql: string): string => {
  const decomposed = `translate(normalize(${sql} collate "C", nfd), '${STROKED}', '${UNSTROKED}')`;
  return `(normalize(regexp_replace(${decomposed}, '${ACCENTS}', '', 'g'), nfc) collate "C")`;
};
