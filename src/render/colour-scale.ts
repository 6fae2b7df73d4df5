/** Which value has which colour, as a style says it. `colour-ramp.ts` makes the tables that pixels are painted from. */
import { colourOf, type Rgba } from './colour.js';
import { type PaletteId, paletteById, paletteColour } from './palette.js';

/** Colours are `#rrggbb` or `#rrggbbaa`. Values beyond the ends have the colour of the end. */
export type ColourScale = PaletteScale | StopScale | ClassScale;

export interface PaletteScale {
  readonly type: 'palette';
  readonly palette: PaletteId;
  readonly min: number;
  readonly max: number;
  /** The palette's high end at `min`. Default false. */
  readonly reversed?: boolean;
  /** Number of classes of equal width, 2 to 64; absent: continuous. */
  readonly classes?: number;
}

/** Colours at given values, ascending, and between them in proportion. */
export interface StopScale {
  readonly type: 'stops';
  readonly stops: readonly { readonly value: number; readonly colour: string; readonly label?: string }[];
}

/** Where classes overlap the later one wins, as rules painted one after another; values in none are not drawn. */
export interface ClassScale {
  readonly type: 'classes';
  readonly classes: readonly ColourClass[];
  /** Colour of values that lie in no class; absent: not drawn. */
  readonly otherwise?: string;
}

export interface ColourClass {
  /** Absent: without end on that side. */
  readonly min?: number;
  readonly max?: number;
  /** Whether the limit itself belongs to the class. Default: the lower one does, the upper one does not. */
  readonly includesMin?: boolean;
  readonly includesMax?: boolean;
  readonly colour: string;
  readonly label?: string;
}

/** A scale as legends show it: a band of colours between two values, or boxes. */
export type ScaleKey =
  | { readonly type: 'band'; readonly stops: readonly { readonly value: number; readonly colour: Rgba }[] }
  | { readonly type: 'boxes'; readonly boxes: readonly ScaleBox[] };

export interface ScaleBox {
  readonly min?: number;
  readonly max?: number;
  readonly colour: Rgba;
  readonly label?: string;
}

/** Throws RangeError for a palette or a colour that is not known; `style-json.ts` has checked those of clients before. */
export function scaleKey(scale: ColourScale): ScaleKey {
  if (scale.type === 'stops') {
    return { type: 'band', stops: scale.stops.map(({ value, colour }) => ({ value, colour: knownColour(colour) })) };
  }
  if (scale.type === 'classes') {
    const boxes: ScaleBox[] = scale.classes.map(({ min, max, colour, label }) => ({
      ...(min !== undefined && { min }),
      ...(max !== undefined && { max }),
      colour: knownColour(colour),
      ...(label !== undefined && { label }),
    }));
    if (scale.otherwise !== undefined) boxes.push({ colour: knownColour(scale.otherwise), label: 'other' });
    return { type: 'boxes', boxes };
  }
  if (scale.classes !== undefined) return { type: 'boxes', boxes: paletteClasses(scale, scale.classes) };
  return { type: 'band', stops: paletteStops(scale) };
}

function paletteStops({ palette: id, min, max, reversed = false }: PaletteScale) {
  const { stops } = knownPalette(id);
  const last = stops.length - 1;
  return stops.map((_, index) => ({
    // The last one exactly, or a value at the end would lie beyond it.
    value: index === last ? max : min + ((max - min) * index) / last,
    colour: stops[reversed ? last - index : index],
  }));
}

/** Classes of equal width; the outer ones also hold what lies beyond the range. */
function paletteClasses({ palette: id, min, max, reversed = false }: PaletteScale, count: number): ScaleBox[] {
  const palette = knownPalette(id);
  const edge = (index: number) => roundOff(min + ((max - min) * index) / count, max - min);
  return Array.from({ length: count }, (_, index) => {
    const position = index / (count - 1);
    return {
      ...(index > 0 && { min: edge(index) }),
      ...(index < count - 1 && { max: edge(index + 1) }),
      colour: paletteColour(palette, reversed ? 1 - position : position),
    };
  });
}

/** 0.1 + 0.2 is 0.3: twelve digits of the range are kept. */
const roundOff = (value: number, span: number): number => {
  const unit = 10 ** (Math.floor(Math.log10(span)) - 11);
  return unit < 1 ? Math.round(value / unit) / Math.round(1 / unit) : Math.round(value / unit) * unit;
};

export function knownColour(text: string): Rgba {
  const colour = colourOf(text);
  if (!colour) throw new RangeError(`expected a colour like #c53a2f, got ${text}`);
  return colour;
}

function knownPalette(id: string) {
  const palette = paletteById(id);
  if (!palette) throw new RangeError(`expected a known palette, got ${id}`);
  return palette;
}
