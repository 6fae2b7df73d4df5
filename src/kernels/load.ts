/**
 * Which of the two compiled forms of the kernels runs here, and loading it.
 *
 * `simd128` is the default: it gives the same bits on every machine. `relaxed` lets the processor round a product and a sum
 * at once, which is faster by up to a third and differs in the last bits between machines; who wants it says so.
 */
import { readFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';

export type KernelVariant = 'simd128' | 'relaxed';

/** Goes to other threads in messages as it is. */
export interface CompiledKernels {
  readonly module: WebAssembly.Module;
  /** What was really taken. */
  readonly variant: KernelVariant;
}

const FILES: Readonly<Record<KernelVariant, string>> = {
  simd128: 'wasm/kernels.wasm',
  relaxed: 'wasm/kernels-relaxed.wasm',
};

const bytesOf = (variant: KernelVariant) => readFile(new URL(FILES[variant], import.meta.url));

/** Where relaxed SIMD is missing, `relaxed` falls back to `simd128`; the answer says which it is. */
export async function compileKernels(wanted: KernelVariant = 'simd128'): Promise<CompiledKernels> {
  const variant = wanted === 'relaxed' && (await supportsRelaxedSimd()) ? 'relaxed' : 'simd128';
  return { module: await WebAssembly.compile(await bytesOf(variant)), variant };
}

export async function supportsRelaxedSimd(): Promise<boolean> {
  const bytes = await bytesOf('relaxed');
  if (WebAssembly.validate(bytes)) return true;
  // Node 20 knows it by this flag alone, which must be set before anything is compiled; V8 ignores flags it does not know.
  setFlagsFromString('--experimental-wasm-relaxed-simd');
  return WebAssembly.validate(bytes);
}
