/**
 * What grows or stands on the simulated ground: parcels of one kind each, urban in towns and rural between them. Kinds
 * differ in how their echo decorrelates, how bright it is, and how many persistent scatterers they hold.
 */
import type { CoherenceModelName } from './coherence-models.js';
import { hash32, hashUniform } from './random-stream.js';
import { valueNoise } from './value-noise.js';

export interface LandCover {
  readonly name: string;
  /** In truth rasters. */
  readonly code: number;
  readonly coherence: CoherenceModelName;
  /** Of the distributed echo, relative. */
  readonly powerDb: number;
  /** Points per square kilometre: more than the EGMS specification wants to be found (5,000 / 1,000 / 100). */
  readonly scatterersPerKm2: number;
  /** Signal-to-clutter ratio of the scatterers: normal in decibels. */
  readonly scrMeanDb: number;
  readonly scrSigmaDb: number;
  /** Share of the scatterers that are on buildings, above the ground. */
  readonly buildingShare: number;
}

export const LAND_COVERS = [
  cover('water', 0, 'noise', -14, 0, 0),
  cover('dense-urban', 1, 'long-0.2', 3, 6500, 0.6),
  cover('suburban', 2, 'long', 0, 1900, 0.35),
  cover('farmland', 3, 'short', -4, 40, 0.02),
  cover('meadow', 4, 'seasonal', -5, 90, 0.02),
  cover('forest', 5, 'forest', -2, 4, 0),
  cover('bare', 6, 'coherent', -6, 500, 0),
  cover('drying-soil', 7, 'fading', -5, 40, 0),
  cover('nothing', 8, 'noise', 0, 0, 0),
] as const;

export type LandCoverName = (typeof LAND_COVERS)[number]['name'];

function cover<Name extends string>(
  name: Name,
  code: number,
  coherence: CoherenceModelName,
  powerDb: number,
  scatterersPerKm2: number,
  buildingShare: number,
) {
  return { name, code, coherence, powerDb, scatterersPerKm2, scrMeanDb: 13, scrSigmaDb: 6, buildingShare } as const;
}

export const landCover = (name: LandCoverName): LandCover => LAND_COVERS.find((one) => one.name === name)!;

export interface TownPlace {
  /** From the centre of the scene. */
  readonly eastM: number;
  readonly northM: number;
  /** Standard deviation of its density. */
  readonly radiusM: number;
}

export interface LandCoverPlan {
  readonly seed: number;
  readonly towns: readonly TownPlace[];
  /** Kinds between towns, with their shares of the parcels. */
  readonly rural: readonly (readonly [LandCoverName, share: number])[];
  /** Half the width; zero for none. */
  readonly riverHalfWidthM: number;
  /** Everything is this, whatever else is said. */
  readonly only?: LandCoverName;
}

export interface Parcel {
  readonly cover: LandCover;
  /** Amplitude relative to unit power. */
  readonly amplitude: number;
}

const PARCEL_M = 110;
const PARCEL_SIGMA_DB = 1.5;

export class LandCoverMap {
  readonly #parcels = new Map<number, Parcel>();
  /** Greatest density of scatterers there is. */
  readonly maxScatterersPerKm2: number;

  constructor(private readonly plan: LandCoverPlan) {
    const kinds = plan.only ? [landCover(plan.only)] : LAND_COVERS;
    this.maxScatterersPerKm2 = Math.max(...kinds.map(({ scatterersPerKm2 }) => scatterersPerKm2));
  }

  /** At a place relative to the centre of the scene. */
  at(eastM: number, northM: number): Parcel {
    const { plan } = this;
    if (plan.only) return this.#parcel(0, 0);
    if (this.#isRiver(eastM, northM)) return RIVER;
    // Voronoi cells of a jittered lattice.
    const [x, y] = [eastM / PARCEL_M, northM / PARCEL_M];
    const [column, row] = [Math.floor(x), Math.floor(y)];
    let [nearest, bestColumn, bestRow] = [Number.POSITIVE_INFINITY, column, row];
    for (let j = row - 1; j <= row + 1; j++) {
      for (let i = column - 1; i <= column + 1; i++) {
        const dx = i + jitter(plan.seed, i, j, 0) - x;
        const dy = j + jitter(plan.seed, i, j, 1) - y;
        const distance = dx * dx + dy * dy;
        if (distance < nearest) [nearest, bestColumn, bestRow] = [distance, i, j];
      }
    }
    return this.#parcel(bestColumn, bestRow);
  }

  /** 1 in the centre of a town, 0 far from all. */
  urbanity(eastM: number, northM: number): number {
    let sum = 0;
    for (const town of this.plan.towns) {
      const squared = ((eastM - town.eastM) ** 2 + (northM - town.northM) ** 2) / town.radiusM ** 2;
      if (squared < 25) sum += Math.exp(-squared / 2);
    }
    return Math.min(1, sum);
  }

  #parcel(column: number, row: number): Parcel {
    const key = (column + 1e6) * 4e6 + (row + 1e6);
    const known = this.#parcels.get(key);
    if (known) return known;
    const cover = this.#cover(column, row);
    const { seed } = this.plan;
    const deviations = hashUniform(seed, column, row, 3) + hashUniform(seed, column, row, 4) - 1;
    const isOne = this.plan.only !== undefined;
    const powerDb = cover.powerDb + (isOne ? 0 : PARCEL_SIGMA_DB * 2.45 * deviations);
    const parcel = { cover, amplitude: 10 ** (powerDb / 20) };
    this.#parcels.set(key, parcel);
    return parcel;
  }

  #cover(column: number, row: number): LandCover {
    const { seed, rural, only } = this.plan;
    if (only) return landCover(only);
    const urbanity = this.urbanity((column + 0.5) * PARCEL_M, (row + 0.5) * PARCEL_M);
    const chance = hashUniform(seed, column, row, 2);
    const dense = 0.93 * ramp(urbanity, 0.45, 0.8);
    const suburban = 0.93 * ramp(urbanity, 0.08, 0.4) - dense;
    if (chance < dense) return landCover('dense-urban');
    if (chance < dense + suburban) return landCover('suburban');
    // What is green in a town is a park.
    if (urbanity > 0.3) return landCover('meadow');
    let left = hash32(seed, column, row, 5) / 2 ** 32;
    for (const [name, share] of rural) {
      left -= share;
      if (left < 0) return landCover(name);
    }
    return landCover(rural[rural.length - 1][0]);
  }

  /** A bed that winds from west to east. */
  #isRiver(eastM: number, northM: number): boolean {
    const { riverHalfWidthM, seed } = this.plan;
    if (riverHalfWidthM === 0) return false;
    const bedM = -0.4 * riverHalfWidthM + 350 * valueNoise(seed + 77, eastM / 2500, 0.5);
    return Math.abs(northM - bedM) < riverHalfWidthM;
  }
}

const RIVER: Parcel = { cover: landCover('water'), amplitude: 10 ** (landCover('water').powerDb / 20) };

const jitter = (seed: number, column: number, row: number, axis: number): number =>
  0.1 + 0.8 * hashUniform(seed, column, row, axis);

/** 0 below `from`, 1 above `to`. */
const ramp = (value: number, from: number, to: number): number =>
  Math.min(1, Math.max(0, (value - from) / (to - from)));
