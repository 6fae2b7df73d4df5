/**
 * Legends as PNG. Drawings become pixels beside the thread that answers, but in the few threads that all files and all
 * compression of this program share: two at once, each drawing once, and the rest in line or sent away.
 */
import { MadeOnce } from '../../../maps/made-once.js';
import { encodeSvgAsPng } from '../../../render/encode-image.js';

const pictures = new MadeOnce({
  what: 'legends',
  memoryBytes: 4 * 2 ** 20,
  fileBytes: 0,
  budgetMs: 10_000,
  most: 200,
  places: 2,
});

/** Throws `tooManyTiles` when it does not come in time. */
export function legendPng(svg: string, signal: AbortSignal): Promise<Uint8Array> {
  return pictures.get({ key: svg, isFiled: false, make: () => encodeSvgAsPng(svg) }, signal);
}
