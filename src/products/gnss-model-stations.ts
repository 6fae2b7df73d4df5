/**
 * A GNSS model from stations, wherever they stand.
 *
 * The velocity at a place is the value there of a plane fitted to the stations around it, each component by itself:
 *   weight of a station = exp(-d^2 / 2 L^2) / (sigma^2 + LOCAL_SIGMA^2), d its distance;
 *   L follows the network: the distance to the fourth nearest station, but 20 to 75 km; stations beyond 150 km have no say;
 *   Huber weights (k = 1.5) take the force from a station that moves unlike its neighbours;
 *   slopes have a prior of 0 +- 2 mm/yr per 100 km, so that where stations stand on one side only, or in a row, the plane
 *   turns into their weighted mean and does not run away.
 * Undefined farther than 150 km from the nearest station, or with fewer than three within 150 km. Values are computed on
 * a lattice of 10 km and are bilinear between its nodes.
 */
import { invalidParameter } from '../errors.js';
import { bilinearVelocity } from './gnss-model-bilinear.js';
import type { GnssModel, GnssNode, GnssVelocity } from './gnss-model-node.js';

export interface StationRow {
  readonly line: number;
  readonly node: GnssNode;
}

const REACH_M = 150_000;
const MIN_STATIONS = 3;
const LATTICE_M = 10_000;
/** Columns of the lattice are numbered within this, so that one number is a key. */
const MAX_COLUMNS = 2 ** 20;
const BANDWIDTH_M = { least: 20_000, most: 75_000, neighbour: 4 } as const;
/** Motion that a station does not share with the ground 20 km away; also keeps sigmas of zero from ruling. */
const LOCAL_SIGMA_MM_PER_YEAR = 0.3;
const SLOPE_PRIOR_MM_PER_YEAR_PER_M = 2 / 100_000;
const HUBER = 1.5;
const HUBER_ROUNDS = 8;

/** Throws `invalidParameter` for fewer than three stations, or one name twice. */
export function stationModel(rows: readonly StationRow[], where: string, origin: string): GnssModel {
  if (rows.length < MIN_STATIONS) {
    throw invalidParameter(where, `expected at least ${MIN_STATIONS} stations, got ${rows.length}`);
  }
  const lineOf = new Map<string, number>();
  for (const { line, node } of rows) {
    const earlier = lineOf.get(node.name);
    if (earlier !== undefined) {
      throw invalidParameter(`${where}:${line}`, `station ${node.name} stands in line ${earlier} already`);
    }
    lineOf.set(node.name, line);
  }
  return new StationModel(
    rows.map(({ node }) => node),
    origin,
  );
}

class StationModel implements GnssModel {
  readonly kind = 'stations';
  /** Stations by square of `REACH_M`, so that those within reach stand in nine of them. */
  readonly #squares = new Map<number, GnssNode[]>();
  readonly #lattice = new Map<number, GnssVelocity | undefined>();

  constructor(
    readonly nodes: readonly GnssNode[],
    private readonly origin: string,
  ) {
    for (const node of nodes) {
      const key = keyOf(Math.floor(node.eastingM / REACH_M), Math.floor(node.northingM / REACH_M));
      const square = this.#squares.get(key);
      if (square) square.push(node);
      else this.#squares.set(key, [node]);
    }
  }

  get description(): string {
    return `${this.nodes.length} stations${this.origin}, robust local plane within ${REACH_M / 1000} km between them`;
  }

  at(eastingM: number, northingM: number): GnssVelocity | undefined {
    const node = (column: number, row: number) => this.#latticeNode(column, row);
    return bilinearVelocity(node, eastingM / LATTICE_M, northingM / LATTICE_M);
  }

  nearestNodeM(eastingM: number, northingM: number): number {
    const near = this.#within(eastingM, northingM);
    const some = near.length > 0 ? near : this.nodes.map((node) => neighbourOf(node, eastingM, northingM));
    return some.reduce((least, { distanceM }) => Math.min(least, distanceM), Number.POSITIVE_INFINITY);
  }

  without(names: ReadonlySet<string>): GnssModel {
    return new StationModel(
      this.nodes.filter(({ name }) => !names.has(name)),
      this.origin,
    );
  }

  #latticeNode(column: number, row: number): GnssVelocity | undefined {
    const key = keyOf(column, row);
    if (!this.#lattice.has(key)) {
      const near = this.#within(column * LATTICE_M, row * LATTICE_M);
      this.#lattice.set(key, near.length < MIN_STATIONS ? undefined : localVelocity(near));
    }
    return this.#lattice.get(key);
  }

  /** Stations within reach, nearest first. */
  #within(eastingM: number, northingM: number): Neighbour[] {
    const column = Math.floor(eastingM / REACH_M);
    const row = Math.floor(northingM / REACH_M);
    const found: Neighbour[] = [];
    for (let r = row - 1; r <= row + 1; r++) {
      for (let c = column - 1; c <= column + 1; c++) {
        for (const node of this.#squares.get(keyOf(c, r)) ?? []) {
          const neighbour = neighbourOf(node, eastingM, northingM);
          if (neighbour.distanceM <= REACH_M) found.push(neighbour);
        }
      }
    }
    return found.sort((a, b) => a.distanceM - b.distanceM);
  }
}

const keyOf = (column: number, row: number) => row * MAX_COLUMNS + column;

/** A station as seen from a place. */
interface Neighbour {
  readonly velocity: GnssVelocity;
  /** From the place. */
  readonly eastM: number;
  readonly northM: number;
  readonly distanceM: number;
}

function neighbourOf({ eastingM, northingM, velocity }: GnssNode, fromEastingM: number, fromNorthingM: number) {
  const eastM = eastingM - fromEastingM;
  const northM = northingM - fromNorthingM;
  return { velocity, eastM, northM, distanceM: Math.hypot(eastM, northM) };
}

function localVelocity(near: readonly Neighbour[]): GnssVelocity {
  const reference = near[Math.min(BANDWIDTH_M.neighbour, near.length) - 1].distanceM;
  const bandwidthM = Math.min(BANDWIDTH_M.most, Math.max(BANDWIDTH_M.least, reference));
  const closeness = near.map(({ distanceM }) => Math.exp(-0.5 * (distanceM / bandwidthM) ** 2));
  const fit = (value: (v: GnssVelocity) => number, sigma: (v: GnssVelocity) => number) =>
    localPlane(
      near,
      closeness,
      near.map(({ velocity }) => value(velocity)),
      near.map(({ velocity }) => sigma(velocity)),
    );
  const north = fit(
    (v) => v.northMmPerYear,
    (v) => v.sigmaNorthMmPerYear,
  );
  const east = fit(
    (v) => v.eastMmPerYear,
    (v) => v.sigmaEastMmPerYear,
  );
  const up = fit(
    (v) => v.upMmPerYear,
    (v) => v.sigmaUpMmPerYear,
  );
  return {
    northMmPerYear: north.value,
    eastMmPerYear: east.value,
    upMmPerYear: up.value,
    sigmaNorthMmPerYear: north.sigma,
    sigmaEastMmPerYear: east.sigma,
    sigmaUpMmPerYear: up.sigma,
  };
}

/**
 * Value of the plane at the place itself, and its sigma: formal, and larger where the stations agree worse than their
 * sigmas say.
 */
function localPlane(
  near: readonly Neighbour[],
  closeness: readonly number[],
  values: readonly number[],
  sigmas: readonly number[],
): { value: number; sigma: number } {
  const variances = sigmas.map((sigma) => sigma ** 2 + LOCAL_SIGMA_MM_PER_YEAR ** 2);
  const robust = new Array<number>(near.length).fill(1);
  for (let round = 0; ; round++) {
    const normal = planeNormal(near, (i) => (robust[i] * closeness[i]) / variances[i], values);
    const inverse = inverseOf3(normal.matrix);
    const coefficient = (row: number) =>
      inverse[row][0] * normal.right[0] + inverse[row][1] * normal.right[1] + inverse[row][2] * normal.right[2];
    const plane = [coefficient(0), coefficient(1), coefficient(2)];
    const residual = (i: number) => values[i] - plane[0] - plane[1] * near[i].eastM - plane[2] * near[i].northM;
    if (round === HUBER_ROUNDS) {
      let [squares, effective] = [0, 0];
      for (let i = 0; i < near.length; i++) {
        squares += (robust[i] * closeness[i] * residual(i) ** 2) / variances[i];
        effective += robust[i] * closeness[i];
      }
      return { value: plane[0], sigma: Math.sqrt(inverse[0][0] * Math.max(1, squares / effective)) };
    }
    for (let i = 0; i < near.length; i++) {
      robust[i] = Math.min(1, (HUBER * Math.sqrt(variances[i])) / Math.abs(residual(i)));
    }
  }
}

/** Normal equations of value, slope east and slope north, the prior of the slopes in them. */
function planeNormal(near: readonly Neighbour[], weight: (i: number) => number, values: readonly number[]) {
  const prior = SLOPE_PRIOR_MM_PER_YEAR_PER_M ** -2;
  let [s, sx, sy, sxx, sxy, syy] = [0, 0, 0, prior, 0, prior];
  const right = [0, 0, 0];
  for (let i = 0; i < near.length; i++) {
    const { eastM, northM } = near[i];
    const w = weight(i);
    s += w;
    sx += w * eastM;
    sy += w * northM;
    sxx += w * eastM * eastM;
    sxy += w * eastM * northM;
    syy += w * northM * northM;
    right[0] += w * values[i];
    right[1] += w * eastM * values[i];
    right[2] += w * northM * values[i];
  }
  const matrix = [
    [s, sx, sy],
    [sx, sxx, sxy],
    [sy, sxy, syy],
  ];
  return { matrix, right };
}

/** By cofactors; the prior and the nearest station keep it regular. */
function inverseOf3(m: readonly (readonly number[])[]): number[][] {
  const cofactor = (r: number, c: number) => {
    const [r1, r2] = [(r + 1) % 3, (r + 2) % 3];
    const [c1, c2] = [(c + 1) % 3, (c + 2) % 3];
    return m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1];
  };
  const determinant = m[0][0] * cofactor(0, 0) + m[0][1] * cofactor(0, 1) + m[0][2] * cofactor(0, 2);
  return [0, 1, 2].map((r) => [0, 1, 2].map((c) => cofactor(c, r) / determinant));
}
