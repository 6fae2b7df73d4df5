/**
 * Bursts with known truth, as points without series: the ground moves as a GNSS model says and sinks in bowls; each burst
 * sees it along its line of sight, with noise, and adds a reference and a ramp of its own.
 */
import type {
  CalibrationObservations,
  CalibrationProduct,
  CalibrationUnit,
  OverlapCell,
  TieCell,
} from '../../../src/insar/calibration/observations.js';
import { type CalibrationSurface, surfaceOf } from '../../../src/insar/calibration/surface.js';
import { newTieCount, TieCollector, type TieCount, type TiePoints } from '../../../src/insar/calibration/tie-cells.js';
import { type GnssModel, parseGnssModel } from '../../../src/products/gnss-model.js';
import { SeededRandom } from '../../../src/products/seeded-random.js';
import { lineOfSight } from '../../../src/products/synthetic-burst-grid.js';
import { type Bowl, bowlMotion } from '../../../src/products/synthetic-ground.js';

export interface SimulatedBurst extends CalibrationProduct {
  readonly centreEastingM: number;
  readonly centreNorthingM: number;
  /** Across and along the track. */
  readonly widthM: number;
  readonly heightM: number;
  readonly incidenceDeg: number;
  readonly pointCount: number;
  readonly seed: number;
  /** What is not motion of the ground, mm/yr at a place (EPSG:3035). */
  readonly error: (eastingM: number, northingM: number) => number;
  /** Label by place; all 0 by default. */
  readonly cluster?: (eastingM: number, northingM: number) => number;
  /** Points that are kept; all by default. */
  readonly keeps?: (eastingM: number, northingM: number) => boolean;
  /** Default 0.8 mm/yr. */
  readonly noiseMmPerYear?: number;
}

export interface SimulatedPoints extends TiePoints {
  readonly cluster: Int32Array;
  /** What a calibrated product should say, without noise. */
  readonly truthMmPerYear: Float64Array;
}

export const HEADING_DEG = { ascending: -11, descending: 191 } as const;

export function simulatePoints(burst: SimulatedBurst, model: GnssModel, bowls: readonly Bowl[]): SimulatedPoints {
  const random = new SeededRandom(burst.seed);
  const headingDeg = HEADING_DEG[burst.direction];
  const bearing = (headingDeg * Math.PI) / 180;
  const rows: number[][] = [];
  while (rows.length < burst.pointCount) {
    const along = random.between(-0.5, 0.5) * burst.heightM;
    const across = random.between(-0.5, 0.5) * burst.widthM;
    const eastingM = burst.centreEastingM + along * Math.sin(bearing) + across * Math.cos(bearing);
    const northingM = burst.centreNorthingM + along * Math.cos(bearing) - across * Math.sin(bearing);
    const incidenceDeg = burst.incidenceDeg + (across / 80_000) * 6;
    const los = lineOfSight(incidenceDeg, headingDeg);
    const gnss = model.at(eastingM, northingM);
    const bowl = bowlMotion(bowls, eastingM, northingM);
    const truth =
      ((gnss?.eastMmPerYear ?? 0) + bowl.eastMmPerYear) * los.losEast +
      ((gnss?.northMmPerYear ?? 0) + bowl.northMmPerYear) * los.losNorth +
      ((gnss?.upMmPerYear ?? 0) + bowl.upMmPerYear) * los.losUp;
    const noise = (burst.noiseMmPerYear ?? 0.8) * random.gaussian();
    const velocity = Math.round(10 * (truth + burst.error(eastingM, northingM) + noise)) / 10;
    const cluster = burst.cluster?.(eastingM, northingM) ?? 0;
    const row = [eastingM, northingM, velocity, los.losEast, los.losNorth, los.losUp, incidenceDeg, truth, cluster];
    if (burst.keeps?.(eastingM, northingM) ?? true) rows.push(row);
    else if (random.uniform() < 1e-4) break;
  }
  const column = (index: number) => Float64Array.from(rows, (row) => row[index]);
  return {
    eastingM: column(0),
    northingM: column(1),
    velocityMmPerYear: column(2),
    losEast: column(3),
    losNorth: column(4),
    losUp: column(5),
    incidenceDeg: column(6),
    truthMmPerYear: column(7),
    cluster: Int32Array.from(rows, (row) => row[8]),
  };
}

export interface Simulation {
  readonly bursts: readonly SimulatedBurst[];
  readonly points: readonly SimulatedPoints[];
  readonly observations: CalibrationObservations;
  readonly count: TieCount;
}

const SQUARE_M = 20_000;

/** The points of all bursts, reduced square by square with `model`; the ground itself moves as `truth` says. */
export function simulate(
  bursts: readonly SimulatedBurst[],
  bowls: readonly Bowl[],
  model: GnssModel,
  truth = model,
  cellM = 1000,
): Simulation {
  const points = bursts.map((burst) => simulatePoints(burst, truth, bowls));
  const units: CalibrationUnit[] = [];
  const squares = new Map<string, Map<number, number[]>>();
  points.forEach((columns, product) => {
    for (let row = 0; row < columns.eastingM.length; row++) {
      const cluster = columns.cluster[row];
      let unit = units.findIndex((known) => known.product === product && known.cluster === cluster);
      if (unit < 0) unit = units.push({ product, cluster }) - 1;
      const key = `${Math.floor(columns.eastingM[row] / SQUARE_M)} ${Math.floor(columns.northingM[row] / SQUARE_M)}`;
      const square = squares.get(key) ?? new Map<number, number[]>();
      squares.set(key, square);
      const rows = square.get(unit);
      if (rows) rows.push(row);
      else square.set(unit, [row]);
    }
  });
  const count = newTieCount();
  const ties: TieCell[] = [];
  const overlaps: OverlapCell[] = [];
  for (const [key, byUnit] of squares) {
    const [column, row] = key.split(' ').map(Number);
    const square = { minEastingM: column * SQUARE_M, minNorthingM: row * SQUARE_M, sizeM: SQUARE_M, cellM };
    const collector = new TieCollector(square, model, bursts, units);
    for (const [unit, rows] of byUnit) collector.add(unit, points[units[unit].product], count, Uint32Array.from(rows));
    const found = collector.finish();
    ties.push(...found.ties);
    overlaps.push(...found.overlaps);
  }
  return { bursts, points, observations: { products: bursts, units, ties, overlaps }, count };
}

/** What calibration leaves of a burst's error, or adds to it, at every point; free of the noise of the points. */
export function leftErrors({ bursts, points }: Simulation, surface: CalibrationSurface, product: number): Float64Array {
  const surfaceAt = surfaceOf(surface, product);
  const { eastingM, northingM, cluster } = points[product];
  return eastingM.map(
    (easting, i) => bursts[product].error(easting, northingM[i]) - surfaceAt(cluster[i], easting, northingM[i]),
  );
}

export const largest = (values: Float64Array): number =>
  values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** A field with slopes and a bend, on nodes every 50 km, as the text of a model. */
export function regionalModel(firstColumn = 0, columns = 10, firstRow = 0, rows = 10): GnssModel {
  const lines = ['N,E,Up,SigmaN,SigmaE,SigmaUP,easting,northing'];
  for (let row = firstRow; row < firstRow + rows; row++) {
    for (let column = firstColumn; column < firstColumn + columns; column++) {
      const up = -0.8 + 0.1 * column - 0.05 * row + 0.2 * Math.sin(column);
      const place = `${4_300_000 + column * 50_000},${2_200_000 + row * 50_000}`;
      lines.push(`${1 + 0.1 * row},${-0.5 + 0.1 * column},${up},0.3,0.3,0.6,${place}`);
    }
  }
  return parseGnssModel(lines.join('\n'), 'model');
}

export const CENTRE = { eastingM: 4_480_000, northingM: 2_400_000 } as const;

/**
 * Bursts of one track, one after the other along it, 19 km apart and 20 km long, each with a reference of up to 3 mm/yr
 * and a ramp of about 5 mm/yr per 100 km of its own. Tracks lie `eastM` from the centre.
 */
export function simulatedTrack(
  track: number,
  count: number,
  eastM: number,
  change: (index: number) => Partial<SimulatedBurst> = () => ({}),
): SimulatedBurst[] {
  const bearing = (HEADING_DEG.ascending * Math.PI) / 180;
  return Array.from({ length: count }, (_, index) => {
    const along = (index - (count - 1) / 2) * 19_000;
    const centreEastingM = CENTRE.eastingM + eastM + along * Math.sin(bearing);
    const centreNorthingM = CENTRE.northingM + along * Math.cos(bearing);
    const seed = 100 * track + index;
    const reference = 3 * Math.sin(seed);
    const [slopeEast, slopeNorth] = [5 * Math.cos(1.7 * seed), 5 * Math.sin(2.3 * seed)];
    return {
      name: `T${track}B${index}`,
      track,
      direction: 'ascending',
      centreEastingM,
      centreNorthingM,
      widthM: 80_000,
      heightM: 20_000,
      incidenceDeg: 36,
      pointCount: 12_000,
      seed,
      error: (e, n) => reference + (slopeEast * (e - centreEastingM) + slopeNorth * (n - centreNorthingM)) / 100_000,
      ...change(index),
    };
  });
}

/** Least-squares plane through values at places of many bursts: mean, and the slope's size in mm/yr per 100 km. */
export function rampOf(places: readonly SimulatedPoints[], values: readonly Float64Array[]) {
  let [n, e0, n0] = [0, 0, 0];
  for (const { eastingM, northingM } of places) {
    n += eastingM.length;
    e0 += eastingM.reduce((sum, value) => sum + value, 0);
    n0 += northingM.reduce((sum, value) => sum + value, 0);
  }
  let [ee, en, nn, e, nv, sum] = [0, 0, 0, 0, 0, 0];
  places.forEach(({ eastingM, northingM }, burst) => {
    eastingM.forEach((easting, i) => {
      const [x, y, v] = [easting - e0 / n, northingM[i] - n0 / n, values[burst][i]];
      ee += x * x;
      en += x * y;
      nn += y * y;
      e += x * v;
      nv += y * v;
      sum += v;
    });
  });
  const determinant = ee * nn - en * en;
  const slope = Math.hypot((nn * e - en * nv) / determinant, (ee * nv - en * e) / determinant);
  return { mean: sum / n, slopePer100Km: slope * 100_000 };
}
