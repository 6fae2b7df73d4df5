/**
 * How a satellite sees the scene: the grid of its images on the ground, its lines of sight, its distance. The Earth is a
 * sphere here, and one orbit a circle over it; both exact enough for a scene of a few dozen kilometres.
 */
import { crsByUri } from '../../geodesy/crs.js';
import { transformPoint } from '../../geodesy/transform.js';
import { lineOfSight } from '../../products/synthetic-burst-grid.js';

export interface ViewSpec {
  readonly orbit: 'ascending' | 'descending';
  /** Flight direction, clockwise from north: about -12 ascending, -168 descending. */
  readonly headingDeg: number;
  /** In the middle of the scene. */
  readonly incidenceDeg: number;
  /** `map`: geocoded, rows run southwards. `radar`: rows along the flight, columns away from the satellite. */
  readonly grid: 'map' | 'radar';
  readonly rows: number;
  readonly columns: number;
  /** On the ground. */
  readonly rowSpacingM: number;
  readonly columnSpacingM: number;
  /** Projected CRS of the ground, EPSG. */
  readonly epsg: number;
  readonly centreEastM: number;
  readonly centreNorthM: number;
}

export interface View {
  readonly spec: ViewSpec;
  /** Coordinates of a place in the image; (0, 0) is the centre of the first pixel. */
  eastM(row: number, column: number): number;
  northM(row: number, column: number): number;
  /** Row and column of coordinates, fractions included. */
  rowOf(eastM: number, northM: number): number;
  columnOf(eastM: number, northM: number): number;
  /** At coordinates. */
  incidenceRad(eastM: number, northM: number): number;
  slantRangeM(incidenceRad: number): number;
  /** Horizontal direction to the satellite, in the axes of the CRS; times the cotangent of the incidence where a height goes. */
  readonly towardsEast: number;
  readonly towardsNorth: number;
  /** Heading against true north, for lines of sight. */
  readonly headingDeg: number;
  longitudeLatitude(eastM: number, northM: number): readonly [longitudeDeg: number, latitudeDeg: number];
}

const EARTH_RADIUS_M = 6_371_000;
const ORBIT_HEIGHT_M = 697_000;
const ORBIT_RADIUS_M = EARTH_RADIUS_M + ORBIT_HEIGHT_M;

/** Throws RangeError for a CRS that is not known or not in metres. */
export function createView(spec: ViewSpec): View {
  const { centreEastM, centreNorthM, rows, columns, rowSpacingM, columnSpacingM, headingDeg } = spec;
  const crs = crsByUri(`EPSG:${spec.epsg}`);
  if (crs?.unit !== 'm') throw new RangeError(`epsg: expected a projected system in metres, got ${spec.epsg}`);
  const toDegrees = transformPoint(crs, 'OGC:CRS84');
  const bearingRad = radians(headingDeg) - gridNorthRad(toDegrees, centreEastM, centreNorthM);
  // To the right of the flight, where Sentinel-1 looks: away from it.
  const [awayEast, awayNorth] = [Math.cos(bearingRad), -Math.sin(bearingRad)];
  const isMap = spec.grid === 'map';
  const [rowEast, rowNorth] = isMap ? [0, -rowSpacingM] : [-awayNorth * rowSpacingM, awayEast * rowSpacingM];
  const [columnEast, columnNorth] = isMap
    ? [columnSpacingM, 0]
    : [awayEast * columnSpacingM, awayNorth * columnSpacingM];
  const firstEastM = centreEastM - ((rows - 1) / 2) * rowEast - ((columns - 1) / 2) * columnEast;
  const firstNorthM = centreNorthM - ((rows - 1) / 2) * rowNorth - ((columns - 1) / 2) * columnNorth;
  const determinant = rowEast * columnNorth - rowNorth * columnEast;
  const centreAngleRad = centralAngleRad(radians(spec.incidenceDeg));
  return {
    spec,
    eastM: (row, column) => firstEastM + row * rowEast + column * columnEast,
    northM: (row, column) => firstNorthM + row * rowNorth + column * columnNorth,
    rowOf: (eastM, northM) => ((eastM - firstEastM) * columnNorth - (northM - firstNorthM) * columnEast) / determinant,
    columnOf: (eastM, northM) => ((northM - firstNorthM) * rowEast - (eastM - firstEastM) * rowNorth) / determinant,
    incidenceRad: (eastM, northM) => {
      const awayM = (eastM - centreEastM) * awayEast + (northM - centreNorthM) * awayNorth;
      const angleRad = centreAngleRad + awayM / EARTH_RADIUS_M;
      const lookRad = Math.atan2(
        EARTH_RADIUS_M * Math.sin(angleRad),
        ORBIT_RADIUS_M - EARTH_RADIUS_M * Math.cos(angleRad),
      );
      return lookRad + angleRad;
    },
    slantRangeM: (incidenceRad) => (ORBIT_RADIUS_M * Math.sin(centralAngleRad(incidenceRad))) / Math.sin(incidenceRad),
    towardsEast: -awayEast,
    towardsNorth: -awayNorth,
    headingDeg,
    longitudeLatitude: (eastM, northM) => toDegrees(eastM, northM),
  };
}

/** Unit vector to the satellite: east, north, up. */
export function unitVector(view: View, incidenceRad: number): readonly [number, number, number] {
  const { losEast, losNorth, losUp } = lineOfSight((incidenceRad * 180) / Math.PI, view.headingDeg);
  return [losEast, losNorth, losUp];
}

/** Between the satellite and the place, seen from the centre of the Earth: incidence less look angle. */
const centralAngleRad = (incidenceRad: number): number =>
  incidenceRad - Math.asin((EARTH_RADIUS_M * Math.sin(incidenceRad)) / ORBIT_RADIUS_M);

/** Bearing of the grid's north, clockwise from true north. */
function gridNorthRad(
  toDegrees: (x: number, y: number) => readonly [number, number],
  eastM: number,
  northM: number,
): number {
  const [longitude, latitude] = toDegrees(eastM, northM);
  const [longitudeThere, latitudeThere] = toDegrees(eastM, northM + 100);
  return Math.atan2((longitudeThere - longitude) * Math.cos(radians(latitude)), latitudeThere - latitude);
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180;
