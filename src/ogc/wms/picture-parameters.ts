/** What a picture is made as: FORMAT, TRANSPARENT, BGCOLOR. */
import { invalidParameter } from '../../errors.js';
import type { MapMediaType } from '../../maps/map.js';
import { hexadecimalColour } from '../common/drawing/map-background.js';
import type { KeyValueParameters } from '../common/key-value-parameters.js';
import { required } from './required-parameter.js';
import { wmsError } from './service-exception.js';

/** The first one is what conformance suites and clients without a wish take. */
export const PICTURE_MEDIA_TYPES: readonly MapMediaType[] = ['image/png', 'image/jpeg'];

/**
 * What clients write and mean one of them by. Pictures of few colours have a palette anyway, so that there is nothing to be
 * done for 8 bit.
 */
const OTHER_NAMES: Readonly<Record<string, MapMediaType>> = {
  'image/png;mode=8bit': 'image/png',
  'image/png8': 'image/png',
  'image/jpg': 'image/jpeg',
};

export interface Picture {
  readonly mediaType: MapMediaType;
  /** `#rrggbb`; absent: transparent. */
  readonly background?: string;
}

export function readPicture(parameters: KeyValueParameters): Picture {
  const mediaType = readFormat(required(parameters, 'FORMAT'));
  const isTransparent = /^true$/i.test(parameters.get('TRANSPARENT') ?? '') && mediaType !== 'image/jpeg';
  const background = readColour(parameters.get('BGCOLOR') || '0xFFFFFF');
  return isTransparent ? { mediaType } : { mediaType, background };
}

function readFormat(text: string): MapMediaType {
  const name = text.toLowerCase().replace(/\s/g, '');
  const mediaType = PICTURE_MEDIA_TYPES.find((known) => known === name) ?? OTHER_NAMES[name];
  if (!mediaType) {
    throw wmsError('InvalidFormat', `FORMAT: expected ${PICTURE_MEDIA_TYPES.join(' or ')}, got "${text.slice(0, 80)}"`);
  }
  return mediaType;
}

function readColour(text: string): string {
  const colour = hexadecimalColour(text);
  if (!colour) throw invalidParameter('BGCOLOR', `expected 0xRRGGBB, got "${text.slice(0, 80)}"`);
  return colour;
}
