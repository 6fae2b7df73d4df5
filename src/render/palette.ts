/**
 * The named palettes, low values first. Between the stops, which lie at equal distances, colours are interpolated.
 *
 * Sources: `vik`, `roma`, `batlow`, `lajolla`, `bamako` are 17 samples each of F. Crameri's Scientific colour maps 8
 * (doi:10.5281/zenodo.1243862), perceptually even and told apart with every kind of colour vision; `rdbu` and `rdylbu` are
 * the classes of C. Brewer's ColorBrewer 2.0; `viridis` is by S. van der Walt and N. Smith (CC0). `egms-rainbow` runs
 * through the hues of the EGMS Explorer's default legend in numbers of our own: familiar, but not safe for all eyes.
 */
import { colourOf, mixed, type Rgba } from './colour.js';

export type PaletteId = keyof typeof PALETTES;

export interface Palette {
  readonly id: PaletteId;
  readonly title: string;
  /** Diverging ones have a neutral middle, and belong on ranges that are even about a value that means nothing special. */
  readonly kind: 'diverging' | 'sequential';
  /** Told apart with every common kind of colour vision. */
  readonly isColourBlindSafe: boolean;
  readonly stops: readonly Rgba[];
}

type PaletteEntry = Omit<Palette, 'id' | 'stops'> & { readonly colours: string };

const PALETTES = {
  'egms-rainbow': {
    title: 'EGMS rainbow, red to blue',
    kind: 'diverging',
    isColourBlindSafe: false,
    colours: 'a50021 e3001b ff4d00 ff8c00 ffc800 e4f000 8be000 2fc62f 00c87a 00d0c8 00a8f0 0072f0 0040d8 0020a8 1a0078',
  },
  rdylbu: {
    title: 'Red, yellow, blue',
    kind: 'diverging',
    isColourBlindSafe: true,
    colours: 'a50026 d73027 f46d43 fdae61 fee090 ffffbf e0f3f8 abd9e9 74add1 4575b4 313695',
  },
  rdbu: {
    title: 'Red, white, blue',
    kind: 'diverging',
    isColourBlindSafe: true,
    colours: '67001f b2182b d6604d f4a582 fddbc7 f7f7f7 d1e5f0 92c5de 4393c3 2166ac 053061',
  },
  roma: {
    title: 'Roma: brown, pale green, blue',
    kind: 'diverging',
    isColourBlindSafe: true,
    colours:
      '7e1700 8e3c0c 9d5818 a97223 b68c32 c4aa4a d0c971 d1e19f c1eac2 a1e4d4 78d2d7 52b8d0 399dc6 2b83bc 226ab1 184fa5 033198',
  },
  vik: {
    title: 'Vik: blue, white, brown',
    kind: 'diverging',
    isColourBlindSafe: true,
    colours:
      '001261 022b71 034481 0c5e92 2f7ca6 609dbc 92bdd2 c5dbe5 ece5e1 e9cbb9 dcab8f cf8e68 c37243 b3531f 932e06 741506 590008',
  },
  viridis: {
    title: 'Viridis: violet, green, yellow',
    kind: 'sequential',
    isColourBlindSafe: true,
    colours: '440154 482878 3e4a89 31688e 26828e 1f9e89 35b779 6ece58 b5de2b fde725',
  },
  batlow: {
    title: 'Batlow: blue, green, pink',
    kind: 'sequential',
    isColourBlindSafe: true,
    colours:
      '011959 0d315d 114360 165262 226061 356a59 4d734d 667a3f 818232 a08a2b bf9035 db954c f29d6c fca891 fdb4b4 fcc0d6 faccfa',
  },
  lajolla: {
    title: 'Lajolla: dark, red, pale yellow',
    kind: 'sequential',
    isColourBlindSafe: true,
    colours:
      '191900 271e08 372411 4c2b1c 663429 853d38 a64644 c54f4a d95f4e e1744f e58751 e99a52 edad54 f1c159 f7d972 fcef9f fffecb',
  },
  bamako: {
    title: 'Bamako: dark green to sand',
    kind: 'sequential',
    isColourBlindSafe: true,
    colours:
      '003b47 083f43 10453e 194b38 255231 325b29 406420 516f16 627a0b 758401 8a8900 9f9108 b4a122 cab240 ddc465 efd58a ffe5ad',
  },
} as const satisfies Record<string, PaletteEntry>;

/** In the order in which a person should be offered them. */
export const palettes: readonly Palette[] = (Object.keys(PALETTES) as PaletteId[]).map((id) => {
  const { title, kind, isColourBlindSafe, colours } = PALETTES[id];
  return { id, title, kind, isColourBlindSafe, stops: colours.split(' ').map((digits) => colourOf(`#${digits}`)!) };
});

const byId = new Map<string, Palette>(palettes.map((palette) => [palette.id, palette]));

/** Undefined for a name that is not known. */
export const paletteById = (id: string): Palette | undefined => byId.get(id);

/** Colour at a position from 0 (lowest) to 1 (highest); outside, that of the end. */
export function paletteColour({ stops }: Palette, position: number): Rgba {
  const scaled = Math.min(1, Math.max(0, position)) * (stops.length - 1);
  const below = Math.min(stops.length - 2, Math.floor(scaled));
  return mixed(stops[below], stops[below + 1], scaled - below);
}
