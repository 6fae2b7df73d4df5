/** Where the parts of a legend stand: title, then a band with ticks or a box for each class, then what is special. */
import { colourText, type Rgba } from './colour.js';
import type { ScaleBox, ScaleKey } from './colour-scale.js';
import { fittedText, textSvg, textWidthPx } from './stroke-font.js';
import type { PointStyle } from './style.js';
import { tickValues } from './ticks.js';

export interface Legend {
  readonly title: string;
  /** Empty for what has none. */
  readonly unit: string;
  /** What the low and the high end mean, when the caller knows: `away`, `towards satellite`. */
  readonly ends?: readonly [low: string, high: string];
  readonly key: ScaleKey;
  readonly noData?: string;
  readonly halo?: PointStyle['halo'];
}

export interface LegendPicture {
  /** Drawn when it is asked for: many want to know no more than the size. */
  readonly svg: string;
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface LegendManner {
  readonly ground: 'panel' | 'transparent';
  readonly boxLabel: (box: ScaleBox) => string;
  readonly numberLabel: (value: number) => string;
}

const PADDING_PX = 10;
const TITLE_CAP_PX = 9;
const CAP_PX = 8;
const LINE_PX = 19;
const BAND = { widthPx: 220, heightPx: 14 };
const BOX = { widthPx: 20, heightPx: 13, gapPx: 9 };
const MAX_WIDTH_PX = 420;

/** Ink on light ground; grey for what is said beside. */
const INK = '#1d2730';
const FAINT_INK = '#55636f';

interface Line {
  readonly text: string;
  /** Where it is cut; absent: not at all. */
  readonly withinPx?: number;
  readonly x: number;
  readonly y: number;
  readonly capPx: number;
  readonly colour: string;
}

export function layOutLegend(legend: Legend, manner: LegendManner): LegendPicture {
  const shapes: string[] = [];
  const lines: Line[] = [];
  const innerPx = innerWidthPx(legend, manner);
  const title = fittedText(legend.title, TITLE_CAP_PX, innerPx);
  let y = PADDING_PX + TITLE_CAP_PX + 1;
  lines.push({ text: title, x: PADDING_PX, y, capPx: TITLE_CAP_PX, colour: INK });
  if (legend.unit && title === legend.title) {
    const x = PADDING_PX + textWidthPx(`${title} `, TITLE_CAP_PX) + 2;
    const fits = x + textWidthPx(legend.unit, CAP_PX) <= PADDING_PX + innerPx;
    if (fits) lines.push({ text: legend.unit, x, y, capPx: CAP_PX, colour: FAINT_INK });
  }
  y += 10;
  if (legend.key.type === 'band') y = band(legend, legend.key.stops, manner, y, shapes, lines);
  else y = boxes(legend.key.boxes, manner, innerPx, y, shapes, lines);
  for (const { sample, text } of extras(legend, manner)) {
    shapes.push(sample(PADDING_PX, y));
    lines.push({ text, withinPx: innerPx - BOX.widthPx - BOX.gapPx, ...besideBox(y) });
    y += LINE_PX;
  }
  const widthPx = Math.ceil(innerPx + 2 * PADDING_PX);
  const heightPx = Math.ceil(y + PADDING_PX - 4);
  return {
    widthPx,
    heightPx,
    get svg() {
      return document(widthPx, heightPx, manner.ground, shapes, lines.map(fitted));
    },
  };
}

const fitted = ({ text, withinPx, ...line }: Line): Line => ({
  ...line,
  text: withinPx === undefined ? text : fittedText(text, line.capPx, withinPx),
});

function innerWidthPx(legend: Legend, manner: LegendManner): number {
  const { title, unit, key } = legend;
  const titlePx = textWidthPx(`${title} `, TITLE_CAP_PX) + 2 + textWidthPx(unit, CAP_PX);
  const labels = [
    ...(key.type === 'boxes' ? key.boxes.map(manner.boxLabel) : []),
    ...extras(legend, manner).map(({ text }) => text),
  ];
  let widest = Math.max(key.type === 'band' ? BAND.widthPx : 90, titlePx);
  for (const label of labels) {
    if (widest >= MAX_WIDTH_PX) return MAX_WIDTH_PX;
    widest = Math.max(widest, BOX.widthPx + BOX.gapPx + textWidthPx(label, CAP_PX));
  }
  return Math.min(MAX_WIDTH_PX, widest);
}

function band(
  { ends }: Legend,
  stops: readonly { readonly value: number; readonly colour: Rgba }[],
  { numberLabel }: LegendManner,
  top: number,
  shapes: string[],
  lines: Line[],
): number {
  const [min, max] = [stops[0].value, stops[stops.length - 1].value];
  const xOf = (value: number) => PADDING_PX + ((value - min) / (max - min)) * BAND.widthPx;
  const offsets = stops.map(
    ({ value, colour }) =>
      `<stop offset="${round((value - min) / (max - min))}" stop-color="${opaque(colour)}" stop-opacity="${round(colour[3] / 255)}"/>`,
  );
  shapes.push(
    `<defs><linearGradient id="band">${offsets.join('')}</linearGradient></defs>`,
    `<rect x="${PADDING_PX}" y="${top}" width="${BAND.widthPx}" height="${BAND.heightPx}" fill="url(#band)"/>`,
    `<rect x="${PADDING_PX + 0.5}" y="${top + 0.5}" width="${BAND.widthPx - 1}" height="${BAND.heightPx - 1}" fill="none" stroke="${INK}" stroke-opacity="0.35"/>`,
  );
  let y = top + BAND.heightPx;
  let freeFrom = -Infinity;
  for (const value of tickValues(min, max)) {
    const text = numberLabel(value);
    const width = textWidthPx(text, CAP_PX) - 1.5;
    // Centred under its tick, but not out of the band.
    const x = Math.min(PADDING_PX + BAND.widthPx - width, Math.max(PADDING_PX, xOf(value) - width / 2));
    const tickX = Math.min(PADDING_PX + BAND.widthPx - 0.5, Math.max(PADDING_PX + 0.5, xOf(value)));
    shapes.push(`<path d="M${round(tickX)} ${y}v4" stroke="${INK}" stroke-opacity="0.7"/>`);
    if (x < freeFrom) continue;
    lines.push({ text, x, y: y + 7 + CAP_PX, capPx: CAP_PX, colour: INK });
    freeFrom = x + width + 6;
  }
  y += 7 + CAP_PX + 7;
  if (!ends) return y;
  const [low, high] = ends.map((end) => fittedText(end, CAP_PX, BAND.widthPx / 2 - 6));
  const faint = { y: y + CAP_PX, capPx: CAP_PX, colour: FAINT_INK };
  lines.push({ text: low, x: PADDING_PX, ...faint });
  lines.push({ text: high, x: PADDING_PX + BAND.widthPx - textWidthPx(high, CAP_PX) + 1.5, ...faint });
  return y + CAP_PX + 8;
}

function boxes(
  all: readonly ScaleBox[],
  { boxLabel }: LegendManner,
  innerPx: number,
  top: number,
  shapes: string[],
  lines: Line[],
): number {
  // The highest on top, as on a map's scale of heights.
  [...all].reverse().forEach((box, index) => {
    const y = top + index * LINE_PX;
    shapes.push(boxShape(PADDING_PX, y, box.colour));
    lines.push({ text: boxLabel(box), withinPx: innerPx - BOX.widthPx - BOX.gapPx, ...besideBox(y) });
  });
  return top + all.length * LINE_PX;
}

const besideBox = (y: number) => ({
  x: PADDING_PX + BOX.widthPx + BOX.gapPx,
  y: y + (BOX.heightPx + CAP_PX) / 2,
  capPx: CAP_PX,
  colour: INK,
});

const boxShape = (x: number, y: number, colour: Rgba): string =>
  `<rect x="${x + 0.5}" y="${y + 0.5}" width="${BOX.widthPx - 1}" height="${BOX.heightPx - 1}" rx="2" fill="${opaque(colour)}" fill-opacity="${round(colour[3] / 255)}" stroke="${INK}" stroke-opacity="0.35"/>`;

interface Extra {
  readonly sample: (x: number, y: number) => string;
  readonly text: string;
}

/** What stands below the colours: points without value, and points that a halo picks out. */
function extras({ noData, halo, unit }: Legend, { numberLabel }: LegendManner): Extra[] {
  const disc = (x: number, y: number, fill: string, rim: string, width: number) =>
    `<circle cx="${x + BOX.widthPx / 2}" cy="${y + BOX.heightPx / 2}" r="5" fill="${fill}" stroke="${rim}" stroke-width="${width}"/>`;
  return [
    ...(halo
      ? [
          {
            sample: (x: number, y: number) => disc(x, y, '#b8c1c8', halo.colour.slice(0, 7), Math.min(3, halo.widthPx)),
            text: `${numberLabel(halo.min)} to ${numberLabel(halo.max)}${unit && ` ${unit}`}`,
          },
        ]
      : []),
    ...(noData
      ? [{ sample: (x: number, y: number) => disc(x, y, noData.slice(0, 7), INK, 0.5), text: 'no value' }]
      : []),
  ];
}

function document(
  widthPx: number,
  heightPx: number,
  ground: LegendManner['ground'],
  shapes: readonly string[],
  lines: readonly Line[],
): string {
  const letters = lines.map(
    ({ text, x, y, capPx, colour }) => `<g stroke="${colour}">${textSvg(text, x, y, capPx)}</g>`,
  );
  const pen = 'fill="none" stroke-linecap="round" stroke-linejoin="round"';
  const plate =
    ground === 'panel'
      ? `<rect width="${widthPx}" height="${heightPx}" rx="4" fill="#ffffff" fill-opacity="0.92"/>`
      : `<g ${pen} stroke="#ffffff" stroke-width="9">${lines.map(({ text, x, y, capPx }) => textSvg(text, x, y, capPx)).join('')}</g>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}" viewBox="0 0 ${widthPx} ${heightPx}">${plate}${shapes.join('')}<g ${pen} stroke-width="1.35">${letters.join('')}</g></svg>`;
}

const opaque = ([red, green, blue]: Rgba) => colourText([red, green, blue, 255]);
const round = (value: number) => String(Math.round(value * 1e4) / 1e4);
