/**
 * Array parameters in PostgreSQL's binary form. `pg` sends a Buffer as it is, where it would otherwise print every
 * number as text and the server would parse it again: `insert ... select * from unnest($1::float8[], ...)` runs five
 * times as fast with these. Source: PostgreSQL sources, `array_recv`, `float8recv` and their like.
 */

interface ElementType {
  oid: number;
  /** Bytes of an element; 0 where they differ. */
  width: number;
}

const elementTypes = {
  smallint: { oid: 21, width: 2 },
  integer: { oid: 23, width: 4 },
  bigint: { oid: 20, width: 8 },
  'double precision': { oid: 701, width: 8 },
  text: { oid: 25, width: 0 },
} satisfies Record<string, ElementType>;

export type BinaryArrayType = keyof typeof elementTypes;

/** JavaScript values of an array's elements. */
type ElementOf<T extends BinaryArrayType> = T extends 'bigint' ? bigint : T extends 'text' ? string : number;

const headerBytes = 20;
const lengthBytes = 4;

/**
 * `count` elements of SQL type `type`, each given by `elementAt`; null is SQL's NULL. Numbers outside the range of an
 * integer type throw a RangeError; `double precision` keeps NaN and -0 as they are.
 */
export function binaryArray<T extends BinaryArrayType>(
  type: T,
  count: number,
  elementAt: (index: number) => ElementOf<T> | null,
): Buffer {
  const { oid, width } = elementTypes[type];
  const elements: ArrayLike<ElementOf<T> | null> = Array.from({ length: count }, (_, i) => elementAt(i));
  const bytes = Buffer.allocUnsafe(headerBytes + elementBytes(elements, width));
  bytes.writeInt32BE(count > 0 ? 1 : 0, 0); // dimensions
  bytes.writeInt32BE(1, 4); // there may be nulls
  bytes.writeInt32BE(oid, 8);
  bytes.writeInt32BE(count, 12);
  bytes.writeInt32BE(1, 16); // lower bound
  let at = headerBytes;
  for (let i = 0; i < count; i++) {
    const element = elements[i];
    const start = at + lengthBytes;
    at = element === null ? start : write(bytes, type, element, start);
    bytes.writeInt32BE(element === null ? -1 : at - start, start - lengthBytes);
  }
  return count > 0 ? bytes : bytes.subarray(0, 12); // an empty array has no dimension to describe
}

function elementBytes(elements: ArrayLike<number | bigint | string | null>, width: number): number {
  let total = 0;
  for (let i = 0; i < elements.length; i++) {
    const element = elements[i];
    total += lengthBytes + (typeof element === 'string' ? Buffer.byteLength(element) : element === null ? 0 : width);
  }
  return total;
}

/** Writes one element at `start` and returns where it ends. */
function write(bytes: Buffer, type: BinaryArrayType, element: number | bigint | string, start: number): number {
  if (typeof element === 'string') return start + bytes.write(element, start);
  if (typeof element === 'bigint') return bytes.writeBigInt64BE(element, start);
  if (type === 'double precision') return bytes.writeDoubleBE(element, start);
  return type === 'integer' ? bytes.writeInt32BE(element, start) : bytes.writeInt16BE(element, start);
}
