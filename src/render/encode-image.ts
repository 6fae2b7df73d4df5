/**
 * Pictures as files. PNG keeps every pixel; where there are at most 256 colours, as in tiles that are empty or made of
 * classes, it holds a palette and indices, which is a fraction of the size and exact too. JPEG has no transparency: the
 * canvas is put on a ground first.
 */
import sharp from 'sharp';
import { type Canvas, onBackground, straightPixels } from './canvas.js';
import type { Rgba } from './colour.js';
import { encodeIndexedPng, indexColours } from './indexed-png.js';

/** `png8` has at most 256 colours, near ones taken together: a third of the size of `png`, several times the work. */
export type ImageFormat = 'png' | 'png8' | 'jpeg';

export interface ImageOptions {
  /** What shows through; absent: transparent (PNG) or white (JPEG). */
  readonly background?: Rgba;
}

const WHITE: Rgba = [255, 255, 255, 255];
/** Tiles are kept and sent again and again, so that a little smaller counts. A map is made for one client, who waits. */
const TILE_PIXELS = 512 * 512;
const TILE_LEVEL = 2;
const MAP_LEVEL = 1;
const JPEG_QUALITY = 88;

export async function encodeImage(canvas: Canvas, format: ImageFormat, options: ImageOptions = {}): Promise<Buffer> {
  return format === 'jpeg' ? encodeJpeg(canvas, options) : encodePng(canvas, format === 'png8', options);
}

/** A picture of one colour, which takes neither a canvas nor a look at its pixels. @param ground absent: as above */
export async function encodeUniform(
  widthPx: number,
  heightPx: number,
  format: 'png' | 'jpeg',
  ground?: Rgba,
): Promise<Buffer> {
  if (format === 'png') {
    const colours = Uint8Array.from(ground ?? [0, 0, 0, 0]);
    // Zeros that are never looked at take no memory.
    return encodeIndexedPng({ widthPx, heightPx, colours, indices: new Uint8Array(widthPx * heightPx) });
  }
  const [r, g, b] = ground ?? WHITE;
  return sharp({ create: { width: widthPx, height: heightPx, channels: 3, background: { r, g, b } } })
    .jpeg({ quality: JPEG_QUALITY, chromaSubsampling: '4:4:4' })
    .toBuffer();
}

async function encodePng(canvas: Canvas, isReduced: boolean, { background }: ImageOptions): Promise<Buffer> {
  const { widthPx, heightPx } = canvas;
  const straight = straightPixels(background ? onBackground(canvas, background) : canvas);
  const indexed = indexColours(straight);
  if (indexed) return encodeIndexedPng({ widthPx, heightPx, ...indexed });
  return sharp(straight, { raw: { width: widthPx, height: heightPx, channels: 4 } })
    .png(
      isReduced
        ? { palette: true, effort: 1, dither: 0 }
        : { compressionLevel: straight.length / 4 > TILE_PIXELS ? MAP_LEVEL : TILE_LEVEL, adaptiveFiltering: false },
    )
    .toBuffer();
}

async function encodeJpeg(canvas: Canvas, { background = WHITE }: ImageOptions): Promise<Buffer> {
  const { widthPx, heightPx } = canvas;
  const [red, green, blue] = background;
  const straight = straightPixels(onBackground(canvas, [red, green, blue, 255]));
  return sharp(straight, { raw: { width: widthPx, height: heightPx, channels: 4 } })
    .removeAlpha()
    .jpeg({ quality: JPEG_QUALITY, chromaSubsampling: '4:4:4' })
    .toBuffer();
}

/** A drawing in SVG as PNG. @param pixelRatio pixels to one of the drawing's */
export async function encodeSvgAsPng(svg: string, pixelRatio = 1): Promise<Buffer> {
  return sharp(Buffer.from(svg), { density: 72 * pixelRatio })
    .png({ compressionLevel: 9 })
    .toBuffer();
}

/** The same in either format, on a ground that goes on below the drawing until the picture is so high. */
export async function encodeSvgAsImage(
  svg: string,
  format: 'png' | 'jpeg',
  { heightPx, ground = [0, 0, 0, 0] }: { readonly heightPx: number; readonly ground?: Rgba },
): Promise<Buffer> {
  const [r, g, b, a] = ground;
  const drawing = sharp(Buffer.from(svg));
  const { height: drawnPx } = await drawing.metadata();
  // Row by row: of a picture of the largest size nobody needs to hold more than what is drawn on it.
  const picture = drawing.extend({ bottom: Math.max(0, heightPx - drawnPx), background: { r, g, b, alpha: a / 255 } });
  if (format === 'png') return picture.png({ compressionLevel: 6 }).toBuffer();
  return picture
    .flatten({ background: '#ffffff' })
    .jpeg({ quality: JPEG_QUALITY, chromaSubsampling: '4:4:4' })
    .toBuffer();
}
