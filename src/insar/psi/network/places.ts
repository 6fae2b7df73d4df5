/** Where the candidates of each block are, and how they are seen: the geometry of the stack at their pixels. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { invalidStack } from '../../../errors.js';
import { crsByUri } from '../../../geodesy/crs.js';
import { type PointTransform, transformPoint } from '../../../geodesy/transform.js';
import type { GeometryLayer, RowRange, SlcStack } from '../../stack/slc-stack.js';
import { turn } from '../../turns.js';
import type { Block } from '../blocks.js';
import { writeColumns } from '../columns-file.js';

/** n candidates, as in the file of candidates. */
export interface PlaceColumns {
  /** (n) metres in a plane: of the grid, or about the middle of a stack in radar geometry. */
  readonly eastM: Float64Array;
  readonly northM: Float64Array;
  /** (n) CRS84, with the given height. */
  readonly longitudeDeg: Float64Array;
  readonly latitudeDeg: Float64Array;
  /** (n) as given, above the ellipsoid. */
  readonly heightM: Float64Array;
  readonly losEast: Float64Array;
  readonly losNorth: Float64Array;
  readonly losUp: Float64Array;
  /** (n) slant range times the sine of the incidence. */
  readonly rangeSineM: Float64Array;
}

/** Of a degree of latitude, about; the plane only serves for distances. */
const M_PER_DEGREE = 111_320;

/** Rows whose middle may be the origin of the plane, as shares of the image. */
const ROWS_TRIED = [0.5, 0.4, 0.6, 0.25, 0.75, 0.1, 0.9, 0];

/** The plane in which a stack is computed. */
export class StackPlane {
  readonly #toDegrees: PointTransform | undefined;
  /** In radar geometry: the middle of the stack. */
  #origin: readonly [longitudeDeg: number, latitudeDeg: number] | undefined;

  constructor(private readonly stack: SlcStack) {
    const { epsg } = stack.description;
    this.#toDegrees = epsg === null ? undefined : transformPoint(crsByUri(`EPSG:${epsg}`)!, 'OGC:CRS84');
  }

  /** Throws `invalidStack` when no pixel has a place. */
  async open(): Promise<this> {
    if (this.#toDegrees) return this;
    const { heightPixels, widthPixels } = this.stack;
    for (const share of ROWS_TRIED) {
      const rows: RowRange = { first: Math.min(heightPixels - 1, Math.floor(share * heightPixels)), count: 1 };
      const [longitude, latitude] = await Promise.all(
        (['longitude', 'latitude'] as const).map((layer) =>
          this.stack.readGeometry(layer, rows, new Float64Array(widthPixels)),
        ),
      );
      const known = [...longitude.keys()].filter((column) => Number.isFinite(longitude[column] + latitude[column]));
      if (known.length === 0) continue;
      const column = known[known.length >> 1];
      this.#origin = [longitude[column], latitude[column]];
      return this;
    }
    throw invalidStack(this.stack.folder, 'expected longitudes and latitudes, found none in any of the rows tried');
  }

  /** Of a pixel on the map. */
  ofPixel(row: number, column: number): readonly [eastM: number, northM: number] {
    const { west, north, pixelWidth, pixelHeight } = this.stack.place!;
    return [west + (column + 0.5) * pixelWidth, north - (row + 0.5) * pixelHeight];
  }

  get isRadar(): boolean {
    return this.#toDegrees === undefined;
  }

  toDegrees(eastM: number, northM: number): readonly [longitudeDeg: number, latitudeDeg: number] {
    return this.#toDegrees!(eastM, northM);
  }

  /** In radar geometry. */
  ofDegrees(longitudeDeg: number, latitudeDeg: number): readonly [eastM: number, northM: number] {
    const [longitude, latitude] = this.#origin!;
    const metres = M_PER_DEGREE * Math.cos((latitude * Math.PI) / 180);
    return [(longitudeDeg - longitude) * metres, (latitudeDeg - latitude) * M_PER_DEGREE];
  }
}

/**
 * Of blocks that begin in one row.
 * @param candidates of each block, or undefined where nothing is to be done
 */
export async function writePlaces(
  stack: SlcStack,
  plane: StackPlane,
  blocks: readonly Block[],
  candidates: readonly ({ readonly row: Int32Array; readonly column: Int32Array } | undefined)[],
  pathOf: (block: Block) => string,
  signal: AbortSignal,
): Promise<void> {
  const rows: RowRange = { first: blocks[0].firstRow, count: blocks[0].rows };
  const width = stack.widthPixels;
  const places = candidates.map((found) => (found ? emptyPlaces(found.row.length) : undefined));
  const layers: readonly GeometryLayer[] = [
    'height',
    'losEast',
    'losNorth',
    'losUp',
    'slantRangeM',
    ...(plane.isRadar ? (['longitude', 'latitude'] as const) : []),
  ];
  for (const layer of layers) {
    const values = await stack.readGeometry(layer, rows, new Float64Array(rows.count * width));
    for (const [k, found] of candidates.entries()) {
      if (!found) continue;
      const column = places[k]![COLUMN_OF[layer]];
      for (let i = 0; i < column.length; i++) column[i] = values[(found.row[i] - rows.first) * width + found.column[i]];
    }
    await turn(signal);
  }
  for (const [k, block] of blocks.entries()) {
    const found = candidates[k];
    if (!found) continue;
    finish(places[k]!, plane, found);
    const path = pathOf(block);
    await mkdir(dirname(path), { recursive: true });
    await writeColumns(path, { ...places[k]! });
    await turn(signal);
  }
}

const COLUMN_OF: Readonly<Record<GeometryLayer, keyof PlaceColumns>> = {
  height: 'heightM',
  losEast: 'losEast',
  losNorth: 'losNorth',
  losUp: 'losUp',
  slantRangeM: 'rangeSineM',
  longitude: 'longitudeDeg',
  latitude: 'latitudeDeg',
};

function emptyPlaces(n: number): PlaceColumns {
  const numbers = () => new Float64Array(n);
  return {
    eastM: numbers(),
    northM: numbers(),
    longitudeDeg: numbers(),
    latitudeDeg: numbers(),
    heightM: numbers(),
    losEast: numbers(),
    losNorth: numbers(),
    losUp: numbers(),
    rangeSineM: numbers(),
  };
}

function finish(places: PlaceColumns, plane: StackPlane, found: { row: Int32Array; column: Int32Array }): void {
  for (let i = 0; i < found.row.length; i++) {
    places.rangeSineM[i] *= Math.hypot(places.losEast[i], places.losNorth[i]);
    if (plane.isRadar) {
      [places.eastM[i], places.northM[i]] = plane.ofDegrees(places.longitudeDeg[i], places.latitudeDeg[i]);
    } else {
      [places.eastM[i], places.northM[i]] = plane.ofPixel(found.row[i], found.column[i]);
      [places.longitudeDeg[i], places.latitudeDeg[i]] = plane.toDegrees(places.eastM[i], places.northM[i]);
    }
  }
}

/** Degrees by which a height error moves a point: a roof geocoded with the ground's height lies too near the satellite. */
export function heightShift(
  heightErrorM: number,
  losEast: number,
  losNorth: number,
  losUp: number,
  latitudeDeg: number,
): readonly [longitudeDeg: number, latitudeDeg: number] {
  // Away from the satellite by dh cot(incidence): along minus the horizontal part of the line of sight.
  const horizontal2 = losEast * losEast + losNorth * losNorth;
  const factor = (-heightErrorM * losUp) / horizontal2 / M_PER_DEGREE;
  return [(factor * losEast) / Math.cos((latitudeDeg * Math.PI) / 180), factor * losNorth];
}
