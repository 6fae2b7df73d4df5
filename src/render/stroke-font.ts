/**
 * Letters of our own, drawn as strokes: a server on a bare machine has no fonts, and legends must come out the same
 * everywhere. Latin letters, digits and the signs of units; accents are left off, other letters become boxes.
 *
 * A glyph is how far the next one stands off, and a path of SVG. Units: capitals are 10 high, the baseline is y = 0.
 */
const BOWL = 'M5.2-3.5C5.2-5.6 4.2-7 2.6-7S0-5.6 0-3.5S1 0 2.6 0S5.2-1.4 5.2-3.5';
const ARCH = 'M0-4.2C.3-5.9 1.3-7 2.7-7C4.1-7 4.9-6 4.9-4.4V0';
const CAPITAL_O = 'M4-10C1.6-10 0-8 0-5S1.6 0 4 0S8-2 8-5S6.4-10 4-10Z';
const CAPITAL_P = 'M0 0V-10H3.3C5.2-10 6.3-8.9 6.3-7.1S5.2-4.2 3.3-4.2H0';
const MINUS: Glyph = [8, 'M.4-4.6H6'];

type Glyph = readonly [advance: number, path: string];

const GLYPHS: Readonly<Record<string, Glyph>> = {
  ' ': [4, ''],
  '0': [8, 'M3-10C.8-10 0-8 0-5S.8 0 3 0S6-2 6-5S5.2-10 3-10Z'],
  '1': [8, 'M.9-8.2L3.4-10V0'],
  '2': [8, 'M.3-7.6C.3-9.2 1.4-10 3-10S5.7-9 5.7-7.3C5.7-5 2.5-3 0 0H6'],
  '3': [
    8,
    'M.2-8.6C.7-9.5 1.7-10 2.9-10C4.6-10 5.6-9.1 5.6-7.7S4.5-5.4 2.6-5.4C4.7-5.4 6-4.4 6-2.7S4.7 0 2.9 0C1.5 0 .5-.6 0-1.7',
  ],
  '4': [8, 'M4.6 0V-10L0-3H6.2'],
  '5': [8, 'M5.4-10H1L.5-5.4C1.1-6 1.9-6.4 3-6.4C4.8-6.4 6-5.1 6-3.2S4.7 0 2.9 0C1.5 0 .5-.6 0-1.6'],
  '6': [
    8,
    'M5.3-9.4C4.8-9.8 4.2-10 3.4-10C1.2-10 0-8 0-4.6C0-1.6 1.1 0 3 0S6-1.3 6-3.2S4.8-6.3 3.1-6.3C1.5-6.3 .4-5.4 0-4',
  ],
  '7': [8, 'M0-10H6L2 0'],
  '8': [
    8,
    'M3-5.4C1.4-5.4 .4-6.3 .4-7.7S1.4-10 3-10S5.6-9.1 5.6-7.7S4.6-5.4 3-5.4C1.2-5.4 0-4.3 0-2.7S1.2 0 3 0S6-1.1 6-2.7S4.8-5.4 3-5.4Z',
  ],
  '9': [
    8,
    'M.7-.6C1.2-.2 1.8 0 2.6 0C4.8 0 6-2 6-5.4C6-8.4 4.9-10 3-10S0-8.7 0-6.8S1.2-3.7 2.9-3.7C4.5-3.7 5.6-4.6 6-6',
  ],
  a: [7.4, `M5.2-7V0${BOWL}`],
  b: [7.4, 'M0-10V0M0-3.5C0-5.6 1-7 2.6-7S5.2-5.6 5.2-3.5S4.2 0 2.6 0S0-1.4 0-3.5'],
  c: [6.6, 'M4.8-5.7C4.3-6.5 3.6-7 2.7-7C1.1-7 0-5.6 0-3.5S1.1 0 2.7 0C3.6 0 4.3-.5 4.8-1.3'],
  d: [7.4, `M5.2-10V0${BOWL}`],
  e: [7, 'M0-3.8H5.1C5.1-5.8 4.1-7 2.6-7S0-5.6 0-3.5S1.1 0 2.7 0C3.7 0 4.5-.4 5-1.2'],
  f: [4.8, 'M4-9.8C3.7-9.9 3.4-10 3-10C2-10 1.4-9.4 1.4-8.2V0M0-6.8H3.4'],
  g: [7.4, `M5.2-7V.2C5.2 2 4.2 3 2.6 3C1.6 3 .9 2.7 .4 2.2${BOWL}`],
  h: [7, `M0-10V0${ARCH}`],
  i: [2.7, 'M.3-7V0M.3-9.6V-9.5'],
  j: [3.4, 'M1.2-7V1.2C1.2 2.4 .7 3-.3 3M1.2-9.6V-9.5'],
  k: [6.4, 'M0-10V0M4.6-7L0-2.6M1.8-4.2L4.9 0'],
  l: [2.7, 'M.3-10V0'],
  m: [10.2, 'M0-7V0M0-4.4C.2-6 1-7 2.2-7S4.1-6.1 4.1-4.6V0M4.1-4.4C4.3-6 5.1-7 6.3-7S8.2-6.1 8.2-4.6V0'],
  n: [7, `M0-7V0${ARCH}`],
  o: [7.4, 'M2.7-7C1.1-7 0-5.6 0-3.5S1.1 0 2.7 0S5.4-1.4 5.4-3.5S4.3-7 2.7-7Z'],
  p: [7.4, 'M0-7V3M0-3.5C0-5.6 1-7 2.6-7S5.2-5.6 5.2-3.5S4.2 0 2.6 0S0-1.4 0-3.5'],
  q: [7.4, `M5.2-7V3${BOWL}`],
  r: [4.6, 'M0-7V0M0-4C.3-5.9 1.3-7 2.9-6.9'],
  s: [6.4, 'M4.3-6C3.9-6.6 3.2-7 2.3-7C1.1-7 .3-6.4 .3-5.3C.3-3 4.6-4.2 4.6-1.8C4.6-.7 3.7 0 2.3 0C1.2 0 .4-.4 0-1.1'],
  t: [5, 'M1.4-9V-1.8C1.4-.6 1.9 0 2.8 0C3.2 0 3.5-.1 3.8-.2M0-6.8H3.6'],
  u: [7, 'M0-7V-2.6C0-1 .8 0 2.2 0C3.6 0 4.6-1.1 4.9-2.8M4.9-7V0'],
  v: [6.4, 'M0-7L2.5 0L5-7'],
  w: [9, 'M0-7L1.9 0L3.8-6.6L5.7 0L7.6-7'],
  x: [6.4, 'M0-7L4.8 0M4.8-7L0 0'],
  y: [6.6, 'M0-7L2.6-.2M5.1-7L2.2 .9C1.7 2.3 1.2 3 .1 2.9'],
  z: [6.6, 'M.2-7H4.8L0 0H5'],
  A: [8.8, 'M0 0L3.6-10L7.2 0M1.2-3.4H6'],
  B: [8.2, 'M0 0V-10H3.2C4.9-10 5.9-9.1 5.9-7.7S4.9-5.4 3.2-5.4H0H3.5C5.4-5.4 6.4-4.3 6.4-2.7S5.3 0 3.5 0Z'],
  C: [8.8, 'M7-7.9C6.3-9.2 5.2-10 3.9-10C1.6-10 0-8 0-5S1.6 0 3.9 0C5.2 0 6.3-.8 7-2.1'],
  D: [9, 'M0 0V-10H2.8C5.4-10 7-8.1 7-5S5.4 0 2.8 0Z'],
  E: [7.6, 'M5.6-10H0V0H5.8M0-5.3H4.8'],
  F: [7.2, 'M5.6-10H0V0M0-5.1H4.8'],
  G: [9.2, 'M6.9-8C6.2-9.2 5.1-10 3.8-10C1.6-10 0-8 0-5S1.6 0 3.8 0C5.7 0 7.1-1.4 7.2-4.6H4'],
  H: [8.8, 'M0-10V0M6.6-10V0M0-5.3H6.6'],
  I: [3, 'M.4-10V0'],
  J: [6.2, 'M4.2-10V-3C4.2-1 3.4 0 2 0C1 0 .3-.5 0-1.3'],
  K: [8, 'M0-10V0M6-10L0-3.6M2.4-6.1L6.5 0'],
  L: [7, 'M0-10V0H5.4'],
  M: [10.2, 'M0 0V-10L4-2.4L8-10V0'],
  N: [8.8, 'M0 0V-10L6.6 0V-10'],
  O: [10, CAPITAL_O],
  P: [7.8, CAPITAL_P],
  Q: [10, `${CAPITAL_O}M5-2.4L7.8 .6`],
  R: [8.2, `${CAPITAL_P}M3.2-4.2L6.6 0`],
  S: [8.2, 'M6-8.5C5.4-9.4 4.4-10 3.2-10C1.5-10 .4-9 .4-7.5C.4-4.2 6.4-6 6.4-2.6C6.4-1 5.1 0 3.3 0C1.8 0 .7-.7 0-1.9'],
  T: [8, 'M3.3-10V0M0-10H6.6'],
  U: [8.8, 'M0-10V-3.6C0-1.3 1.2 0 3.3 0S6.6-1.3 6.6-3.6V-10'],
  V: [8.4, 'M0-10L3.5 0L7-10'],
  W: [12, 'M0-10L2.6 0L5.2-9.4L7.8 0L10.4-10'],
  X: [8, 'M0-10L6.4 0M6.4-10L0 0'],
  Y: [8, 'M0-10L3.3-4.8L6.6-10M3.3-4.8V0'],
  Z: [8, 'M.2-10H6.2L0 0H6.4'],
  '.': [2.8, 'M.4-.2V-.1'],
  ',': [3, 'M.7-.2V.2L.1 1.7'],
  ':': [2.8, 'M.4-6.3V-6.2M.4-.2V-.1'],
  ';': [3, 'M.7-6.3V-6.2M.7-.2V.2L.1 1.7'],
  '!': [2.8, 'M.4-10V-3.2M.4-.2V-.1'],
  '?': [6.6, 'M0-8.2C.3-9.4 1.2-10 2.4-10C3.9-10 4.8-9.2 4.8-7.9C4.8-5.9 2.3-5.6 2.3-3.2M2.3-.2V-.1'],
  '-': [4.8, 'M0-3.8H3'],
  '\u2212': MINUS,
  '\u2013': MINUS,
  '\u2014': [11, 'M.4-4.6H9'],
  '+': [8, 'M.4-4.6H6M3.2-7.4V-1.8'],
  '=': [8, 'M.4-6.2H6M.4-3H6'],
  '<': [7.6, 'M5.6-8.2L.2-4.6L5.6-1'],
  '>': [7.6, 'M.2-8.2L5.6-4.6L.2-1'],
  '\u2264': [7.6, 'M5.6-9.4L.2-6L5.6-2.6M.2-.4H5.6'],
  '\u2265': [7.6, 'M.2-9.4L5.6-6L.2-2.6M.2-.4H5.6'],
  '\u00b1': [8, 'M.4-5.6H6M3.2-8.4V-2.8M.4-.4H6'],
  '(': [3.8, 'M2-11.4C.6-9.6 0-7.4 0-4.6S.6 .4 2 2.2'],
  ')': [3.8, 'M0-11.4C1.4-9.6 2-7.4 2-4.6S1.4 .4 0 2.2'],
  '[': [3.8, 'M2-11.4H0V2.2H2'],
  ']': [3.8, 'M0-11.4H2V2.2H0'],
  '/': [5.2, 'M3.6-10.6L0 1.2'],
  '|': [2.8, 'M.4-11.4V2.2'],
  _: [6.6, 'M0 1.8H5.2'],
  '%': [
    10.4,
    'M1.7-10C.6-10 0-9 0-7.6S.6-5.2 1.7-5.2S3.4-6.2 3.4-7.6S2.8-10 1.7-10ZM7-4.8C5.9-4.8 5.3-3.8 5.3-2.4S5.9 0 7 0S8.7-1 8.7-2.4S8.1-4.8 7-4.8ZM7-10L1.7 0',
  ],
  '#': [8, 'M2.2-9.4L1 -.6M5.4-9.4L4.2-.6M.4-6.6H6.4M0-3.4H6'],
  '&': [
    8.6,
    'M6.8-5C6.3-2 4.9 0 2.8 0C1.1 0 0-1 0-2.6C0-5.2 4.6-5.4 4.6-8C4.6-9.2 3.9-10 2.8-10C1.7-10 1-9.2 1-8.1C1-6.3 3.4-3.4 7 0',
  ],
  '*': [6, 'M2.2-10V-5.4M.2-8.9L4.2-6.5M4.2-8.9L.2-6.5'],
  "'": [2.8, 'M.4-10V-7.4'],
  '\u2019': [2.8, 'M.7-10L.2-7.6'],
  '"': [4.6, 'M.4-10V-7.4M2.4-10V-7.4'],
  '\u00b0': [5, 'M1.5-10.2C.6-10.2 0-9.5 0-8.7S.6-7.2 1.5-7.2S3-7.9 3-8.7S2.4-10.2 1.5-10.2Z'],
  '\u00b2': [4.8, 'M.1-10.2C.3-10.9 .8-11.2 1.5-11.2C2.4-11.2 2.9-10.7 2.9-9.9C2.9-8.8 1.2-8 0-6.4H3.1'],
  '\u00b7': [3.6, 'M.8-4.6V-4.5'],
  '\u2026': [8.4, 'M.4-.2V-.1M3.2-.2V-.1M6-.2V-.1'],
  '\u2192': [9.6, 'M0-4.6H7.4M4.8-7.2L7.4-4.6L4.8-2'],
};

const BOX: Glyph = [7, 'M0-9H5V0H0Z'];

/** Letters that no accent makes, in those that are nearest. */
const FOLDED: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  Ð: 'D',
  þ: 'th',
  Þ: 'Th',
  ı: 'i',
};

function glyphsOf(text: string): Glyph[] {
  // Accents stand apart after this, and are left off.
  const plain = text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .replace(/[^ -~]/gu, (letter) => FOLDED[letter] ?? letter);
  return Array.from(plain, (letter) => (Object.hasOwn(GLYPHS, letter) ? GLYPHS[letter] : BOX));
}

/** Width of a line of text whose capitals are `capPx` high. */
export function textWidthPx(text: string, capPx: number): number {
  return (glyphsOf(text).reduce((sum, [advance]) => sum + advance, 0) * capPx) / 10;
}

/** A line of text as SVG: a group of one stroked path per letter, starting at x, its baseline at y. */
export function textSvg(text: string, x: number, y: number, capPx: number): string {
  const scale = capPx / 10;
  let at = 0;
  const paths = glyphsOf(text).map(([advance, path]) => {
    const place = at;
    at += advance;
    return path && `<path transform="translate(${rounded(place)})" d="${path}"/>`;
  });
  return `<g transform="translate(${rounded(x)} ${rounded(y)}) scale(${rounded(scale)})">${paths.join('')}</g>`;
}

/** The text cut to fit, with an ellipsis. */
export function fittedText(text: string, capPx: number, widthPx: number): string {
  if (textWidthPx(text, capPx) <= widthPx) return text;
  const letters = Array.from(text);
  const first = (count: number) => letters.slice(0, count).join('');
  // Widths grow with every letter, so that halving finds the last one that fits: labels can be long, and legends full.
  let [fits, over] = [0, letters.length];
  while (over - fits > 1) {
    const middle = (fits + over) >> 1;
    if (textWidthPx(`${first(middle)}\u2026`, capPx) <= widthPx) fits = middle;
    else over = middle;
  }
  return `${first(fits).trimEnd()}\u2026`;
}

const rounded = (value: number) => String(Math.round(value * 1000) / 1000);
