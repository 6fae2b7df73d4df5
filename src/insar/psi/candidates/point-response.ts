/**
 * How far a bright point may outshine its neighbours in a focused image: a main lobe and sidelobes, sinc with Hamming weights,
 *   h(x) = sinc x + (1 - a) / (2 a) [sinc(x - 1) + sinc(x + 1)], x in resolution cells, a = 0.75 for Sentinel-1 IW,
 * along rows and along columns. The point may lie half a pixel off the centre of its pixel.
 */

const HAMMING = 0.75;
const STEP = 0.02;
const MOST_CELLS = 40;

/** max of |h| from a distance on: the envelope of the sidelobes. */
const envelope = envelopeOf();

/**
 * Largest amplitude that a point whose pixel is the brightest leaves `k` pixels away, relative to that in its own pixel; 1 at
 * 0 and wherever both may be equally bright.
 * @param resolutionPixels resolution in pixels along this axis
 */
export function responseEnvelope(resolutionPixels: number, mostPixels: number): Float64Array {
  return Float64Array.from({ length: mostPixels + 1 }, (_, k) => {
    let most = 0;
    for (let offset = -0.5; offset <= 0.5; offset += 0.05) {
      const own = response(offset / resolutionPixels);
      most = Math.max(most, envelopeAt(Math.abs(k - offset) / resolutionPixels) / own);
    }
    return Math.min(1, most);
  });
}

/** Least and largest product of the amplitudes one pixel to either side of the peak, relative to it. */
export function lobeProducts(resolutionPixels: number): readonly [least: number, most: number] {
  let [least, most] = [1, 0];
  for (let offset = 0; offset <= 0.5; offset += 0.05) {
    const at = (pixels: number) => Math.abs(response(pixels / resolutionPixels));
    const product = (at(1 - offset) * at(1 + offset)) / at(offset) ** 2;
    [least, most] = [Math.min(least, product), Math.max(most, product)];
  }
  return [least, most];
}

export function response(x: number): number {
  return sinc(x) + ((1 - HAMMING) / (2 * HAMMING)) * (sinc(x - 1) + sinc(x + 1));
}

const envelopeAt = (x: number): number => envelope[Math.min(envelope.length - 1, Math.floor(x / STEP))];

function envelopeOf(): Float64Array {
  const out = new Float64Array(MOST_CELLS / STEP + 1);
  for (let k = out.length - 1; k >= 0; k--) out[k] = Math.max(out[k + 1] ?? 0, Math.abs(response(k * STEP)));
  return out;
}

function sinc(x: number): number {
  return Math.abs(x) < 1e-9 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}
