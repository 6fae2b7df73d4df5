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
/** Pixels over which distances are measured: longitudes in single precision place a pixel within half a metre. */
const MEASURED_PIXELS = 32;

/** Medians over the image. Pixels of a map are those of its plane, which is within 0.2 % of the ground. */
export async function groundPixel(stack: SlcStack): Promise<GroundPixel> {
  const { place } = stack;
  if (place) {
    const { pixelHeight: rowM, pixelWidth: columnM } = place;
    return { rowM, columnM, areaM2: rowM * columnM };
  }
  const toGround = transformPoint('OGC:CRS84', 'EPSG:3035');
  const sampled: { rowM: number; columnM: number; areaM2: number; sine: number }[] = [];
  const { heightPixels, widthPixels } = stack;
  const [rowsApart, columnsApart] = [heightPixels, widthPixels].map((size) => Math.min(MEASURED_PIXELS, size - 1));
  for (const first of samples(heightPixels, rowsApart)) {
    const row = (layer: 'longitude' | 'latitude', at: number) =>
      stack.readGeometry(layer, { first: at, count: 1 }, new Float64Array(widthPixels));
    const [longitude, latitude] = [await row('longitude', first), await row('latitude', first)];
    const lower = [await row('longitude', first + rowsApart), await row('latitude', first + rowsApart)];
    const up = await stack.readGeometry('losUp', { first, count: 1 });
    for (const column of samples(widthPixels, columnsApart)) {
      const here = toGround(longitude[column], latitude[column]);
      const right = toGround(longitude[column + columnsApart], latitude[column + columnsApart]);
      const below = toGround(lower[0][column], lower[1][column]);
      const across = [(right[0] - here[0]) / columnsApart, (right[1] - here[1]) / columnsApart];
      const along = [(below[0] - here[0]) / rowsApart, (below[1] - here[1]) / rowsApart];
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

/** Places from which as many pixels can be gone as distances are measured over. */
const samples = (size: number, apart: number): readonly number[] => [
  ...new Set(Array.from({ length: SAMPLES }, (_, i) => Math.floor((i * (size - 1 - apart)) / (SAMPLES - 1)))),
];

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length === 0 ? Number.NaN : sorted[Math.floor(sorted.length / 2)];
}
