/** Writes small HDF5 files for tests, in the layouts that h5py makes. */
import { type Dtype, File, type Group, type GuessableDataTypes, ready } from 'h5wasm/node';

export interface Hdf5Array {
  readonly shape: readonly number[];
  /** Numbers in the order of the file; complex ones interleaved. */
  readonly values: Float32Array | Float64Array | Int8Array | Int16Array | Int32Array | Uint8Array | Uint16Array;
  readonly isComplex?: boolean;
  /** Compressed when given. */
  readonly chunks?: readonly number[];
}

/** Texts become texts of a fixed length, numbers float64 of no dimension. */
export type Hdf5Content = string | readonly string[] | number | Hdf5Array;

export async function writeHdf5(
  path: string,
  datasets: Readonly<Record<string, Hdf5Content>>,
  attributes: Readonly<Record<string, string | number>> = {},
): Promise<void> {
  await ready;
  const file = new File(path, 'w');
  for (const [name, content] of Object.entries(datasets)) {
    const parts = name.split('/').filter((part) => part !== '');
    let group: Group = file;
    for (const part of parts.slice(0, -1)) {
      group = group.keys().includes(part) ? (group.get(part) as Group) : group.create_group(part);
    }
    group.create_dataset({ name: parts.at(-1)!, ...argumentsOf(content) });
  }
  for (const [name, value] of Object.entries(attributes)) file.create_attribute(name, value);
  file.close();
}

interface DatasetArguments {
  readonly data: GuessableDataTypes;
  readonly shape: number[];
  readonly dtype?: Dtype;
  readonly chunks?: number[];
  readonly compression?: number;
}

function argumentsOf(content: Hdf5Content): DatasetArguments {
  if (typeof content === 'number') return { data: Float64Array.of(content), shape: [], dtype: '<d' };
  if (typeof content === 'string') return { data: [content], shape: [], dtype: `A${content.length}` };
  if (isTexts(content)) {
    const length = Math.max(1, ...content.map((text) => text.length));
    return { data: [...content], shape: [content.length], dtype: `S${length}` };
  }
  const packing = content.chunks ? { chunks: [...content.chunks], compression: 4 } : {};
  const shape = [...content.shape];
  if (!content.isComplex) return { data: content.values, shape, ...packing };
  const isDouble = content.values instanceof Float64Array;
  const float = isDouble ? '<d' : '<f';
  const half = (part: 0 | 1) => {
    const values = new (isDouble ? Float64Array : Float32Array)(content.values.length / 2);
    for (let i = 0; i < values.length; i++) values[i] = content.values[2 * i + part];
    return values;
  };
  const dtype: Dtype = [
    ['r', float],
    ['i', float],
  ];
  const parts = new Map([
    ['r', half(0)],
    ['i', half(1)],
  ]);
  return { data: parts, shape, dtype, ...packing };
}

const isTexts = (content: Hdf5Content): content is readonly string[] => Array.isArray(content);
