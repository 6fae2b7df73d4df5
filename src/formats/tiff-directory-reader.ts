/**
 * Header and first image file directory of a TIFF file, classic or BigTIFF, of either byte order. Only the fields that are
 * asked for are read, wherever in the file they lie. Source: TIFF 6.0; BigTIFF as libtiff documents it.
 */
import type { FileHandle } from 'node:fs/promises';
import { invalidRaster } from '../errors.js';

export interface TiffDirectory {
  readonly isBigEndian: boolean;
  /** By tag; text as the codes of its letters. */
  readonly fields: ReadonlyMap<number, readonly number[] | Float64Array>;
  readonly fileBytes: number;
}

const BYTES_OF_TYPE: Readonly<Record<number, number>> = {
  1: 1, // BYTE
  2: 1, // ASCII
  3: 2, // SHORT
  4: 4, // LONG
  11: 4, // FLOAT
  12: 8, // DOUBLE
  13: 4, // IFD
  16: 8, // LONG8
  18: 8, // IFD8
};

/** Entries in a directory; real ones have some twenty. */
const MAX_ENTRIES = 4096;

/** Throws `invalidRaster` for what is no TIFF, or less of one than it says it is. */
export async function readTiffDirectory(
  file: FileHandle,
  path: string,
  wantedTags: ReadonlySet<number>,
): Promise<TiffDirectory> {
  const { size: fileBytes } = await file.stat();
  const read = async (at: number, bytes: number, what: string): Promise<DataView> => {
    if (at + bytes > fileBytes) {
      const detail = `${what}: expected ${bytes} bytes at byte ${at}, the file ends at ${fileBytes}: it is truncated`;
      throw invalidRaster(path, detail);
    }
    const buffer = Buffer.alloc(bytes);
    await readWhole(file, buffer, at);
    return new DataView(buffer.buffer, buffer.byteOffset, bytes);
  };

  if (fileBytes < 8) throw invalidRaster(path, `expected a TIFF file, got ${fileBytes} bytes`);
  const head = await read(0, 8, 'header');
  const order = String.fromCharCode(head.getUint8(0), head.getUint8(1));
  if (order !== 'II' && order !== 'MM') {
    throw invalidRaster(path, `expected a TIFF file, which begins with II or MM, got ${JSON.stringify(order)}`);
  }
  const little = order === 'II';
  const version = head.getUint16(2, little);
  if (version !== 42 && version !== 43) {
    throw invalidRaster(path, `expected version 42 (TIFF) or 43 (BigTIFF), got ${version}`);
  }
  const isBig = version === 43;
  const offsetOf = (view: DataView, at: number): number =>
    isBig ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little);
  const directoryAt = isBig ? offsetOf(await read(8, 8, 'header'), 0) : head.getUint32(4, little);

  const countBytes = isBig ? 8 : 2;
  const count = await read(directoryAt, countBytes, 'image directory');
  const entries = isBig ? Number(count.getBigUint64(0, little)) : count.getUint16(0, little);
  if (entries > MAX_ENTRIES) throw invalidRaster(path, `image directory: expected some twenty entries, got ${entries}`);
  const entryBytes = isBig ? 20 : 12;
  const directory = await read(directoryAt + countBytes, entries * entryBytes, 'image directory');

  const fields = new Map<number, readonly number[] | Float64Array>();
  for (let entry = 0; entry < entries; entry++) {
    const at = entry * entryBytes;
    const tag = directory.getUint16(at, little);
    if (!wantedTags.has(tag)) continue;
    const type = directory.getUint16(at + 2, little);
    const size = BYTES_OF_TYPE[type];
    if (size === undefined) throw invalidRaster(path, `tag ${tag}: values of type ${type} are not expected there`);
    const values = isBig ? Number(directory.getBigUint64(at + 4, little)) : directory.getUint32(at + 4, little);
    const valueAt = at + (isBig ? 12 : 8);
    const bytes = values * size;
    if (bytes <= (isBig ? 8 : 4)) fields.set(tag, numbersOf(directory, valueAt, type, values, little));
    else {
      const apart = await read(offsetOf(directory, valueAt), bytes, `values of tag ${tag}`);
      fields.set(tag, numbersOf(apart, 0, type, values, little));
    }
  }
  return { isBigEndian: !little, fields, fileBytes };
}

function numbersOf(view: DataView, at: number, type: number, count: number, little: boolean): Float64Array {
  const size = BYTES_OF_TYPE[type];
  return Float64Array.from({ length: count }, (_, i) => {
    const place = at + i * size;
    switch (type) {
      case 3:
        return view.getUint16(place, little);
      case 4:
      case 13:
        return view.getUint32(place, little);
      case 11:
        return view.getFloat32(place, little);
      case 12:
        return view.getFloat64(place, little);
      case 16:
      case 18:
        return Number(view.getBigUint64(place, little));
      default:
        return view.getUint8(place);
    }
  });
}

/** Fills the buffer from a place in the file, where the caller knows that there are as many bytes. */
export async function readWhole(file: FileHandle, buffer: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < buffer.length; ) {
    const { bytesRead } = await file.read(buffer, done, buffer.length - done, at + done);
    if (bytesRead === 0) throw new RangeError(`the file became shorter while it was read, at byte ${at + done}`);
    done += bytesRead;
  }
}
