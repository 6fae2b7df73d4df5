/** What shows where a map has nothing: the parameters `bgcolor` and `transparent`, and those of void parts. */
import { invalidParameter } from '../../../errors.js';
import type { MapMediaType } from '../../../maps/map.js';
import { namedColour } from '../../../render/colour-names.js';

export interface BackgroundParameters {
  readonly bgcolor?: string;
  readonly transparent?: boolean;
  readonly 'void-color'?: string;
  readonly 'void-transparent'?: boolean;
}

const WHITE = '#ffffff';

/** The background of a picture, as Maps take it. Throws `invalidParameter` for what is no colour. */
export function backgroundOf(parameters: BackgroundParameters, mediaType: MapMediaType): string | undefined {
  return groundOf(colourOf('bgcolor', parameters), parameters.transparent, mediaType);
}

/**
 * True when parts of a map that its reference system does not reach were asked to look different from the background,
 * which no picture of this server can show.
 */
export function hasOwnVoid(parameters: BackgroundParameters, mediaType: MapMediaType): boolean {
  const { transparent, 'void-color': text, 'void-transparent': isVoidTransparent } = parameters;
  if (text === undefined && isVoidTransparent === undefined) return false;
  const colour = colourOf(text === undefined ? 'bgcolor' : 'void-color', parameters);
  return groundOf(colour, isVoidTransparent ?? transparent, mediaType) !== backgroundOf(parameters, mediaType);
}

/** JPEG has no transparency: its colour stands. */
function groundOf(colour: string | undefined, transparent: boolean | undefined, mediaType: MapMediaType) {
  if (mediaType === 'image/jpeg') return colour ?? WHITE;
  return (transparent ?? colour === undefined) ? undefined : (colour ?? WHITE);
}

/** `#rrggbb` of six hexadecimal digits, with or without `0x` or `#` before them; undefined for anything else. */
export function hexadecimalColour(text: string): string | undefined {
  const [, digits] = /^(?:0x|#)?([0-9a-f]{6})$/i.exec(text) ?? [];
  return digits && `#${digits.toLowerCase()}`;
}

/** Hexadecimal digits, or a name of CSS in any case. */
function colourOf(parameter: 'bgcolor' | 'void-color', parameters: BackgroundParameters): string | undefined {
  const text = parameters[parameter];
  if (text === undefined) return undefined;
  const colour = hexadecimalColour(text) ?? namedColour(text);
  if (colour === undefined) {
    const got = text.slice(0, 80);
    throw invalidParameter(parameter, `expected six hexadecimal digits, as 0xFFFFFF, or a colour of CSS, got "${got}"`);
  }
  return colour;
}
