/** Marks of points in a descriptor: colour, size and stroke. */
import { invalidParameter } from '../errors.js';
import { colourOf, colourText, type Rgba } from './colour.js';
import { childOf, childrenOf, type SldElement, textOf } from './sld-tree.js';
import type { PointStyle } from './style.js';

export interface PointSymbol {
  readonly colour: string;
  readonly radiusPx: number;
  readonly outline?: PointStyle['outline'];
  readonly isSquare: boolean;
}

/** Defaults of SLD 1.0, 11.3: six pixels, grey, black stroke of one pixel. */
const DEFAULT_SIZE_PX = 6;
const DEFAULT_FILL = '#808080';
const DEFAULT_STROKE = '#000000';
const MAX_SIZE_PX = 32;
const MAX_STROKE_PX = 8;

/**
 * Every mark is drawn as a disc, as SLD 1.0 (11.3.2) lets a server that lacks a shape; a stroke lies half inside and half
 * outside its edge. Throws `invalidParameter` for SLD.
 */
export function readPointSymbolizer(symbolizer: SldElement, where: string): PointSymbol {
  const graphic = childOf(symbolizer, 'Graphic');
  if (graphic && childOf(graphic, 'ExternalGraphic')) {
    throw invalidParameter('SLD', `${where}: ExternalGraphic is not supported; nothing outside the document is read`);
  }
  const marks = graphic ? childrenOf(graphic, 'Mark') : [];
  if (!graphic || marks.length !== 1)
    throw invalidParameter('SLD', `${where}: expected a Graphic with one Mark, got ${marks.length}`);
  const fill = childOf(marks[0], 'Fill');
  if (!fill) throw invalidParameter('SLD', `${where}: expected a Mark with a Fill`);
  const graphicOpacity = readNumber(textOf(childOf(graphic, 'Opacity')), `${where} Opacity`, 0, 1, 1);
  const sizePx = readNumber(textOf(childOf(graphic, 'Size')), `${where} Size`, 1, MAX_SIZE_PX, DEFAULT_SIZE_PX);
  const outline = strokeOf(childOf(marks[0], 'Stroke'), graphicOpacity, where);
  const strokePx = outline?.widthPx ?? 0;
  const opacity = readNumber(parameterOf(fill, 'fill-opacity'), `${where} fill-opacity`, 0, 1, 1) * graphicOpacity;
  return {
    colour: colourText(readColour(parameterOf(fill, 'fill') ?? DEFAULT_FILL, opacity, where)),
    radiusPx: Math.max(0.5, (sizePx - strokePx) / 2),
    ...(outline && { outline }),
    // Said outright: squares are the default of the standard, which those who leave the name out do not have in mind.
    isSquare: textOf(childOf(marks[0], 'WellKnownName')) === 'square',
  };
}

function strokeOf(stroke: SldElement | undefined, graphicOpacity: number, where: string): PointStyle['outline'] {
  if (!stroke) return undefined;
  const widthPx = readNumber(parameterOf(stroke, 'stroke-width'), `${where} stroke-width`, 0, MAX_STROKE_PX, 1);
  const opacity =
    readNumber(parameterOf(stroke, 'stroke-opacity'), `${where} stroke-opacity`, 0, 1, 1) * graphicOpacity;
  if (widthPx === 0 || opacity === 0) return undefined;
  return { colour: colourText(readColour(parameterOf(stroke, 'stroke') ?? DEFAULT_STROKE, opacity, where)), widthPx };
}

function parameterOf(element: SldElement, name: string): string | undefined {
  const parameters = [...childrenOf(element, 'CssParameter'), ...childrenOf(element, 'SvgParameter')];
  return textOf(parameters.find(({ attributes }) => attributes?.name === name));
}

export function readColour(text: string | undefined, opacity: number, where: string): Rgba {
  const colour = text?.length === 7 ? colourOf(text) : undefined;
  if (!colour)
    throw invalidParameter('SLD', `${where}: expected a colour like #c53a2f, got ${(text ?? 'none').slice(0, 40)}`);
  return [colour[0], colour[1], colour[2], Math.round(opacity * 255)];
}

/** Without `otherwise` there must be a number. */
export function readNumber(
  text: string | undefined,
  where: string,
  least: number,
  most: number,
  otherwise?: number,
): number {
  if (text === undefined && otherwise !== undefined) return otherwise;
  const value = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i.test(text ?? '') ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most)) {
    throw invalidParameter(
      'SLD',
      `${where}: expected a number from ${least} to ${most}, got ${(text ?? 'none').slice(0, 40)}`,
    );
  }
  return value;
}
