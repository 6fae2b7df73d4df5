/**
 * What the orbits in OPERA files tell of the geometry: perpendicular baselines, and slant ranges of all pixels. Lines of
 * sight come from CSLC-S1-STATIC.
 */

import { invalidStack } from '../../errors.js';
import type { RowValues } from '../../formats/geotiff-reader.js';
import type { Hdf5Raster } from '../../formats/hdf5-raster.js';
import { geocentric, verticalAt } from '../../geodesy/geocentric.js';
import { transformPoint } from '../../geodesy/transform.js';
import { turn } from '../turns.js';
import { ComputedRows, combinedRows } from './computed-rows.js';
import { NODE_PIXELS, NodeGrid } from './node-grid.js';
import type { CslcFile, OperaGrid } from './opera-file.js';
import { perpendicularBaselineM, type Sighting } from './orbit.js';
import type { RowSource } from './slc-stack.js';

/** Second height at which ranges are computed: straight through both they are good to 2 m up to 3,000 m, of 850 km. */
const UPPER_HEIGHT_M = 1000;

/** Longitude and latitude, radians, of a pixel. */
export function lonLatOf({ place }: OperaGrid): (row: number, column: number) => readonly [number, number] {
  const toDegrees = transformPoint(`EPSG:${place.epsg}`, 'OGC:CRS84');
  return (row, column) => {
    const [longitudeDeg, latitudeDeg] = toDegrees(
      place.west + (column + 0.5) * place.pixelWidth,
      place.north - (row + 0.5) * place.pixelHeight,
    );
    return [(longitudeDeg * Math.PI) / 180, (latitudeDeg * Math.PI) / 180];
  };
}

/**
 * One for each file, relative to the reference, in the middle of the image: over a burst they change by a few per cent.
 * @param heightM in the middle
 */
export function operaBaselinesM(files: readonly CslcFile[], reference: CslcFile, heightM: number): number[] {
  const { grid } = reference;
  const [longitudeRad, latitudeRad] = lonLatOf(grid)((grid.heightPixels - 1) / 2, (grid.widthPixels - 1) / 2);
  const target = geocentric(longitudeRad, latitudeRad, heightM);
  const vertical = verticalAt(longitudeRad, latitudeRad);
  const seen = (file: CslcFile): Sighting => {
    const sighting = file.orbit.see(target);
    if (!sighting) throw notSeen(file.path);
    return sighting;
  };
  const first = seen(reference);
  return files.map((file) => (file === reference ? 0 : perpendicularBaselineM(target, vertical, first, seen(file))));
}

/** Slant ranges of the reference image at the heights of the pixels, at 0 m where there is none. */
export function slantRangeRows({ path, grid, orbit }: CslcFile, heights: RowSource): RowSource {
  const lonLat = lonLatOf(grid);
  let nearS: number | undefined;
  const rangeM = (longitudeRad: number, latitudeRad: number, heightM: number): number => {
    const sighting = orbit.see(geocentric(longitudeRad, latitudeRad, heightM), nearS);
    if (!sighting) throw notSeen(path);
    nearS = sighting.timeS;
    return sighting.rangeM;
  };
  const nodes = new NodeGrid(grid.widthPixels, 2, (row, column, out, at) => {
    const [longitudeRad, latitudeRad] = lonLat(row, column);
    out[at] = rangeM(longitudeRad, latitudeRad, 0);
    out[at + 1] = (rangeM(longitudeRad, latitudeRad, UPPER_HEIGHT_M) - out[at]) / UPPER_HEIGHT_M;
  });
  const fill = async (first: number, rows: number, out: RowValues) => {
    const heightsM = await heights.readRows(first, rows);
    for (let i = 0; i < rows; i++) {
      const ranges = nodes.along(first + i);
      for (let column = 0; column < grid.widthPixels; column++) {
        const node = 2 * Math.floor(column / NODE_PIXELS);
        const share = (column % NODE_PIXELS) / NODE_PIXELS;
        const at = i * grid.widthPixels + column;
        const heightM = Number.isNaN(heightsM[at]) ? 0 : heightsM[at];
        out[at] =
          ranges[node] +
          share * (ranges[node + 2] - ranges[node]) +
          heightM * (ranges[node + 1] + share * (ranges[node + 3] - ranges[node + 1]));
      }
    }
  };
  return new ComputedRows(path, heights.blockRows, grid.widthPixels, async (first, rows, out) => {
    for (let done = 0; done < rows; done += NODE_PIXELS) {
      const some = Math.min(NODE_PIXELS, rows - done);
      await fill(first + done, some, out.subarray(done * grid.widthPixels, (done + some) * grid.widthPixels));
      await turn();
    }
  });
}

/** Up from east and north, NaN where both are nothing; zero where they are too long for a unit vector, which is refused. */
export function losUpRows(path: string, east: Hdf5Raster, north: Hdf5Raster): RowSource {
  return combinedRows(path, east.widthPixels, [east, north], (e, n) =>
    e === 0 && n === 0 ? Number.NaN : Math.sqrt(Math.max(0, 1 - e * e - n * n)),
  );
}

const notSeen = (path: string) =>
  invalidStack(path, '/metadata/orbit: expected an orbit that passes the images, got one that does not');
