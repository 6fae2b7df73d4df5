/**
 * The palettes of the server, by name, low values first; in the order in which they are offered. The numbers are those of
 * the server's `render/palette.ts`, which names their sources: a style must look the same in both.
 */
export interface Palette {
  readonly id: string;
  readonly title: string;
  /** Of equal distance, `#rrggbb`. */
  readonly colours: readonly string[];
}

const palette = (id: string, title: string, colours: string): Palette => ({
  id,
  title,
  colours: colours.split(' ').map((digits) => `#${digits}`),
});

export const palettes: readonly Palette[] = [
  palette(
    'egms-rainbow',
    'EGMS rainbow, red to blue',
    'a50021 e3001b ff4d00 ff8c00 ffc800 e4f000 8be000 2fc62f 00c87a 00d0c8 00a8f0 0072f0 0040d8 0020a8 1a0078',
  ),
  palette(
    'rdylbu',
    'Red, yellow, blue',
    'a50026 d73027 f46d43 fdae61 fee090 ffffbf e0f3f8 abd9e9 74add1 4575b4 313695',
  ),
  palette('rdbu', 'Red, white, blue', '67001f b2182b d6604d f4a582 fddbc7 f7f7f7 d1e5f0 92c5de 4393c3 2166ac 053061'),
  palette(
    'roma',
    'Roma: brown, pale green, blue',
    '7e1700 8e3c0c 9d5818 a97223 b68c32 c4aa4a d0c971 d1e19f c1eac2 a1e4d4 78d2d7 52b8d0 399dc6 2b83bc 226ab1 184fa5 033198',
  ),
  palette(
    'vik',
    'Vik: blue, white, brown',
    '001261 022b71 034481 0c5e92 2f7ca6 609dbc 92bdd2 c5dbe5 ece5e1 e9cbb9 dcab8f cf8e68 c37243 b3531f 932e06 741506 590008',
  ),
  palette(
    'viridis',
    'Viridis: violet, green, yellow',
    '440154 482878 3e4a89 31688e 26828e 1f9e89 35b779 6ece58 b5de2b fde725',
  ),
  palette(
    'batlow',
    'Batlow: blue, green, pink',
    '011959 0d315d 114360 165262 226061 356a59 4d734d 667a3f 818232 a08a2b bf9035 db954c f29d6c fca891 fdb4b4 fcc0d6 faccfa',
  ),
  palette(
    'lajolla',
    'Lajolla: dark, red, pale yellow',
    '191900 271e08 372411 4c2b1c 663429 853d38 a64644 c54f4a d95f4e e1744f e58751 e99a52 edad54 f1c159 f7d972 fcef9f fffecb',
  ),
  palette(
    'bamako',
    'Bamako: dark green to sand',
    '003b47 083f43 10453e 194b38 255231 325b29 406420 516f16 627a0b 758401 8a8900 9f9108 b4a122 cab240 ddc465 efd58a ffe5ad',
  ),
];

export const paletteById = (id: string): Palette | undefined => palettes.find((each) => each.id === id);

/** Colour at a position from 0 (lowest) to 1 (highest), `#rrggbb`. */
export function colourAt({ colours }: Palette, position: number): string {
  const scaled = Math.min(1, Math.max(0, position)) * (colours.length - 1);
  const below = Math.min(colours.length - 2, Math.floor(scaled));
  const [low, high] = [channels(colours[below]), channels(colours[below + 1])];
  const mixed = low.map((value, i) => Math.round(value + (high[i] - value) * (scaled - below)));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

const channels = (colour: string): readonly number[] =>
  [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
