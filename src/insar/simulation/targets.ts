/** Persistent scatterers as one geometry sees them: which pixel they fall into, how bright, with what phase. */
import type { Acquisitions } from './acquisitions.js';
import type { Ground, Scatterer } from './ground.js';
import { type MotionModel, THERMAL } from './motion-sources.js';
import { hash32, hashUniform } from './random-stream.js';
import { unitVector, type View } from './view.js';

export interface Target {
  readonly id: number;
  readonly row: number;
  readonly column: number;
  /** Of its peak from the centre of the pixel, -0.5 to 0.5. */
  readonly rowOffset: number;
  readonly columnOffset: number;
  /** Where it is, relative to the centre of the scene. */
  readonly eastM: number;
  readonly northM: number;
  /** The height that was given there. */
  readonly demHeightM: number;
  /** True minus given height: of the ground, and above it. */
  readonly heightErrorM: number;
  readonly scrDb: number;
  /** Of itself, at any date. */
  readonly phaseRad: number;
  /** mm towards the satellite, by function of time. */
  readonly losCoefficients: Float64Array;
  /** (functions, 3) east, north, up. */
  readonly motion: Float64Array;
  /** Dates on which it is there: first and last. */
  readonly firstDate: number;
  readonly lastDate: number;
  /** Of its own, from date to date. */
  readonly phaseNoiseRad: number;
}

/** Facades look to one side: a share of the scatterers shows in only one of two geometries. */
const VISIBLE_SHARE = 0.8;
const APPEARING_SHARE = 0.03;
const VANISHING_SHARE = 0.03;
const UNSTEADY_SHARE = 0.08;
const UNSTEADY_RAD = { min: 0.25, max: 1 };
/** Tallest building and DEM error, at the steepest incidence: how far a scatterer may be drawn towards the satellite. */
const FARTHEST_SHIFT_M = 220;

/** Targets whose pixel lies in some rows, in order of row and column; of several in one pixel the brightest. */
export function targetsOf(
  ground: Ground,
  view: View,
  motion: MotionModel,
  acquisitions: Acquisitions,
  rows: { readonly first: number; readonly count: number },
): Target[] {
  const { centreEastM, centreNorthM, columns } = view.spec;
  const corners = [
    [rows.first - 0.5, -0.5],
    [rows.first - 0.5, columns - 0.5],
    [rows.first + rows.count - 0.5, -0.5],
    [rows.first + rows.count - 0.5, columns - 0.5],
  ];
  const easts = corners.map(([row, column]) => view.eastM(row, column) - centreEastM);
  const norths = corners.map(([row, column]) => view.northM(row, column) - centreNorthM);
  const byPixel = new Map<number, { readonly scatterer: Scatterer; readonly scrDb: number }>();
  const isAscending = view.spec.orbit === 'ascending';
  for (const scatterer of ground.scatterers({
    minEastM: Math.min(...easts) - FARTHEST_SHIFT_M,
    minNorthM: Math.min(...norths) - FARTHEST_SHIFT_M,
    maxEastM: Math.max(...easts) + FARTHEST_SHIFT_M,
    maxNorthM: Math.max(...norths) + FARTHEST_SHIFT_M,
  })) {
    const { row, column } = pixelOf(ground, view, scatterer);
    const [r, c] = [Math.round(row), Math.round(column)];
    if (r < rows.first || r >= rows.first + rows.count || c < 0 || c >= columns) continue;
    if (hashUniform(scatterer.id, isAscending ? 1 : 2) >= VISIBLE_SHARE) continue;
    const key = (r - rows.first) * columns + c;
    const known = byPixel.get(key);
    if (!known || known.scrDb < scatterer.scrDb) byPixel.set(key, { scatterer, scrDb: scatterer.scrDb });
  }
  return [...byPixel]
    .sort(([a], [b]) => a - b)
    .map(([, { scatterer }]) => targetOf(ground, view, motion, acquisitions, scatterer));
}

/** Where the geocoding with the given height puts a scatterer: what is too high lies too near the satellite. */
function pixelOf(ground: Ground, view: View, { eastM, northM, elevationM }: Scatterer) {
  const { centreEastM, centreNorthM } = view.spec;
  const [east, north] = [centreEastM + eastM, centreNorthM + northM];
  const heightErrorM = ground.demErrorM(eastM, northM) + elevationM;
  const shiftM = heightErrorM / Math.tan(view.incidenceRad(east, north));
  const [seenEast, seenNorth] = [east + shiftM * view.towardsEast, north + shiftM * view.towardsNorth];
  return { row: view.rowOf(seenEast, seenNorth), column: view.columnOf(seenEast, seenNorth), heightErrorM };
}

function targetOf(
  ground: Ground,
  view: View,
  model: MotionModel,
  { dates }: Acquisitions,
  scatterer: Scatterer,
): Target {
  const { id, eastM, northM, scrDb, thermalMmPerK } = scatterer;
  const { row, column, heightErrorM } = pixelOf(ground, view, scatterer);
  const motion = model.at(eastM, northM, new Float64Array(3 * model.functions.length));
  motion[3 * THERMAL + 2] += thermalMmPerK;
  const { centreEastM, centreNorthM } = view.spec;
  const vector = unitVector(view, view.incidenceRad(centreEastM + eastM, centreNorthM + northM));
  const losCoefficients = Float64Array.from(
    model.functions,
    (_, k) => motion[3 * k] * vector[0] + motion[3 * k + 1] * vector[1] + motion[3 * k + 2] * vector[2],
  );
  const [fate, when, unsteady] = [hashUniform(id, 11), hashUniform(id, 12), hashUniform(id, 13)];
  const change = Math.round((0.1 + 0.8 * when) * (dates.length - 1));
  return {
    id,
    row: Math.round(row),
    column: Math.round(column),
    rowOffset: row - Math.round(row),
    columnOffset: column - Math.round(column),
    eastM,
    northM,
    demHeightM: ground.heightM(eastM, northM),
    heightErrorM,
    scrDb,
    phaseRad: 2 * Math.PI * hashUniform(id, view.spec.orbit === 'ascending' ? 21 : 22),
    losCoefficients,
    motion,
    firstDate: fate < APPEARING_SHARE ? change : 0,
    lastDate: fate >= 1 - VANISHING_SHARE ? change : dates.length - 1,
    phaseNoiseRad:
      unsteady < UNSTEADY_SHARE
        ? UNSTEADY_RAD.min + (UNSTEADY_RAD.max - UNSTEADY_RAD.min) * (hash32(id, 14) / 2 ** 32)
        : 0,
  };
}
