/** How large a pixel is on the ground: for areas of distributed scatterers, and for maps in true proportions. */
import { transformPoint } from '../../../geodesy/transform.js';
import type { SlcStack } from '../../stack/slc-stack.js';

export interface GroundPixel {
  /** Metres from row to row and from column to column. */
  readonly rowM: number;
  readonly columnM: number;
  /** Square metres where the incidence is `incidenceSine`; in radar geometry steeper looks have longer pixels. */
  readonly areaM2: number;
  /** Undefined in map geometry, where all pixels are equal. */
  readonly incidenceSine?: number;
}

/** Places looked at along each axis, in radar geometry. */
const SAMPLES = 5;

/** Medians over the image. Pixels of a map are those of its plane, which is within 0.2 % of the ground. */
export async function groundPixel(stack: SlcStack): Promise<GroundPixel> {
  const { place } = stack;
  if (place) {
    const { pixelHeight: rowM, pixelWidth: columnM } = place;
    return { rowM, columnM, areaM2: rowM * columnM };
  }
  const toGround = transformPoint('OGC:CRS84', 'EPSG:3035');
  const sampled: { rowM: number; columnM: number; areaM2: number; sine: number }[] = [];
  for (const first of samples(stack.heightPixels)) {
    const rows = { first, count: 2 };
    // Single precision places a pixel within half a metre or so: too coarse for the distance of two neighbours.
    const longitude = await stack.readGeometry('longitude', rows, new Float64Array(2 * stack.widthPixels));
    const latitude = await stack.readGeometry('latitude', rows, new Float64Array(2 * stack.widthPixels));
    const up = await stack.readGeometry('losUp', rows);
    for (const column of samples(stack.widthPixels)) {
      const at = (i: number) => toGround(longitude[i], latitude[i]);
      const [here, right, below] = [at(column), at(column + 1), at(column + stack.widthPixels)];
      const across = [right[0] - here[0], right[1] - here[1]];
      const along = [below[0] - here[0], below[1] - here[1]];
      const one = {
        rowM: Math.hypot(along[0], along[1]),
        columnM: Math.hypot(across[0], across[1]),
        areaM2: Math.abs(across[0] * along[1] - across[1] * along[0]),
        sine: Math.sqrt(Math.max(0, 1 - up[column] ** 2)),
      };
      if (Object.values(one).every(Number.isFinite)) sampled.push(one);
    }
  }
  const median = (name: 'rowM' | 'columnM' | 'areaM2' | 'sine') => middle(sampled.map((one) => one[name]));
  return {
    rowM: median('rowM'),
    columnM: median('columnM'),
    areaM2: median('areaM2'),
    incidenceSine: median('sine'),
  };
}

/** Area of a pixel seen under an incidence of this cosine. */
export function pixelAreaM2({ areaM2, incidenceSine }: GroundPixel, losUp: number): number {
  return incidenceSine === undefined ? areaM2 : (areaM2 * incidenceSine) / Math.sqrt(Math.max(1e-6, 1 - losUp ** 2));
}

const samples = (size: number): readonly number[] => [
  ...new Set(
    Array.from({ length: SAMPLES }, (_, i) =>
      Math.min(Math.max(0, size - 2), Math.floor(((i + 0.5) * size) / SAMPLES)),
    ),
  ),
];

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length === 0 ? Number.NaN : sorted[Math.floor(sorted.length / 2)];
}
