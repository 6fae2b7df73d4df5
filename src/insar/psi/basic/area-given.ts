/** An area of interest as people give one: a box, or a polygon of GeoJSON; degrees, CRS84. */
import type { AreaOfInterest } from '../area-mask.js';

type Position = readonly [longitude: number, latitude: number];

/** @throws RangeError: what was expected, and what came */
export function areaGiven(given: unknown): AreaOfInterest {
  if (Array.isArray(given)) return [boxRing(given)];
  const { type, coordinates } = (given ?? {}) as { type?: unknown; coordinates?: unknown };
  if (type !== 'Polygon' || !Array.isArray(coordinates) || coordinates.length === 0) {
    throw new RangeError('expected west, south, east, north, or a Polygon of GeoJSON');
  }
  return coordinates.map((ring, i) => checkedRing(ring, i));
}

/** `west,south,east,north`, or GeoJSON. Throws RangeError. */
export function areaOfText(text: string): AreaOfInterest {
  if (!text.trim().startsWith('{')) {
    return areaGiven(text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part))));
  }
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    throw new RangeError(`expected GeoJSON: ${(error as Error).message}`);
  }
  return areaGiven(given);
}

function boxRing(box: readonly unknown[]): readonly Position[] {
  const [west, south, east, north] = box as readonly number[];
  const got = `got ${box.join(', ')}`;
  if (!(box.length === 4 && isPlace(west, south) && isPlace(east, north))) {
    throw new RangeError(`expected west, south, east, north in degrees, ${got}`);
  }
  if (west > east) {
    const instead = 'one across the antimeridian is a polygon on one side of it';
    throw new RangeError(`expected west, south, east, north with west below east, ${got}; ${instead}`);
  }
  if (!(west < east && south < north)) {
    throw new RangeError(
      `expected west, south, east, north with an area, west below east and south below north, ${got}`,
    );
  }
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
}

function checkedRing(ring: unknown, index: number): readonly Position[] {
  const where = index === 0 ? 'the outer ring' : `hole ${index}`;
  if (!Array.isArray(ring) || ring.length < 4) {
    throw new RangeError(`${where}: expected four places or more, the last as the first`);
  }
  const positions = ring.map((position: unknown): Position => {
    const [longitude, latitude] = Array.isArray(position) ? (position as number[]) : [];
    if (!isPlace(longitude, latitude)) {
      throw new RangeError(`${where}: expected longitude and latitude in degrees, got ${JSON.stringify(position)}`);
    }
    return [longitude, latitude];
  });
  const [first, last] = [positions[0], positions[positions.length - 1]];
  if (first[0] !== last[0] || first[1] !== last[1]) {
    throw new RangeError(`${where}: expected to end where it begins, got ${first.join(', ')} and ${last.join(', ')}`);
  }
  return positions;
}

const isPlace = (longitude: unknown, latitude: unknown): boolean =>
  typeof longitude === 'number' &&
  typeof latitude === 'number' &&
  longitude >= -180 &&
  longitude <= 180 &&
  latitude >= -90 &&
  latitude <= 90;
