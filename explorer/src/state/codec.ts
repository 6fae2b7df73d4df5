/**
 * The state as the fragment of an address, and back: `#v=1&map=14/44.63/11.61&layer=l2b-ascending-2020-2024;o=0.8`.
 *
 * Written to be typed and linked to by hand: everything is optional. Version 1 is read for good; a later version must get a
 * number of its own. Reading never fails: what makes no sense is left out and told.
 */
import {
  type ColourChoice,
  type ExplorerState,
  initialState,
  type LayerState,
  MOST_POINTS,
  newLayer,
  type PointRef,
  type RangeFilter,
  type View,
} from './state.js';

const VERSION = 1;
/** Above this an address is no longer passed on by everything between people. */
const MOST_LAYERS = 64;

export interface Decoded {
  readonly state: ExplorerState;
  /** What could not be read, in the words of the address. */
  readonly problems: readonly string[];
}

export function encodeState(state: ExplorerState): string {
  const parts = [`v=${VERSION}`];
  const add = (name: string, value: string | undefined) => value !== undefined && parts.push(`${name}=${value}`);
  add('map', state.view && encodeView(state.view));
  if (state.projection === 'globe') add('globe', '1');
  add('base', state.basemap && escaped(state.basemap));
  if (state.terrain) add('terrain', '1');
  if (state.threeD) add('3d', '1');
  if (state.layers?.length === 0) add('layer', '');
  for (const layer of state.layers ?? []) add('layer', encodeLayer(layer));
  for (const { collection, pid } of state.points) add('point', `${escaped(collection)};${escaped(pid)}`);
  if (state.detrend) add('detrend', '1');
  if (state.difference) add('difference', '1');
  add('date', state.date);
  add('panel', state.panel && escaped(state.panel));
  for (const [name, value] of Object.entries(state.tools)) {
    if (value !== undefined) add(`tool.${escaped(name)}`, escaped(JSON.stringify(value)));
  }
  return `#${parts.join('&')}`;
}

export function decodeState(fragment: string): Decoded {
  const problems: string[] = [];
  const draft: { -readonly [Name in keyof ExplorerState]: ExplorerState[Name] } = { ...initialState };
  const layers: LayerState[] = [];
  const points: PointRef[] = [];
  const tools = new Map<string, unknown>();
  let hasLayers = false;
  for (const part of fragment.replace(/^#/, '').split('&')) {
    if (part === '') continue;
    const [name, value] = halves(part, '=');
    const wrong = () => problems.push(unescaped(part) ?? part);
    if (name === 'v') {
      if (value !== String(VERSION)) return { state: initialState, problems: [part] };
    } else if (name === 'map') {
      draft.view = decodeView(value);
      if (!draft.view) wrong();
    } else if (name === 'globe') draft.projection = value === '1' ? 'globe' : 'mercator';
    else if (name === 'base') draft.basemap = unescaped(value);
    else if (name === 'terrain') draft.terrain = value === '1';
    else if (name === '3d') draft.threeD = value === '1';
    else if (name === 'detrend') draft.detrend = value === '1';
    else if (name === 'difference') draft.difference = value === '1';
    else if (name === 'panel') draft.panel = unescaped(value);
    else if (name === 'date') {
      if (/^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))) draft.date = value;
      else wrong();
    } else if (name === 'layer') {
      hasLayers = true;
      const layer = value === '' ? undefined : decodeLayer(value, problems);
      const isNew =
        layer && layers.length < MOST_LAYERS && !layers.some(({ collection }) => collection === layer.collection);
      if (isNew) layers.push(layer);
      else if (value !== '') wrong();
    } else if (name === 'point') {
      const [collection, pid] = value.split(';').map(unescaped);
      if (collection && pid && points.length < MOST_POINTS) points.push({ collection, pid });
      else wrong();
    } else if (name.startsWith('tool.')) {
      const tool = unescaped(name.slice(5));
      const content = parsedJson(unescaped(value));
      if (tool && content !== undefined) tools.set(tool, content);
      else wrong();
    } else wrong();
  }
  return {
    state: { ...draft, layers: hasLayers ? layers : undefined, points, tools: Object.fromEntries(tools) },
    problems,
  };
}

function encodeView({ longitude, latitude, zoom, bearing, pitch }: View): string {
  // Digits that a screen can tell apart: a pixel is 360 / (512 * 2^zoom) degrees.
  const digits = Math.min(7, Math.max(2, Math.ceil(zoom * 0.301) + 3));
  const numbers = [trimmed(zoom, 2), trimmed(latitude, digits), trimmed(longitude, digits)];
  if (bearing !== 0 || pitch !== 0) numbers.push(trimmed(bearing, 1), trimmed(pitch, 1));
  return numbers.join('/');
}

function decodeView(text: string): View | undefined {
  const [zoom, latitude, longitude, bearing = 0, pitch = 0] = text.split('/').map(numberOf);
  const isPlace = within(zoom, 0, 24) && within(latitude, -90, 90) && within(longitude, -540, 540);
  if (!isPlace || !within(bearing, -360, 360) || !within(pitch, 0, 85)) return undefined;
  return { longitude: longitude!, latitude: latitude!, zoom: zoom!, bearing: bearing!, pitch: pitch! };
}

function encodeLayer(layer: LayerState): string {
  const parts = [escaped(layer.collection)];
  if (!layer.visible) parts.push('off');
  if (layer.opacity !== 1) parts.push(`o=${trimmed(layer.opacity, 2)}`);
  if (layer.pointSize !== 1) parts.push(`size=${trimmed(layer.pointSize, 2)}`);
  if (layer.style) parts.push(`style=${escaped(layer.style)}`);
  if (layer.colour) parts.push(`c=${encodeColour(layer.colour)}`);
  for (const { attribute, min, max } of layer.filters) parts.push(`f=${escaped(attribute)},${min ?? ''},${max ?? ''}`);
  return parts.join(';');
}

function decodeLayer(text: string, problems: string[]): LayerState | undefined {
  const [id, ...options] = text.split(';');
  const collection = unescaped(id);
  if (!collection) return undefined;
  const layer: { -readonly [Name in keyof LayerState]: LayerState[Name] } = newLayer(collection);
  const filters: RangeFilter[] = [];
  for (const option of options) {
    const [name, value] = halves(option, '=');
    const isRead = readOption(layer, filters, name, value);
    if (!isRead) problems.push(`${collection}: ${unescaped(option) ?? option}`);
  }
  return { ...layer, filters };
}

function readOption(
  layer: { -readonly [Name in keyof LayerState]: LayerState[Name] },
  filters: RangeFilter[],
  name: string,
  value: string,
): boolean {
  const number = numberOf(value);
  if (name === 'off') layer.visible = false;
  else if (name === 'o' && within(number, 0, 1)) layer.opacity = number!;
  else if (name === 'size' && within(number, 0.1, 10)) layer.pointSize = number!;
  else if (name === 'style' && unescaped(value)) layer.style = unescaped(value);
  else if (name === 'c') {
    const colour = decodeColour(value);
    if (!colour) return false;
    layer.colour = colour;
  } else if (name === 'f') {
    const filter = decodeFilter(value);
    if (!filter) return false;
    filters.push(filter);
  } else return false;
  return true;
}

const encodeColour = ({ attribute, palette, min, max, classes, reversed }: ColourChoice): string =>
  [escaped(attribute), escaped(palette), min, max, classes, ...(reversed ? ['r'] : [])].join(',');

function decodeColour(text: string): ColourChoice | undefined {
  const [name, paletteName, low, high, steps, turn] = text.split(',');
  const [attribute, palette] = [unescaped(name), unescaped(paletteName ?? '')];
  const [min, max, classes] = [numberOf(low), numberOf(high), numberOf(steps)];
  if (!attribute || !palette || min === undefined || max === undefined || min >= max) return undefined;
  if (!within(classes, 0, 32) || !Number.isInteger(classes)) return undefined;
  return { attribute, palette, min, max, classes: classes!, reversed: turn === 'r' };
}

function decodeFilter(text: string): RangeFilter | undefined {
  const [name, low = '', high = ''] = text.split(',');
  const attribute = unescaped(name);
  const [min, max] = [numberOf(low), numberOf(high)];
  if (!attribute || (low !== '' && min === undefined) || (high !== '' && max === undefined)) return undefined;
  return { attribute, ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}

/** Readable where an address allows it. */
const escaped = (text: string): string => encodeURIComponent(text).replace(/%(3A|2F|40|24)/g, decodeURIComponent);

function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function parsedJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function halves(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + mark.length)];
}

function numberOf(text: string | undefined): number | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}

const within = (value: number | undefined, min: number, max: number): boolean =>
  value !== undefined && value >= min && value <= max;

const trimmed = (value: number, digits: number): string => String(Number(value.toFixed(digits)));
