/** What colours mean: as data, and as a picture in SVG that needs no fonts. */
import { colourText } from './colour.js';
import { type ScaleBox, scaleKey } from './colour-scale.js';
import { type Legend, type LegendPicture, layOutLegend } from './legend-layout.js';
import { type PointStyle, unitOf } from './style.js';

export type { Legend, LegendPicture };

export interface LegendOptions {
  /** Default: the style's. */
  readonly title?: string;
  readonly ends?: readonly [low: string, high: string];
  /** `panel` (default): on a light plate; `transparent`: letters with a light rim, readable on anything. */
  readonly ground?: 'panel' | 'transparent';
}

export function legendOf(style: PointStyle, { title = style.title, ends }: LegendOptions = {}): Legend {
  return {
    title,
    unit: unitOf(style.attribute),
    ...(ends && { ends }),
    key: scaleKey(style.scale),
    ...(style.noDataColour !== undefined && { noData: style.noDataColour }),
    ...(style.halo && { halo: style.halo }),
  };
}

/** The legend as JSON, colours as `#rrggbb`. */
export function legendJson(style: PointStyle, options: LegendOptions = {}): Readonly<Record<string, unknown>> {
  const { title, unit, ends, key, noData, halo } = legendOf(style, options);
  return {
    style: style.id,
    title,
    attribute: style.attribute,
    unit,
    ...(ends && { ends: { low: ends[0], high: ends[1] } }),
    type: key.type === 'band' ? 'continuous' : 'classes',
    ...(key.type === 'band'
      ? { stops: key.stops.map(({ value, colour }) => ({ value, colour: colourText(colour) })) }
      : {
          classes: key.boxes.map((box) => ({ ...box, colour: colourText(box.colour), label: boxLabel(box) })),
        }),
    ...(noData !== undefined && { noDataColour: noData }),
    ...(halo && { halo }),
  };
}

/** `< −5`, `−5 to 5`, `≥ 5`. */
export function boxLabel({ min, max, label }: ScaleBox): string {
  if (label !== undefined) return label;
  if (min === undefined && max === undefined) return 'all';
  if (min === undefined) return `< ${numberLabel(max!)}`;
  if (max === undefined) return `\u2265 ${numberLabel(min)}`;
  // Three digits of the width of a class say enough of its limits.
  const decimals = max > min ? Math.min(12, Math.max(0, 2 - Math.floor(Math.log10(max - min)))) : 12;
  const text = (limit: number) => numberLabel(Number(limit.toFixed(decimals)));
  return min === max ? text(min) : `${text(min)} to ${text(max)}`;
}

/** At most four digits behind the leading zeros, six in all, with a real minus. */
export function numberLabel(value: number): string {
  const digits = Math.abs(value) < 100 ? 4 : 6;
  return String(Number(value.toPrecision(digits))).replace('-', '\u2212');
}

export function legendSvg(style: PointStyle, options: LegendOptions = {}): LegendPicture {
  return layOutLegend(legendOf(style, options), { boxLabel, numberLabel, ground: options.ground ?? 'panel' });
}
