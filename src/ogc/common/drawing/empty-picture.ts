/** The picture of ground where nothing lies: made once, since there are more tiles of it than of everything else. */
import type { MapMediaType } from '../../../maps/map.js';
import { colourOf } from '../../../render/colour.js';
import { encodeUniform } from '../../../render/encode-image.js';

/** Grounds that are kept; people have few. */
const MAX_KEPT = 64;
const kept = new Map<string, Promise<Uint8Array>>();

/** @param background as in `MapRequest` */
export function emptyPicture(
  widthPx: number,
  heightPx: number,
  mediaType: MapMediaType,
  background: string | undefined,
): Promise<Uint8Array> {
  const key = [widthPx, heightPx, mediaType, background].join();
  const known = kept.get(key);
  if (known) return known;
  const ground = background === undefined ? undefined : colourOf(background);
  const format = mediaType === 'image/jpeg' ? 'jpeg' : 'png';
  const made = encodeUniform(widthPx, heightPx, format, ground);
  if (kept.size >= MAX_KEPT) kept.delete(kept.keys().next().value!);
  kept.set(key, made);
  made.catch(() => kept.delete(key));
  return made;
}
