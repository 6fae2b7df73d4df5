/** Text and numbers in a page. */

/** Whatever came from outside: file names, titles, warnings. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** `12,345`. */
export const whole = (value: number): string => Math.round(value).toLocaleString('en');

/** With so many decimals; a dash for what is not known. The minus is a real one. */
export function decimal(value: number | null | undefined, decimals: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? (0).toFixed(decimals) : text.replace('-', '−');
}

/** `63 %`, and decimals where a whole number would say nothing or everything. */
export function percent(share: number | null | undefined): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return '–';
  const hundredths = 100 * share;
  const toEnd = Math.min(hundredths, 100 - hundredths);
  const decimals = toEnd <= 0 || toEnd >= 1 ? 0 : Math.min(4, Math.ceil(-Math.log10(toEnd) - 1e-9));
  return `${hundredths.toFixed(decimals)}\u00a0%`;
}

/** `3 January 2020` of `20200103`. */
export function dayText(date: string): string {
  const month = MONTHS[Number(date.slice(4, 6)) - 1];
  return `${Number(date.slice(6, 8))} ${month} ${date.slice(0, 4)}`;
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** `42 s`, `3 min 20 s`, `2 h 5 min`. */
export function timeText(seconds: number): string {
  if (seconds < 10) return `${decimal(seconds, 1)} s`;
  const rounded = Math.round(seconds);
  if (rounded < 60) return `${rounded} s`;
  if (rounded < 3600) return `${Math.floor(rounded / 60)} min ${rounded % 60} s`;
  return `${Math.floor(rounded / 3600)} h ${Math.floor((rounded % 3600) / 60)} min`;
}

/** For coordinates in drawings: short, and the same everywhere. */
export const coordinate = (value: number): string => String(Number(value.toFixed(2)));
