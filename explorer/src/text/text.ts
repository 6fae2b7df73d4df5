/** Words of the page. Other languages are files beside `en.json` with the same keys; what one lacks stays English. */
import english from './en.json';

export type TextKey = keyof typeof english;
export type Values = Readonly<Record<string, string | number>>;

const files = import.meta.glob<Record<string, string>>(['./*.json', '!./en.json'], { import: 'default' });

let words: Readonly<Record<string, string>> = english;
export let language = 'en';

/** `?lang=` wins over the browser's wishes. */
export async function chooseLanguage(asked: readonly string[]): Promise<void> {
  for (const tag of asked) {
    const name = tag.toLowerCase().split('-')[0];
    if (name === 'en') return;
    const load = files[`./${name}.json`];
    if (!load) continue;
    words = { ...english, ...(await load()) };
    language = name;
    return;
  }
}

export function text(key: TextKey, values: Values = {}): string {
  return words[key].replace(/\{(\w+)\}/g, (mark, name: string) => {
    const value = values[name];
    if (value === undefined) return mark;
    return typeof value === 'number' ? numberText(value) : value;
  });
}

/** A number as people of the language write it. */
export const numberText = (value: number, digits?: number): string =>
  value.toLocaleString(
    language,
    digits === undefined ? {} : { minimumFractionDigits: digits, maximumFractionDigits: digits },
  );
