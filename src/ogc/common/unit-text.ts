/** Units and numbers as people read them. */

const UNITS: Readonly<Record<string, string>> = {
  'mm/a': 'mm/yr',
  'mm/a2': 'mm/yr²',
  m2: 'm²',
  '10*-1.mm': '0.1 mm',
  deg: '°',
  '/km2': '/km²',
  '1': '',
};

/** `mm/a` to `mm/yr`; nothing for pure numbers. */
export const unitText = (unit: string | undefined): string => (unit === undefined ? '' : (UNITS[unit] ?? unit));

/** With a true minus sign. */
export const numberText = (number: string): string => number.replace(/^-/, '−');
