/**
 * The seam to h5wasm, the HDF5 library of the HDF Group compiled to WebAssembly. Files are opened where they lie and read
 * by windows: nothing of a file is in memory but its directory and the chunks that a window touches.
 *
 * Samples go through `get_dataset_data`, which copies a window into the heap as it is: the package's own `slice` makes an
 * array of two-element arrays out of complex samples, fifty times slower. That function is declared but not documented, so
 * the version is pinned, and a library without it is refused by name.
 */
import type { Metadata } from 'h5wasm/node';

type Package = typeof import('h5wasm/node');
type RawModule = Package['Module'];
export type Hdf5File = InstanceType<Package['File']>;
export type Hdf5TypeFacts = Metadata;

/** The heap grows with the largest window and never shrinks; windows are cut so that this is enough, but for huge chunks. */
const KEPT_SCRATCH_BYTES = 32 * 2 ** 20;

export class Hdf5Library {
  #scratch = 0;
  #scratchBytes = 0;

  private constructor(
    private readonly library: Package,
    private readonly raw: RawModule,
  ) {}

  static async load(): Promise<Hdf5Library> {
    const library = await import('h5wasm/node');
    const raw = await library.ready;
    const missing = RAW_CALLS.filter((name) => typeof raw[name] !== 'function');
    if (missing.length > 0) throw new Error(`h5wasm: expected a module with ${missing.join(', ')}: another version?`);
    // Otherwise the library prints what is wrong to the standard error and hands back a number.
    raw.activate_throwing_error_handler();
    return new Hdf5Library(library, raw);
  }

  /** Throws an Error that says why not. */
  open(path: string): Hdf5File {
    return told(() => new this.library.File(path, 'r'));
  }

  isDataset(file: Hdf5File, path: string): boolean {
    return this.raw.get_type(file.file_id, path) === this.raw.H5O_TYPE_DATASET;
  }

  facts(file: Hdf5File, path: string): Hdf5TypeFacts {
    return told(() => this.raw.get_dataset_metadata(file.file_id, path));
  }

  /**
   * Hands the bytes of a window to `use`, little-endian: a view that is gone afterwards. It begins where numbers of any
   * size may begin.
   */
  readWindow<T>(
    file: Hdf5File,
    path: string,
    window: { readonly first: readonly number[]; readonly count: readonly number[]; readonly bytes: number },
    use: (memory: ArrayBufferLike, at: number) => T,
  ): T {
    const at = this.#memory(window.bytes);
    // Strides are not optional, whatever the declaration says.
    const strides = window.first.map(() => 1n);
    const [count, first] = [window.count.map(BigInt), window.first.map(BigInt)];
    const status = told(() => this.raw.get_dataset_data(file.file_id, path, count, first, strides, BigInt(at)));
    if (status < 0) throw new Error(`the HDF5 library answers ${status}`);
    const result = use(this.raw.HEAPU8.buffer, at);
    if (this.#scratchBytes > KEPT_SCRATCH_BYTES) this.#release();
    return result;
  }

  #memory(bytes: number): number {
    if (bytes <= this.#scratchBytes) return this.#scratch;
    this.#release();
    const at = this.raw._malloc(bytes);
    if (at === 0) throw new Error(`there is no memory for a window of ${bytes} bytes`);
    [this.#scratch, this.#scratchBytes] = [at, bytes];
    return at;
  }

  #release(): void {
    if (this.#scratchBytes > 0) this.raw._free(this.#scratch);
    [this.#scratch, this.#scratchBytes] = [0, 0];
  }
}

const RAW_CALLS = [
  'get_dataset_data',
  'get_dataset_metadata',
  'get_type',
  'activate_throwing_error_handler',
  '_malloc',
  '_free',
] as const;

let loading: Promise<Hdf5Library> | undefined;
/** One for each thread, loaded when the first file is opened: four megabytes that most processes never need. */
export function hdf5Library(): Promise<Hdf5Library> {
  loading ??= Hdf5Library.load();
  return loading;
}

function told<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw new Error(reasonOf((error as Error).message), { cause: error });
  }
}

/** The innermost line of HDF5's trace says it best; of a truncated file also both sizes. */
function reasonOf(trace: string): string {
  const truncated = /truncated file: eof = (\d+), .*stored_eof = (\d+)/.exec(trace);
  if (truncated) return `truncated: expected ${truncated[2]} bytes, got ${truncated[1]}`;
  const reasons = [...trace.matchAll(/^\s*#\d+: .* in \w+\(\): (.*)$/gm)].map(([, reason]) => reason);
  return reasons.at(-1) ?? trace.split('\n')[0];
}
