/** What kinds of samples a TIFF may hold, and how those of a block become floating-point numbers. */

/** A sample of a raster as it lies in the file. */
export interface SampleKind {
  /** As GDAL and people name it. */
  readonly name: string;
  readonly isComplex: boolean;
  readonly bitsPerSample: number;
  readonly componentBytes: number;
  /** Whether single precision would lose digits. */
  readonly wantsDouble: boolean;
  /** Components of the samples, from bytes in the machine's order. */
  readonly view: (bytes: Uint8Array) => ArrayLike<number> & { subarray(from: number, to: number): ArrayLike<number> };
}

const over =
  <T>(Numbers: new (buffer: ArrayBuffer, offset: number, length: number) => T, size: number) =>
  (bytes: Uint8Array): T =>
    new Numbers(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength / size);

const kind = (
  name: string,
  isComplex: boolean,
  componentBytes: number,
  view: SampleKind['view'],
  wantsDouble = false,
): SampleKind => ({
  name,
  isComplex,
  componentBytes,
  bitsPerSample: componentBytes * 8 * (isComplex ? 2 : 1),
  wantsDouble,
  view,
});

/** By the tags SampleFormat and BitsPerSample: 1 unsigned, 2 signed, 3 float, 5 complex integer, 6 complex float. */
const KINDS: ReadonlyMap<string, SampleKind> = new Map([
  ['1/8', kind('uint8', false, 1, over(Uint8Array, 1))],
  ['1/16', kind('uint16', false, 2, over(Uint16Array, 2))],
  ['1/32', kind('uint32', false, 4, over(Uint32Array, 4), true)],
  ['2/8', kind('int8', false, 1, over(Int8Array, 1))],
  ['2/16', kind('int16', false, 2, over(Int16Array, 2))],
  ['2/32', kind('int32', false, 4, over(Int32Array, 4), true)],
  ['3/32', kind('float32', false, 4, over(Float32Array, 4))],
  ['3/64', kind('float64', false, 8, over(Float64Array, 8), true)],
  ['5/32', kind('complex int16', true, 2, over(Int16Array, 2))],
  ['5/64', kind('complex int32', true, 4, over(Int32Array, 4))],
  ['6/64', kind('complex float32', true, 4, over(Float32Array, 4))],
  ['6/128', kind('complex float64', true, 8, over(Float64Array, 8))],
]);

export const sampleKind = (format: number, bits: number): SampleKind | undefined => KINDS.get(`${format}/${bits}`);

export const knownSamples = (): string => [...KINDS.values()].map(({ name }) => name).join(', ');
