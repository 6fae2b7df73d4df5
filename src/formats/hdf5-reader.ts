/** Reads HDF5 files: texts, numbers, attributes, and datasets of two or three dimensions by rows. */
import { open } from 'node:fs/promises';
import { invalidRaster } from '../errors.js';
import { type Hdf5File, type Hdf5Library, hdf5Library } from './hdf5-library.js';
import { Hdf5Raster } from './hdf5-raster.js';
import { nameOf, sampleOf } from './hdf5-samples.js';

const SIGNATURE = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');
/** Datasets that are read whole: coordinates and orbits, not images. */
const MAX_WHOLE_VALUES = 2 ** 22;

export class Hdf5Reader {
  readonly #attributes: Hdf5File['attrs'];
  #isOpen = true;

  private constructor(
    readonly path: string,
    private readonly library: Hdf5Library,
    private readonly file: Hdf5File,
  ) {
    this.#attributes = file.attrs;
  }

  /** Throws `invalidRaster` for what is no such file or is truncated. */
  static async open(path: string): Promise<Hdf5Reader> {
    await refuseOthers(path);
    const library = await hdf5Library();
    try {
      return new Hdf5Reader(path, library, library.open(path));
    } catch (error) {
      throw invalidRaster(path, `cannot be read as HDF5 (${(error as Error).message})`, error);
    }
  }

  has(dataset: string): boolean {
    return this.library.isDataset(this.file, dataset);
  }

  /** Throws `invalidRaster` when it is missing or no raster of numbers. */
  raster(dataset: string, plane?: number): Hdf5Raster {
    return Hdf5Raster.of(this.path, this.library, this.file, dataset, plane, this.#facts(dataset));
  }

  shape(dataset: string): readonly number[] {
    return this.#facts(dataset).shape ?? [];
  }

  /** Throws `invalidRaster` when there is no such dataset, or it does not hold one text. */
  text(dataset: string): string {
    const [text, ...more] = this.texts(dataset);
    if (text === undefined || more.length > 0) {
      throw this.#refused(dataset, `expected one text, got ${more.length === 0 ? 'none' : more.length + 1}`);
    }
    return text;
  }

  /** Texts of a dataset of any shape. */
  texts(dataset: string): readonly string[] {
    const facts = this.#facts(dataset);
    const value: unknown = this.#value(dataset);
    const texts = (Array.isArray(value) ? value.flat(8) : [value]) as unknown[];
    if (!texts.every((text) => typeof text === 'string')) {
      throw this.#refused(dataset, `expected text, got ${nameOf(facts)}`);
    }
    // Texts of a fixed length are filled up with zeros or blanks.
    return texts.map((text) => text.replace(/[\0 ]+$/, ''));
  }

  number(dataset: string): number {
    const numbers = this.numbers(dataset);
    if (numbers.length !== 1) throw this.#refused(dataset, `expected one number, got ${numbers.length}`);
    return numbers[0];
  }

  /** All values of a small dataset of real numbers. */
  numbers(dataset: string): Float64Array {
    const facts = this.#facts(dataset);
    const count = (facts.shape ?? []).reduce((product, size) => product * size, 1);
    if (count > MAX_WHOLE_VALUES) {
      throw this.#refused(dataset, `expected at most ${MAX_WHOLE_VALUES} numbers, got ${count}`);
    }
    const value: unknown = this.#value(dataset);
    if (typeof value === 'number' || typeof value === 'bigint') return Float64Array.of(Number(value));
    if (ArrayBuffer.isView(value) && 'length' in value && !sampleOf(facts)?.isComplex) {
      return Float64Array.from(value as unknown as ArrayLike<number | bigint>, Number);
    }
    throw this.#refused(dataset, `expected numbers, got ${nameOf(facts)}`);
  }

  /** Text of an attribute of the file, numbers as text; undefined when there is none. */
  attribute(name: string): string | undefined {
    const value: unknown = this.#attributes[name]?.value;
    if (typeof value === 'string') return value.replace(/[\0 ]+$/, '');
    if (typeof value === 'number' || typeof value === 'bigint') return String(value);
    const one =
      Array.isArray(value) || ArrayBuffer.isView(value) ? (value as unknown as ArrayLike<unknown>) : undefined;
    return one?.length === 1 ? String(one[0]) : undefined;
  }

  async close(): Promise<void> {
    if (this.#isOpen) this.file.close();
    this.#isOpen = false;
  }

  #value(dataset: string): unknown {
    try {
      const entity = this.file.get(dataset);
      return entity && 'value' in entity ? entity.value : undefined;
    } catch (error) {
      throw this.#refused(dataset, `cannot be read (${(error as Error).message.split('\n')[0]})`, error);
    }
  }

  #facts(dataset: string) {
    if (!this.has(dataset)) throw this.#refused(dataset, 'expected a dataset, there is none');
    return this.library.facts(this.file, dataset);
  }

  #refused(dataset: string, detail: string, cause?: unknown) {
    return invalidRaster(this.path, `${dataset}: ${detail}`, cause);
  }
}

/** A first look that needs no library; what precedes the signature is skipped by doubling (user blocks). */
async function refuseOthers(path: string): Promise<void> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw invalidRaster(path, `cannot be opened (${(error as Error).message})`, error);
  });
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw invalidRaster(path, 'expected a file');
    const { size } = stats;
    const bytes = Buffer.alloc(SIGNATURE.length);
    for (let at = 0; at + SIGNATURE.length <= size; at = at === 0 ? 512 : 2 * at) {
      await file.read(bytes, 0, bytes.length, at);
      if (bytes.equals(SIGNATURE)) return;
    }
    throw invalidRaster(
      path,
      size === 0 ? 'expected an HDF5 file, got an empty one' : 'expected an HDF5 file, got another',
    );
  } finally {
    await file.close();
  }
}
