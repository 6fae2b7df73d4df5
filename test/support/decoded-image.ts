/** Pictures read back by the library that wrote them, or by itself alone where we wrote them. */
import sharp from 'sharp';

/** (height, width, 4), alpha not multiplied in. */
export async function pixelsOf(file: Buffer): Promise<{ width: number; height: number; rgba: Uint8Array }> {
  const { data, info } = await sharp(file).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgba: new Uint8Array(data) };
}
