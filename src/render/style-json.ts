/** Styles as clients send them in JSON: the same members as `PointStyle`, each checked, all faults told at once. */
import { invalidRequest } from '../errors.js';
import { compileRamp } from './colour-ramp.js';
import { DEFAULT_SIZE } from './default-styles.js';
import { DRAW_ORDERS } from './draw-order.js';
import { type Fault, JsonMember } from './json-member.js';
import { paletteById, palettes } from './palette.js';
import { type PointStyle, STYLE_PROPERTIES } from './style.js';

const MAX_CLASSES = 64;
const MAX_RULES = 256;
/** With outline and halo a disc stays below what can be drawn, at twice the resolution too. */
const MAX_STYLE_RADIUS_PX = 16;
const MAX_RIM_PX = 4;

/**
 * Missing members take their defaults: size, opacity 1, order by magnitude for motion and ascending for the rest.
 * Throws `invalidRequest` with a JSON pointer for each fault.
 */
export function parseStyle(json: unknown): PointStyle {
  const faults: Fault[] = [];
  const reader = new JsonMember(json, '', faults);
  const style = styleOf(reader);
  if (faults.length === 0) refuseNarrowScale(style, reader);
  if (faults.length > 0) throw invalidRequest(faults);
  return style;
}

/** A palette has many stops, and between near limits float32 has no room for them: nothing could be drawn. */
function refuseNarrowScale({ scale }: PointStyle, reader: JsonMember): void {
  // Classes may touch, and have been looked at one by one.
  if (scale.type === 'classes') return;
  try {
    compileRamp(scale);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    reader.member('scale').fault(`expected limits that single precision tells apart: ${error.message}`);
  }
}

function styleOf(reader: JsonMember): PointStyle {
  reader.object([
    'id',
    'title',
    'description',
    'attribute',
    'scale',
    'noDataColour',
    'size',
    'opacity',
    'order',
    'outline',
    'halo',
    'cells',
  ]);
  const id = reader
    .member('id')
    .text({ pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, like: 'a name of letters, digits, ., _ and -' });
  const attribute = attributeOf(reader.member('attribute'));
  const isMotion =
    attribute.type === 'displacement' || attribute.name === 'mean_velocity' || attribute.name === 'acceleration';
  const [size, outline, halo, cells] = ['size', 'outline', 'halo', 'cells'].map((name) => reader.member(name));
  return {
    id,
    title: reader.member('title').isAbsent ? id : reader.member('title').text({ longest: 200 }),
    ...optional('description', reader.member('description'), (member) => member.text({ longest: 2000 })),
    attribute,
    scale: scaleOf(reader.member('scale')),
    ...optional('noDataColour', reader.member('noDataColour'), (member) => member.colour()),
    size: size.isAbsent ? DEFAULT_SIZE : sizeOf(size),
    opacity: reader.member('opacity').isAbsent ? 1 : reader.member('opacity').number(0, 1),
    order: reader.member('order').isAbsent
      ? isMotion
        ? 'magnitude'
        : 'ascending'
      : reader.member('order').oneOf(DRAW_ORDERS),
    ...optional('outline', outline, (member) => {
      member.object(['colour', 'widthPx']);
      return { colour: member.member('colour').colour(), widthPx: member.member('widthPx').number(0.1, MAX_RIM_PX) };
    }),
    ...optional('halo', halo, (member) => {
      member.object(['min', 'max', 'colour', 'widthPx']);
      return {
        ...rangeOf(member, true),
        colour: member.member('colour').colour(),
        widthPx: member.member('widthPx').number(0.1, MAX_RIM_PX),
      };
    }),
    ...optional('cells', cells, (member) => {
      member.object(['sizeM']);
      return { sizeM: member.member('sizeM').number(1, 100_000) };
    }),
  };
}

function attributeOf(reader: JsonMember): PointStyle['attribute'] {
  const type = reader
    .object(['type', 'name', 'from', 'to'])
    .member('type')
    .oneOf(['property', 'displacement'] as const);
  if (type === 'property') return { type, name: reader.member('name').oneOf(STYLE_PROPERTIES) };
  const [from, to] = [reader.member('from'), reader.member('to')];
  const dates = {
    ...optional('from', from, (member) => member.date()),
    ...optional('to', to, (member) => member.date()),
  };
  if (dates.from !== undefined && dates.to !== undefined && dates.from >= dates.to) {
    to.fault(`expected a date after ${dates.from}, got ${dates.to}`);
  }
  return { type: 'displacement', ...dates };
}

function scaleOf(reader: JsonMember): PointStyle['scale'] {
  const type = reader
    .object()
    .member('type')
    .oneOf(['palette', 'stops', 'classes'] as const);
  if (type === 'palette') {
    reader.object(['type', 'palette', 'min', 'max', 'reversed', 'classes']);
    const id = reader.member('palette').oneOf(palettes.map((palette) => palette.id));
    return {
      type,
      palette: paletteById(id)!.id,
      ...rangeOf(reader),
      ...optional('reversed', reader.member('reversed'), (member) => member.boolean()),
      ...optional('classes', reader.member('classes'), (member) => member.integer(2, MAX_CLASSES)),
    };
  }
  if (type === 'stops') {
    reader.object(['type', 'stops']);
    const stops = reader.member('stops').list(2, MAX_RULES, (item) => {
      item.object(['value', 'colour', 'label']);
      return { value: item.member('value').number(), colour: item.member('colour').colour(), ...labelOf(item) };
    });
    stops.slice(1).forEach(({ value }, index) => {
      if (Math.fround(value) <= Math.fround(stops[index].value)) {
        reader.member('stops').fault(`expected ascending values, got ${stops[index].value} before ${value}`);
      }
    });
    return { type, stops };
  }
  reader.object(['type', 'classes', 'otherwise']);
  const classes = reader.member('classes').list(1, MAX_RULES, (item) => {
    item.object(['min', 'max', 'includesMin', 'includesMax', 'colour', 'label']);
    const [min, max] = [item.member('min'), item.member('max')];
    const limits = {
      ...optional('min', min, (member) => member.number()),
      ...optional('max', max, (member) => member.number()),
    };
    if (limits.min !== undefined && limits.max !== undefined && limits.min > limits.max) {
      max.fault(`expected ${limits.min} or more, got ${limits.max}`);
    }
    return {
      ...limits,
      ...optional('includesMin', item.member('includesMin'), (member) => member.boolean()),
      ...optional('includesMax', item.member('includesMax'), (member) => member.boolean()),
      colour: item.member('colour').colour(),
      ...labelOf(item),
    };
  });
  return {
    type: 'classes',
    classes,
    ...optional('otherwise', reader.member('otherwise'), (member) => member.colour()),
  };
}

const labelOf = (item: JsonMember) =>
  optional('label', item.member('label'), (member) => member.text({ longest: 200 }));

function sizeOf(reader: JsonMember): PointStyle['size'] {
  const stops = reader
    .object(['stops'])
    .member('stops')
    .list(1, 32, (item) => {
      item.object(['zoom', 'radiusPx']);
      return {
        zoom: item.member('zoom').number(0, 30),
        radiusPx: item.member('radiusPx').number(0.5, MAX_STYLE_RADIUS_PX),
      };
    });
  stops.slice(1).forEach(({ zoom }, index) => {
    if (zoom <= stops[index].zoom)
      reader.member('stops').fault(`expected ascending zooms, got ${stops[index].zoom} before ${zoom}`);
  });
  return { stops };
}

function rangeOf(reader: JsonMember, allowsEqual = false): { min: number; max: number } {
  const range = { min: reader.member('min').number(), max: reader.member('max').number() };
  // What is no number has been told.
  if (Number.isNaN(range.min) || Number.isNaN(range.max)) return range;
  const isRange = allowsEqual ? range.max >= range.min : Math.fround(range.max) > Math.fround(range.min);
  if (!isRange) reader.member('max').fault(`expected more than min, ${range.min}, got ${range.max}`);
  return range;
}

function optional<Name extends string, T>(
  name: Name,
  member: JsonMember,
  read: (member: JsonMember) => T,
): { readonly [key in Name]?: T } {
  return member.isAbsent ? {} : ({ [name]: read(member) } as { [key in Name]: T });
}
