/**
 * GNSS stations that took no part, beside what was made without them: the model's own prediction for the place, and the
 * calibrated velocity of the points around it along their lines of sight. This is what tells whether a calibration is right.
 */
import type { GnssModel, GnssNode, GnssVelocity } from '../../products/gnss-model.js';
import type { Adjustment } from './adjustment.js';
import type { CalibrationObservations, CalibrationProduct } from './observations.js';
import { medianErrorMmPerYear, medianOfSorted } from './robust-spread.js';

export interface HeldOutStation {
  readonly name: string;
  readonly eastingM: number;
  readonly northingM: number;
  readonly observed: GnssVelocity;
  /** Of the model without it; absent where that no longer reaches. */
  readonly predicted?: GnssVelocity;
  /** Per track with points within the radius. */
  readonly lineOfSight: readonly HeldOutTrack[];
}

export interface HeldOutTrack {
  readonly track: number;
  readonly direction: CalibrationProduct['direction'];
  readonly points: number;
  /** Calibrated InSAR, and the station's own velocity, along the line of sight. */
  readonly insarMmPerYear: number;
  readonly stationMmPerYear: number;
  readonly residualMmPerYear: number;
  /** Of the residual: spread of the cells around, and what the station says of itself. */
  readonly sigmaMmPerYear: number;
}

export const HELD_OUT_RADIUS_M = 3000;

export function heldOutStations(
  stations: readonly GnssNode[],
  model: GnssModel,
  observations: CalibrationObservations,
  adjustment: Adjustment,
): HeldOutStation[] {
  const squares = tiesBySquare(observations);
  return stations.map(({ name, eastingM, northingM, velocity }) => {
    const predicted = model.at(eastingM, northingM);
    return {
      name,
      eastingM,
      northingM,
      observed: velocity,
      ...(predicted ? { predicted } : {}),
      lineOfSight: tracksAround(eastingM, northingM, velocity, squares, observations, adjustment),
    };
  });
}

interface Around {
  readonly track: number;
  readonly direction: CalibrationProduct['direction'];
  readonly calibrated: number[];
  points: number;
  losEast: number;
  losNorth: number;
  losUp: number;
}

function tracksAround(
  eastingM: number,
  northingM: number,
  station: GnssVelocity,
  squares: ReadonlyMap<number, readonly number[]>,
  { products, units, ties }: CalibrationObservations,
  { tieResidual }: Adjustment,
): HeldOutTrack[] {
  const tracks = new Map<string, Around>();
  for (const i of nearTies(squares, eastingM, northingM)) {
    const tie = ties[i];
    if (Math.hypot(tie.eastingM - eastingM, tie.northingM - northingM) > HELD_OUT_RADIUS_M || !tie.isCovered) continue;
    const { track, direction } = products[units[tie.unit].product];
    const key = `${direction} ${track}`;
    const around = tracks.get(key) ?? {
      track,
      direction,
      calibrated: [],
      points: 0,
      losEast: 0,
      losNorth: 0,
      losUp: 0,
    };
    around.calibrated.push(tie.gnssMmPerYear + tieResidual[i]);
    around.points += tie.pointCount;
    around.losEast += tie.losEast;
    around.losNorth += tie.losNorth;
    around.losUp += tie.losUp;
    tracks.set(key, around);
  }
  return [...tracks.values()].map(({ track, direction, calibrated, points, losEast, losNorth, losUp }) => {
    const cells = calibrated.length;
    const sorted = Float64Array.from(calibrated).sort();
    const insarMmPerYear = medianOfSorted(sorted);
    const [e, n, u] = [losEast / cells, losNorth / cells, losUp / cells];
    const stationMmPerYear = station.eastMmPerYear * e + station.northMmPerYear * n + station.upMmPerYear * u;
    return {
      track,
      direction,
      points,
      insarMmPerYear,
      stationMmPerYear,
      residualMmPerYear: insarMmPerYear - stationMmPerYear,
      sigmaMmPerYear: Math.hypot(
        medianErrorMmPerYear(sorted, insarMmPerYear),
        station.sigmaEastMmPerYear * e,
        station.sigmaNorthMmPerYear * n,
        station.sigmaUpMmPerYear * u,
      ),
    };
  });
}

/** Indices of ties by square of the radius, so that those of a station stand in nine of them. */
function tiesBySquare({ ties }: CalibrationObservations): ReadonlyMap<number, readonly number[]> {
  const squares = new Map<number, number[]>();
  ties.forEach(({ eastingM, northingM }, i) => {
    const key = squareKey(Math.floor(eastingM / HELD_OUT_RADIUS_M), Math.floor(northingM / HELD_OUT_RADIUS_M));
    const square = squares.get(key);
    if (square) square.push(i);
    else squares.set(key, [i]);
  });
  return squares;
}

function nearTies(squares: ReadonlyMap<number, readonly number[]>, eastingM: number, northingM: number): number[] {
  const [column, row] = [Math.floor(eastingM / HELD_OUT_RADIUS_M), Math.floor(northingM / HELD_OUT_RADIUS_M)];
  const found: number[] = [];
  for (let r = row - 1; r <= row + 1; r++) {
    for (let c = column - 1; c <= column + 1; c++) found.push(...(squares.get(squareKey(c, r)) ?? []));
  }
  // In the order of the observations, wherever the squares lie.
  return found.sort((a, b) => a - b);
}

/** More squares than EPSG:3035 has from west to east. */
const squareKey = (column: number, row: number) => row * (1 << 20) + column;

/** Names for a share of the nodes, drawn by a seed: the same for the same model. At least one when any is asked for. */
export function drawHeldOut(candidates: readonly GnssNode[], fraction: number, random: () => number): string[] {
  const names = candidates.map(({ name }) => name).sort();
  const count = fraction > 0 ? Math.min(names.length, Math.max(1, Math.round(fraction * names.length))) : 0;
  for (let i = 0; i < count; i++) {
    const other = i + Math.floor(random() * (names.length - i));
    [names[i], names[other]] = [names[other], names[i]];
  }
  return names.slice(0, count).sort();
}
