/** How large pixels are on the ground, which decides how many of them a window and the image of a point hold. */
import { invalidStack } from '../../errors.js';
import type { SlcStack } from '../stack/slc-stack.js';

export interface GroundSpacing {
  readonly rowM: number;
  readonly columnM: number;
  /** In the middle of the image. */
  readonly incidenceRad: number;
}

const METRES_PER_DEGREE = 111_195;
/** Of Sentinel-1's IW swaths, where the middle of the image has no line of sight. */
const USUAL_INCIDENCE_RAD = 0.68;
/** Places about the middle that are tried. */
const TRIES = [0.5, 0.45, 0.55, 0.35, 0.65, 0.25, 0.75];

export async function groundSpacing(stack: SlcStack): Promise<GroundSpacing> {
  const { place, description, widthPixels, heightPixels } = stack;
  const isProjected = place !== undefined && description.epsg !== 4326;
  let incidenceRad = USUAL_INCIDENCE_RAD;
  let spacing: { readonly rowM: number; readonly columnM: number } | undefined;
  if (isProjected) spacing = { rowM: place.pixelHeight, columnM: place.pixelWidth };
  for (const share of TRIES) {
    const first = Math.min(Math.max(0, heightPixels - 2), Math.floor(share * heightPixels));
    const count = Math.min(2, heightPixels);
    const up = await stack.readGeometry('losUp', { first, count });
    const column = knownColumn(up, widthPixels);
    if (column === undefined) continue;
    incidenceRad = Math.acos(Math.min(1, up[column]));
    if (spacing || place || count < 2) break;
    const read = (layer: 'longitude' | 'latitude') =>
      stack.readGeometry(layer, { first, count }, new Float64Array(count * widthPixels));
    const [longitude, latitude] = [await read('longitude'), await read('latitude')];
    const distanceM = (a: number, b: number) =>
      METRES_PER_DEGREE *
      Math.hypot((longitude[b] - longitude[a]) * Math.cos((latitude[a] * Math.PI) / 180), latitude[b] - latitude[a]);
    const found = { rowM: distanceM(column, column + widthPixels), columnM: distanceM(column, column + 1) };
    if (found.rowM > 0 && found.columnM > 0) spacing = found;
    if (spacing) break;
  }
  if (!spacing && place) {
    const latitudeRad = ((place.north - (heightPixels / 2) * place.pixelHeight) * Math.PI) / 180;
    spacing = {
      rowM: place.pixelHeight * METRES_PER_DEGREE,
      columnM: place.pixelWidth * METRES_PER_DEGREE * Math.cos(latitudeRad),
    };
  }
  if (!spacing) {
    throw invalidStack(stack.folder, 'expected longitude and latitude near the middle of the image, found none');
  }
  return { ...spacing, incidenceRad };
}

/** The one nearest to the middle of the first row with a neighbour. */
function knownColumn(values: Float32Array, width: number): number | undefined {
  const middle = width >> 1;
  for (let k = 0; k < width - 1; k++) {
    const column = middle + (k % 2 === 0 ? k >> 1 : -((k + 1) >> 1));
    const isInside = column >= 0 && column < width - 1;
    if (isInside && values[column] > 0 && values[column + 1] > 0) return column;
  }
  return undefined;
}
