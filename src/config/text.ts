/** Text that a configuration may give in several languages. */

export type Localized<T> = T | Readonly<Record<string, T>>;

/** The text in the first language of `languages` there is, by its tag or its language alone; else English; else any. */
export function chooseText(text: Localized<string> | undefined, languages: readonly string[]): string | undefined {
  return typeof text === 'object' ? chooseLanguage(text, languages) : text;
}

/** `chooseText` for lists of words; an absent list is empty. */
export function chooseWords(
  words: readonly string[] | Readonly<Record<string, readonly string[]>> | undefined,
  languages: readonly string[],
): readonly string[] {
  if (words === undefined) return [];
  return isList(words) ? words : (chooseLanguage(words, languages) ?? []);
}

// Array.isArray does not narrow readonly arrays.
const isList = (words: unknown): words is readonly string[] => Array.isArray(words);

function chooseLanguage<T>(byLanguage: Readonly<Record<string, T>>, languages: readonly string[]): T | undefined {
  const tags = Object.keys(byLanguage);
  for (const wanted of [...languages, 'en']) {
    const tag =
      tags.find((candidate) => canonical(candidate) === canonical(wanted)) ??
      tags.find((candidate) => primary(candidate) === primary(wanted));
    if (tag !== undefined) return byLanguage[tag];
  }
  return Object.values(byLanguage)[0];
}

const canonical = (tag: string) => tag.replace('_', '-').toLowerCase();
const primary = (tag: string) => canonical(tag).split('-')[0];
