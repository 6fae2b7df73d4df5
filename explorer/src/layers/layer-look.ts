/** What a layer looks like: from the server's style, or from the colours that a person has chosen. Pure. */
import type { Attribute, StyleDocument } from '../server/documents.js';
import type { ColourChoice, LayerState } from '../state/state.js';
import { type Expression, firstZoomOf } from './filters.js';
import { colourAt, paletteById, palettes } from './palettes.js';

export interface Stop {
  readonly value: number;
  readonly colour: string;
}

export interface LayerLook {
  /** `displacement`, or an attribute of the features. */
  readonly attribute: string;
  readonly title: string;
  readonly unit: string;
  /** In the order of their values: colours at values, or with `isSteps` from each value on. */
  readonly stops: readonly Stop[];
  readonly isSteps: boolean;
  readonly colour: unknown;
  readonly radius: unknown;
  readonly sortKey?: unknown;
  /** Features carry the attribute from this zoom on. */
  readonly fromZoom: number;
  /** Style of the server in which it draws what features do not carry. */
  readonly pictureStyle?: string;
}

/** What is known of the style that a layer uses. */
export interface KnownStyle {
  readonly document: StyleDocument;
  /** Paint and layout of its MapLibre form; absent where it has none. */
  readonly circle?: { readonly paint: Record<string, unknown>; readonly layout?: Record<string, unknown> };
}

const RADIUS: Expression = ['interpolate', ['linear'], ['zoom'], 7, 1.4, 11, 2.1, 13, 2.8, 15, 4.5, 17, 7];
const NO_DATA = '#9aa5ab';
const UNIT_NAMES: Readonly<Record<string, string>> = {
  'mm/a': 'mm/yr',
  'mm/a2': 'mm/yr²',
  deg: '°',
  '1': '',
  m2: 'm²',
  '/km2': '/km²',
};

export const unitName = (ucum: string | undefined): string => (ucum === undefined ? '' : (UNIT_NAMES[ucum] ?? ucum));

export function lookOf(
  layer: LayerState,
  style: KnownStyle | undefined,
  attributes: readonly Attribute[],
  date?: string,
): LayerLook {
  const look = layer.colour && date === undefined ? chosenLook(layer.colour) : styleLook(style);
  const attribute = attributes.find(({ name }) => name === look.attribute);
  const unit = look.attribute === 'displacement' ? 'mm' : unitName(attribute?.unit);
  return {
    ...look,
    title: look.title || attribute?.title || look.attribute,
    unit,
    radius: scaledRadius(style?.circle?.paint['circle-radius'] ?? RADIUS, layer.pointSize),
  };
}

type Half = Omit<LayerLook, 'unit' | 'radius'>;

function chosenLook(choice: ColourChoice): Half {
  const { attribute, classes } = choice;
  const stops = choiceStops(choice);
  return {
    attribute,
    title: '',
    stops,
    isSteps: classes > 0,
    colour: colourExpression(attribute, stops, classes > 0),
    sortKey: orderExpression(choice),
    fromZoom: firstZoomOf(attribute),
  };
}

/** Continuous: the palette's own colours over the range. Classes: as many equal steps, each in the colour of its middle. */
export function choiceStops({ palette: id, reversed, min, max, classes }: ColourChoice): readonly Stop[] {
  const palette = paletteById(id) ?? palettes[0];
  const count = classes > 0 ? classes : palette.colours.length;
  return Array.from({ length: count }, (_, i) => {
    const share = classes > 0 ? i / count : i / (count - 1);
    const position = classes > 0 ? (count === 1 ? 0.5 : i / (count - 1)) : share;
    return { value: min + (max - min) * share, colour: colourAt(palette, reversed ? 1 - position : position) };
  });
}

/** Each step is drawn by itself, tile by tile. */
const ORDER_STEPS = 8;

/** The largest of either sign on top. */
function orderExpression({ attribute, min, max }: ColourChoice): Expression {
  const span = Math.max(Math.abs(min), Math.abs(max));
  const steps = Array.from({ length: ORDER_STEPS - 1 }, (_, i) => [(span * (i + 1)) / ORDER_STEPS, i + 1]);
  return ['step', ['abs', ['to-number', ['get', attribute], 0]], 0, ...steps.flat()];
}

function colourExpression(attribute: string, stops: readonly Stop[], isSteps: boolean): Expression {
  const value = valueExpression(attribute);
  const known = isSteps
    ? ['step', value, stops[0].colour, ...stops.slice(1).flatMap(({ value: from, colour }) => [from, colour])]
    : ['interpolate', ['linear'], value, ...stops.flatMap(({ value: at, colour }) => [at, colour])];
  return ['case', ['has', attribute], known, NO_DATA];
}

/** A cell is one feature for many points: it takes their mean. */
const valueExpression = (attribute: string): Expression =>
  attribute === 'mean_velocity'
    ? ['to-number', ['coalesce', ['get', 'velocity_mean'], ['get', 'mean_velocity']]]
    : ['to-number', ['get', attribute]];

function styleLook(style: KnownStyle | undefined): Half {
  if (!style) return { attribute: '', title: '', stops: [], isSteps: false, colour: NO_DATA, fromZoom: 0 };
  const { document, circle } = style;
  const isDisplacement = document.attribute.type === 'displacement';
  const attribute = isDisplacement ? 'displacement' : (document.attribute.name ?? '');
  const given = circle?.paint['circle-color'];
  const read = given === undefined ? undefined : readStops(given);
  const stops = read?.stops ?? scaleStops(document.scale);
  const fromZoom = isDisplacement ? Number.POSITIVE_INFINITY : firstZoomOf(attribute);
  return {
    attribute,
    title: document.title,
    stops,
    isSteps: read?.isSteps ?? false,
    colour: attribute === 'mean_velocity' && read ? read.withInput(valueExpression(attribute)) : (given ?? NO_DATA),
    sortKey: circle?.layout?.['circle-sort-key'],
    fromZoom,
    pictureStyle: fromZoom === 0 ? undefined : document.id,
  };
}

function scaleStops(scale: StyleDocument['scale']): readonly Stop[] {
  const { palette, min, max, reversed = false, classes } = scale;
  if (scale.type !== 'palette' || !palette || min === undefined || max === undefined) return [];
  const steps = typeof classes === 'number' ? classes : 0;
  return choiceStops({ attribute: '', palette, min, max, reversed, classes: steps });
}

interface ReadStops {
  readonly stops: readonly Stop[];
  readonly isSteps: boolean;
  readonly withInput: (input: Expression) => Expression;
}

/** Stops of `interpolate` or `step`, alone or inside of a `case` for what has no value. */
function readStops(expression: unknown): ReadStops | undefined {
  if (!Array.isArray(expression)) return undefined;
  const [operator, ...rest] = expression as [string, ...unknown[]];
  if (operator === 'interpolate') {
    const [kind, , ...pairs] = rest;
    return { stops: pairsOf(pairs), isSteps: false, withInput: (input) => [operator, kind, input, ...pairs] };
  }
  if (operator === 'step') {
    const [, first, ...pairs] = rest;
    const stops = pairsOf(pairs);
    const start = { value: stops[0]?.value ?? 0, colour: String(first) };
    return { stops: [start, ...stops], isSteps: true, withInput: (input) => [operator, input, first, ...pairs] };
  }
  if (operator !== 'case') return undefined;
  const at = rest.findIndex((part) => readStops(part) !== undefined);
  const inner = at < 0 ? undefined : readStops(rest[at]);
  return inner && { ...inner, withInput: (input) => [operator, ...rest.with(at, inner.withInput(input))] };
}

const pairsOf = (pairs: readonly unknown[]): readonly Stop[] =>
  Array.from({ length: pairs.length >> 1 }, (_, i) => ({
    value: Number(pairs[2 * i]),
    colour: String(pairs[2 * i + 1]),
  }));

function scaledRadius(radius: unknown, factor: number): unknown {
  if (typeof radius === 'number') return radius * factor;
  if (factor === 1 || !Array.isArray(radius) || radius[0] !== 'interpolate') return radius;
  return radius.map((part, i) => (i > 3 && i % 2 === 0 && typeof part === 'number' ? part * factor : part));
}
