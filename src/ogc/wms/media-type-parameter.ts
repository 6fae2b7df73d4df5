/** FORMAT and INFO_FORMAT of answers that have a format of their own when none is named. */
import type { KeyValueParameters } from '../common/key-value-parameters.js';
import { wmsError } from './service-exception.js';

/** The first of those known without one; parameters of a media type mean nothing. Throws InvalidFormat. */
export function readMediaType<MediaType extends string>(
  parameters: KeyValueParameters,
  parameter: string,
  known: readonly MediaType[],
): MediaType {
  const text = parameters.get(parameter);
  if (!text) return known[0];
  const name = text.toLowerCase().replace(/\s*;.*$/, '');
  const mediaType = known.find((each) => each === name);
  if (mediaType) return mediaType;
  throw wmsError('InvalidFormat', `${parameter}: expected one of ${known.join(', ')}, got "${text.slice(0, 80)}"`);
}
