/**
 * Pixels on which a layer is drawn, colours multiplied by alpha so that edges and overlaps come out right.
 * Pixel (column, row) covers [column, column + 1) x [row, row + 1) of pixel space; rows run downwards.
 */
import type { Rgba } from './colour.js';

export interface Canvas {
  readonly widthPx: number;
  readonly heightPx: number;
  /** (height, width, 4) red, green, blue, alpha, multiplied by alpha. */
  readonly pixels: Uint8Array;
  /** The same bytes, a pixel each, in the machine's order. */
  readonly words: Int32Array;
}

/** Transparent. Throws RangeError for sizes that are not whole and positive. */
export function createCanvas(widthPx: number, heightPx: number): Canvas {
  if (!(Number.isInteger(widthPx) && Number.isInteger(heightPx) && widthPx > 0 && heightPx > 0)) {
    throw new RangeError(`expected a width and height of 1 pixel or more, got ${widthPx} x ${heightPx}`);
  }
  const words = new Int32Array(widthPx * heightPx);
  return { widthPx, heightPx, words, pixels: new Uint8Array(words.buffer) };
}

/** The product of two shares of 255, rounded. */
export function shareOf(a: number, b: number): number {
  const product = a * b + 128;
  return (product + (product >> 8)) >> 8;
}

/**
 * All four bytes of a word times a weight of 0 to 255 over 255, each rounded. Two bytes at a time, 16 bits apart; the
 * upper pair is left where it belongs, so that nothing is shifted twice.
 */
export function weightedWord(word: number, weight: number): number {
  const even = (Math.imul(word & 0xff00ff, weight) + 0x800080) | 0;
  const odd = (Math.imul((word >>> 8) & 0xff00ff, weight) + 0x800080) | 0;
  return (((even + ((even >>> 8) & 0xff00ff)) >>> 8) & 0xff00ff) | ((odd + ((odd >>> 8) & 0xff00ff)) & 0xff00ff00);
}

/** The word of a colour. */
export function premultipliedWord([red, green, blue, alpha]: Rgba): number {
  const bytes = [red, green, blue].map((channel) => Math.round((channel * alpha) / 255));
  return new Int32Array(Uint8Array.of(...bytes, alpha).buffer)[0];
}

/** Draws one canvas over another of the same size, which changes. Opacity 0 to 1. */
export function drawOver(below: Canvas, above: Canvas, opacity = 1): void {
  if (below.widthPx !== above.widthPx || below.heightPx !== above.heightPx) {
    const size = ({ widthPx, heightPx }: Canvas) => `${widthPx} x ${heightPx}`;
    throw new RangeError(`expected two canvases of one size, got ${size(below)} and ${size(above)}`);
  }
  const weight = Math.round(255 * opacity);
  const own = new Int32Array(1);
  const ownBytes = new Uint8Array(own.buffer);
  for (let i = 0; i < below.words.length; i++) {
    if (above.words[i] === 0) continue;
    own[0] = weightedWord(above.words[i], weight);
    below.words[i] = own[0] + weightedWord(below.words[i], 255 - ownBytes[3]);
  }
}

/** The canvas on a ground of one colour, which takes the place of what shows through. */
export function onBackground(canvas: Canvas, background: Rgba): Canvas {
  const ground = createCanvas(canvas.widthPx, canvas.heightPx);
  ground.words.fill(premultipliedWord(background));
  drawOver(ground, canvas);
  return ground;
}

/** 255 / alpha in units of 2^-16. */
const INVERSE = Uint32Array.from({ length: 256 }, (_, alpha) => (alpha === 0 ? 0 : Math.round((255 * 65536) / alpha)));

/** (height, width, 4) as encoders and browsers take it: alpha not multiplied in, and nothing where it is 0. */
export function straightPixels({ pixels, words }: Canvas): Uint8Array {
  const out = new Uint8Array(pixels.length);
  const outWords = new Int32Array(out.buffer);
  for (let i = 0; i < words.length; i++) {
    if (words[i] === 0) continue;
    const at = 4 * i;
    const alpha = pixels[at + 3];
    if (alpha === 255) {
      outWords[i] = words[i];
      continue;
    }
    const inverse = INVERSE[alpha];
    out[at] = (pixels[at] * inverse + 32768) >> 16;
    out[at + 1] = (pixels[at + 1] * inverse + 32768) >> 16;
    out[at + 2] = (pixels[at + 2] * inverse + 32768) >> 16;
    out[at + 3] = alpha;
  }
  return out;
}
