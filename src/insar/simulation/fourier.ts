/** The fast Fourier transform of square fields whose edge is a power of two: for fields with a given spectrum. */

/** In place, forwards; both parts (size) long, size a power of two. Radix 2, decimation in time. */
function transformLine(re: Float64Array, im: Float64Array, cosines: Float64Array, sines: Float64Array): void {
  const size = re.length;
  for (let i = 1, j = 0; i < size; i++) {
    let bit = size >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      [re[i], re[j]] = [re[j], re[i]];
      [im[i], im[j]] = [im[j], im[i]];
    }
  }
  for (let span = 2; span <= size; span <<= 1) {
    const half = span >> 1;
    const stride = size / span;
    for (let start = 0; start < size; start += span) {
      for (let k = 0; k < half; k++) {
        const [c, s] = [cosines[k * stride], sines[k * stride]];
        const [a, b] = [start + k, start + k + half];
        const real = re[b] * c + im[b] * s;
        const imaginary = im[b] * c - re[b] * s;
        re[b] = re[a] - real;
        im[b] = im[a] - imaginary;
        re[a] += real;
        im[a] += imaginary;
      }
    }
  }
}

/** In place; (size, size) row-major. Unscaled: sum of f exp(-2 pi i k x / size). Throws RangeError for other sizes. */
export function fourierTransform2d(re: Float64Array, im: Float64Array, size: number): void {
  if (size < 2 || (size & (size - 1)) !== 0) throw new RangeError(`size: expected a power of two, got ${size}`);
  if (re.length !== size * size || im.length !== size * size) {
    throw new RangeError(`expected ${size * size} values, got ${re.length} and ${im.length}`);
  }
  const cosines = Float64Array.from({ length: size / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / size));
  const sines = Float64Array.from({ length: size / 2 }, (_, k) => Math.sin((2 * Math.PI * k) / size));
  for (let row = 0; row < size; row++) {
    const [from, to] = [row * size, (row + 1) * size];
    transformLine(re.subarray(from, to), im.subarray(from, to), cosines, sines);
  }
  const [lineRe, lineIm] = [new Float64Array(size), new Float64Array(size)];
  for (let column = 0; column < size; column++) {
    for (let row = 0; row < size; row++) {
      lineRe[row] = re[row * size + column];
      lineIm[row] = im[row * size + column];
    }
    transformLine(lineRe, lineIm, cosines, sines);
    for (let row = 0; row < size; row++) {
      re[row * size + column] = lineRe[row];
      im[row * size + column] = lineIm[row];
    }
  }
}
