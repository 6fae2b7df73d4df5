/** Kinds of samples of HDF5 datasets, as they lie in memory once the library has read them: little-endian. */
import type { Hdf5TypeFacts } from './hdf5-library.js';

type Components =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array;

export interface Hdf5Sample {
  /** As messages name it. */
  readonly name: string;
  readonly isComplex: boolean;
  /** Of a sample; a complex one has two components. */
  readonly bytes: number;
  /** `count` samples that begin at a byte of the memory. */
  readonly view: (memory: ArrayBufferLike, at: number, count: number) => Components;
}

/** Classes of the HDF5 specification, version 3, section IV.A.2.d. */
const INTEGER = 0;
const FLOAT = 1;
const STRING = 3;
const COMPOUND = 6;
const ENUM = 8;

type Numbers = new (memory: ArrayBufferLike, at: number, count: number) => Components;

const FLOATS: Readonly<Record<number, Numbers>> = { 4: Float32Array, 8: Float64Array };
const SIGNED: Readonly<Record<number, Numbers>> = { 1: Int8Array, 2: Int16Array, 4: Int32Array };
const UNSIGNED: Readonly<Record<number, Numbers>> = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array };

/** Undefined for what is neither a number nor a pair of floats (real, imaginary). */
export function sampleOf(facts: Hdf5TypeFacts): Hdf5Sample | undefined {
  const { type, size } = facts;
  if (type === COMPOUND) return complexOf(facts);
  const table = type === FLOAT ? FLOATS : type === INTEGER || type === ENUM ? (facts.signed ? SIGNED : UNSIGNED) : {};
  const kind = table[size];
  return (
    kind && { name: nameOf(facts), isComplex: false, bytes: size, view: (memory, at, n) => new kind(memory, at, n) }
  );
}

/** What h5py writes for complex numbers: two floats one behind the other, by whatever names. */
function complexOf({ size, compound_type }: Hdf5TypeFacts): Hdf5Sample | undefined {
  const members = compound_type?.members ?? [];
  const kind = FLOATS[size / 2];
  const isPair =
    members.length === 2 &&
    members.every(
      ({ type, size: bytes, offset, littleEndian }, i) =>
        type === FLOAT && bytes === size / 2 && offset === (i * size) / 2 && littleEndian,
    );
  if (!kind || !isPair) return undefined;
  return {
    name: `complex float${size * 4}`,
    isComplex: true,
    bytes: size,
    view: (memory, at, count) => new kind(memory, at, 2 * count),
  };
}

/** Also of kinds that are not read. */
export function nameOf({ type, size, signed, compound_type, littleEndian }: Hdf5TypeFacts): string {
  const order = littleEndian || size === 1 ? '' : ' (big-endian)';
  if (type === FLOAT) return `float${size * 8}${order}`;
  if (type === INTEGER) return `${signed ? '' : 'u'}int${size * 8}${order}`;
  if (type === STRING) return 'text';
  if (type === ENUM) return 'an enumeration';
  if (type === COMPOUND) {
    const members = compound_type?.members ?? [];
    return `a compound of ${members.map((member) => `${member.name}: ${nameOf(member)}`).join(', ')}`;
  }
  return `HDF5 class ${type}`;
}
