/** Words of the page. Other languages are files beside `en.json` with the same keys, fetched when they are spoken. */
import english from './en.json';

export type TextKey = keyof typeof english;
export type Values = Readonly<Record<string, string | number>>;

const files = import.meta.glob<Record<string, string>>(['./*.json', '!./en.json'], { import: 'default' });

/** Of those that there are files for, in their own words: `{ code: 'de', name: 'Deutsch' }`. */
export const languages: readonly { readonly code: string; readonly name: string }[] = [
  'en',
  ...Object.keys(files).map((path) => path.slice(2, -5)),
].map((code) => ({ code, name: new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code }));

let words: Readonly<Record<string, string>> = english;
export let language = 'en';
/** Of numbers and dates: as the browser writes the language, region included. */
let locale = 'en';

/** The first that there are words for; `?lang=` wins over the browser's wishes. */
export async function chooseLanguage(asked: readonly string[]): Promise<void> {
  for (const tag of asked) {
    const code = tag.toLowerCase().split('-')[0];
    const load = files[`./${code}.json`];
    if (code !== 'en' && !load) continue;
    try {
      if (load) words = { ...english, ...(await load()) };
      language = code;
      locale = regionalTag(tag, code);
    } catch (error) {
      // The page is of use in English, too.
      console.warn(error);
    }
    return;
  }
}

/** `?lang=de` of a browser that speaks `de-AT` means that; what is no tag at all is the plain language. */
function regionalTag(tag: string, code: string): string {
  const known = [tag, ...navigator.languages].find(
    (each) => each.includes('-') && each.toLowerCase().startsWith(`${code}-`),
  );
  try {
    return Intl.getCanonicalLocales(known ?? code)[0];
  } catch {
    return code;
  }
}

export function text(key: TextKey, values: Values = {}): string {
  return words[key].replace(/\{(\w+)\}/g, (mark, name: string) => {
    const value = values[name];
    if (value === undefined) return mark;
    return typeof value === 'number' ? numberText(value) : value;
  });
}

/** By what the server says in English: names of attributes, styles, palettes, units. */
const serverKeys = new Map(
  Object.entries(english).flatMap(([key, words]) => (key.startsWith('server.') ? [[words, key as TextKey]] : [])),
);

/** Words of the server in the language of the page, as far as they are those that every server of this program says. */
export function serverText(english: string): string {
  const key = serverKeys.get(english);
  return key ? text(key) : english;
}

/** A number as people of the language write it. */
export const numberText = (value: number, digits?: number): string =>
  value.toLocaleString(
    locale,
    digits === undefined ? {} : { minimumFractionDigits: digits, maximumFractionDigits: digits },
  );

/** A day (`2022-01-03`) as people of the language write it. */
export const dateText = (day: string): string =>
  new Date(day).toLocaleDateString(locale, { dateStyle: 'medium', timeZone: 'UTC' });

/** Names of months and days for charts. */
export function calendarNames(): Readonly<Record<'MMMM' | 'MMM' | 'WWWW' | 'WWW', readonly string[]>> {
  const named = (dates: readonly Date[], options: Intl.DateTimeFormatOptions) =>
    dates.map((date) => date.toLocaleDateString(locale, { ...options, timeZone: 'UTC' }));
  const months = Array.from({ length: 12 }, (_, month) => new Date(Date.UTC(2023, month, 1)));
  // 1 January 2023 was a Sunday, with which weeks begin here.
  const days = Array.from({ length: 7 }, (_, day) => new Date(Date.UTC(2023, 0, 1 + day)));
  return {
    MMMM: named(months, { month: 'long' }),
    MMM: named(months, { month: 'short' }),
    WWWW: named(days, { weekday: 'long' }),
    WWW: named(days, { weekday: 'short' }),
  };
}
