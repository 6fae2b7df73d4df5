/** Whether an area of interest touches the images at all: known before hours of work, not after. */
import { crsByUri } from '../../geodesy/crs.js';
import { transformPoint } from '../../geodesy/transform.js';
import type { SlcStack } from '../stack/slc-stack.js';
import type { AreaOfInterest } from './area-mask.js';

/** Degrees, CRS84. */
export interface DegreeBox {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/** Rows and columns at which the images are looked at. */
const LOOKS = 16;

/** About: from some rows and columns, those of the edges among them. Undefined where no place is known. */
export async function footprint(stack: SlcStack): Promise<DegreeBox | undefined> {
  const { place, description, widthPixels, heightPixels } = stack;
  const [rows, columns] = [looksAt(heightPixels), looksAt(widthPixels)];
  const places: (readonly [longitudeDeg: number, latitudeDeg: number])[] = [];
  if (place) {
    const toDegrees = transformPoint(crsByUri(`EPSG:${description.epsg}`)!, 'OGC:CRS84');
    for (const row of [...rows, heightPixels]) {
      for (const column of [...columns, widthPixels]) {
        places.push(toDegrees(place.west + column * place.pixelWidth, place.north - row * place.pixelHeight));
      }
    }
  } else {
    for (const first of rows) {
      const [longitude, latitude] = await Promise.all(
        (['longitude', 'latitude'] as const).map((layer) =>
          stack.readGeometry(layer, { first, count: 1 }, new Float64Array(widthPixels)),
        ),
      );
      for (let column = 0; column < widthPixels; column++) places.push([longitude[column], latitude[column]]);
    }
  }
  return boxOf(places);
}

export function touches(area: AreaOfInterest, { west, south, east, north }: DegreeBox): boolean {
  const own = boxOf(area[0]);
  return own !== undefined && own.west <= east && own.east >= west && own.south <= north && own.north >= south;
}

export const boxText = ({ west, south, east, north }: DegreeBox): string =>
  [west, south, east, north].map((degrees) => degrees.toFixed(4)).join(', ');

function looksAt(count: number): readonly number[] {
  const last = count - 1;
  return [...new Set(Array.from({ length: LOOKS + 1 }, (_, k) => Math.round((k * last) / LOOKS)))];
}

function boxOf(places: readonly (readonly [number, number])[]): DegreeBox | undefined {
  const box = { west: 180, south: 90, east: -180, north: -90 };
  for (const [longitude, latitude] of places) {
    if (!Number.isFinite(longitude + latitude)) continue;
    box.west = Math.min(box.west, longitude);
    box.east = Math.max(box.east, longitude);
    box.south = Math.min(box.south, latitude);
    box.north = Math.max(box.north, latitude);
  }
  return box.west > box.east ? undefined : box;
}
