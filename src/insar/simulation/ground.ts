/** The one truth that both geometries see: heights, land cover, motion, and where scatterers stand. */
import type { Acquisitions } from './acquisitions.js';
import { LandCoverMap, type LandCoverPlan } from './land-cover.js';
import { MotionModel, type MotionSource } from './motion-sources.js';
import { hash32, hashUniform, RandomStream } from './random-stream.js';
import { fractalNoise } from './value-noise.js';

export interface GroundSpec {
  readonly seed: number;
  readonly centreEastM: number;
  readonly centreNorthM: number;
  readonly landCover: LandCoverPlan;
  readonly baseHeightM: number;
  /** Standard deviation of heights. */
  readonly reliefM: number;
  /** Standard deviation of true minus given height, of the ground. */
  readonly demErrorM: number;
  readonly motion: readonly MotionSource[];
}

/** A persistent scatterer on the ground, the same for every geometry. */
export interface Scatterer {
  readonly id: number;
  readonly eastM: number;
  readonly northM: number;
  /** Above the ground: on a building. */
  readonly elevationM: number;
  readonly scrDb: number;
  /** Of its elevation: mm towards the satellite for each kelvin, before the line of sight. */
  readonly thermalMmPerK: number;
}

const HILL_M = 5000;
const HILL_OCTAVES = 6;
const HILL_PERSISTENCE = 0.42;
const DEM_ERROR_M = 420;
const CELL_M = 200;
const BUILDING_M = 36;
/** Steel and concrete. */
const EXPANSION_PER_K = 1.1e-5;
const SCR_DB = { min: 3, max: 30 };

export class Ground {
  readonly landCover: LandCoverMap;

  constructor(readonly spec: GroundSpec) {
    this.landCover = new LandCoverMap(spec.landCover);
  }

  /** The height that is given: metres above the ellipsoid, at coordinates relative to the centre. */
  heightM(eastM: number, northM: number): number {
    const { seed, baseHeightM, reliefM } = this.spec;
    return reliefM === 0
      ? baseHeightM
      : baseHeightM +
          reliefM * fractalNoise(seed + 11, eastM / HILL_M, northM / HILL_M, HILL_OCTAVES, HILL_PERSISTENCE);
  }

  /** True minus given height of the ground. */
  demErrorM(eastM: number, northM: number): number {
    const { seed, demErrorM } = this.spec;
    return demErrorM === 0 ? 0 : demErrorM * fractalNoise(seed + 31, eastM / DEM_ERROR_M, northM / DEM_ERROR_M, 2, 0.7);
  }

  motion(acquisitions: Acquisitions): MotionModel {
    return new MotionModel(this.spec.motion, acquisitions);
  }

  /** Scatterers of the cells that a box touches: more than those inside it. Relative to the centre. */
  *scatterers(box: { minEastM: number; minNorthM: number; maxEastM: number; maxNorthM: number }): Generator<Scatterer> {
    for (let row = Math.floor(box.minNorthM / CELL_M); row * CELL_M <= box.maxNorthM; row++) {
      for (let column = Math.floor(box.minEastM / CELL_M); column * CELL_M <= box.maxEastM; column++) {
        yield* this.#scatterersOf(column, row);
      }
    }
  }

  /** Candidates at the greatest density there is, of which as many are kept as their place bears. */
  *#scatterersOf(column: number, row: number): Generator<Scatterer> {
    const { seed } = this.spec;
    const most = this.landCover.maxScatterersPerKm2;
    if (most === 0) return;
    const random = new RandomStream(seed, 0x5ca7, column, row);
    const count = random.poisson((most * CELL_M * CELL_M) / 1e6);
    for (let index = 0; index < count; index++) {
      const eastM = (column + random.uniform()) * CELL_M;
      const northM = (row + random.uniform()) * CELL_M;
      const [kept, scr, onBuilding, atHeight] = [random.uniform(), random.normal(), random.uniform(), random.uniform()];
      const { cover } = this.landCover.at(eastM, northM);
      if (kept * most >= cover.scatterersPerKm2) continue;
      // Roofs throw back as much as facades do.
      const elevationM =
        onBuilding < cover.buildingShare
          ? this.buildingHeightM(eastM, northM) * (atHeight < 0.5 ? 1 : 2 * atHeight - 1)
          : 0;
      yield {
        id: hash32(seed ^ 0x77, column, row, index),
        eastM,
        northM,
        elevationM,
        scrDb: Math.min(SCR_DB.max, Math.max(SCR_DB.min, cover.scrMeanDb + cover.scrSigmaDb * scr)),
        thermalMmPerK: 1000 * EXPANSION_PER_K * elevationM,
      };
    }
  }

  /** Of the block that stands there: most of four to eight storeys, in the centre of towns a few towers up to 100 m. */
  buildingHeightM(eastM: number, northM: number): number {
    const { seed } = this.spec;
    const [column, row] = [Math.floor(eastM / BUILDING_M), Math.floor(northM / BUILDING_M)];
    const [chance, size] = [hashUniform(seed + 51, column, row), hashUniform(seed + 52, column, row)];
    const urbanity = this.landCover.urbanity(eastM, northM);
    if (chance < 0.015 * urbanity) return 40 + 60 * size;
    return 5 + 22 * urbanity * size;
  }
}
