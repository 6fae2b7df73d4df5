/** Arrays of NumPy's .npy files, as far as test data has them: version 1, C order, little-endian numbers. */
import { readFileSync } from 'node:fs';

export interface NpyArray {
  readonly shape: readonly number[];
  /** Complex numbers as pairs. */
  readonly values: Float32Array | Uint32Array | Int32Array | Uint8Array;
}

export function readNpy(path: string): NpyArray {
  const bytes = readFileSync(path);
  if (bytes.toString('latin1', 0, 6) !== '\x93NUMPY') throw new Error(`${path}: not an .npy file`);
  const end = 10 + bytes.readUInt16LE(8);
  const header = bytes.toString('latin1', 10, end);
  const type = /'descr': '([^']+)'/.exec(header)?.[1];
  if (!/'fortran_order': False/.test(header)) throw new Error(`${path}: expected rows one after another`);
  const shape = /'shape': \(([^)]*)\)/
    .exec(header)![1]
    .split(',')
    .filter((size) => size.trim() !== '')
    .map(Number);
  const body = bytes.buffer.slice(bytes.byteOffset + end, bytes.byteOffset + bytes.length) as ArrayBuffer;
  switch (type) {
    case '<f4':
    case '<c8':
      return { shape, values: new Float32Array(body) };
    case '<u4':
      return { shape, values: new Uint32Array(body) };
    case '<i4':
      return { shape, values: new Int32Array(body) };
    case '|u1':
      return { shape, values: new Uint8Array(body) };
    default:
      throw new Error(`${path}: numbers of type ${type} are not read`);
  }
}
