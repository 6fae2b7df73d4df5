/** Scenes by name: what stands on the ground, and what moves it, in proportion to its size. */
import type { GroundSpec } from './ground.js';
import type { LandCoverName, TownPlace } from './land-cover.js';
import type { MotionSource } from './motion-sources.js';
import { RandomStream } from './random-stream.js';

export const SCENES = ['city', 'mixed', 'vegetated', 'noise'] as const;
export type SceneName = (typeof SCENES)[number];

export interface SceneSpec {
  readonly scene: SceneName;
  readonly seed: number;
  /** On the ground. */
  readonly widthM: number;
  readonly heightM: number;
  readonly centreEastM: number;
  readonly centreNorthM: number;
  readonly demErrorM: number;
  /** Instead of those of the scene. */
  readonly motion?: readonly MotionSource[];
  /** `YYYYMMDD` near the middle of the series, for a step. */
  readonly middleDate: string;
}

type Recipe = Pick<GroundSpec, 'baseHeightM' | 'reliefM'> & {
  readonly rural: readonly (readonly [LandCoverName, number])[];
  readonly riverHalfWidthM: number;
  readonly towns: (spec: SceneSpec, random: RandomStream) => TownPlace[];
};

const RECIPES: Readonly<Record<Exclude<SceneName, 'noise'>, Recipe>> = {
  city: {
    baseHeightM: 95,
    reliefM: 14,
    riverHalfWidthM: 55,
    rural: [
      ['farmland', 0.35],
      ['meadow', 0.4],
      ['forest', 0.15],
      ['bare', 0.1],
    ],
    towns: (spec, random) => [
      { eastM: 0, northM: 0, radiusM: 0.3 * Math.min(spec.widthM, spec.heightM) },
      ...villages(spec, random, 40e6, 700),
    ],
  },
  mixed: {
    baseHeightM: 240,
    reliefM: 90,
    riverHalfWidthM: 35,
    rural: [
      ['farmland', 0.4],
      ['meadow', 0.25],
      ['forest', 0.2],
      ['bare', 0.1],
      ['drying-soil', 0.05],
    ],
    towns: (spec, random) => [
      { eastM: -0.1 * spec.widthM, northM: 0.08 * spec.heightM, radiusM: 0.14 * Math.min(spec.widthM, spec.heightM) },
      ...villages(spec, random, 15e6, 350),
    ],
  },
  vegetated: {
    baseHeightM: 600,
    reliefM: 220,
    riverHalfWidthM: 15,
    rural: [
      ['meadow', 0.35],
      ['farmland', 0.25],
      ['forest', 0.25],
      ['drying-soil', 0.1],
      ['bare', 0.05],
    ],
    towns: (spec, random) => villages(spec, random, 20e6, 180),
  },
};

/** Ground of a scene. */
export function sceneGround(spec: SceneSpec): GroundSpec {
  const { seed, centreEastM, centreNorthM, demErrorM } = spec;
  if (spec.scene === 'noise') {
    return {
      seed,
      centreEastM,
      centreNorthM,
      landCover: { seed, towns: [], rural: [], riverHalfWidthM: 0, only: 'nothing' },
      baseHeightM: 100,
      reliefM: 0,
      demErrorM: 0,
      motion: [],
    };
  }
  const { towns, rural, riverHalfWidthM, baseHeightM, reliefM } = RECIPES[spec.scene];
  return {
    seed,
    centreEastM,
    centreNorthM,
    landCover: { seed, towns: towns(spec, new RandomStream(seed, 0x70)), rural, riverHalfWidthM },
    baseHeightM,
    reliefM,
    demErrorM,
    motion: spec.motion ?? sceneMotion(spec),
  };
}

/** One of every kind of motion, each where nothing else is. */
export function sceneMotion({ scene, widthM, heightM, middleDate }: SceneSpec): readonly MotionSource[] {
  if (scene === 'noise') return [];
  const at = (east: number, north: number) => ({ eastM: east * widthM, northM: north * heightM });
  const size = Math.min(widthM, heightM);
  const common: MotionSource[] = [
    {
      type: 'regional',
      eastMmPerYear: 0.6,
      northMmPerYear: 0.8,
      upMmPerYear: -0.4,
      upMmPerYearPer100KmEast: 0.8,
      upMmPerYearPer100KmNorth: -0.5,
    },
    { type: 'bowl', ...at(0.1, 0.12), radiusM: 0.16 * size, velocityMmPerYear: -16 },
    { type: 'annual', ...at(-0.18, -0.14), radiusM: 0.18 * size, amplitudeMm: 6, highestDay: 110 },
    { type: 'step', ...at(-0.12, 0.2), radiusM: 0.12 * size, date: middleDate, upMm: -14, eastMm: 0 },
    { type: 'acceleration', ...at(0.2, -0.16), radiusM: 0.12 * size, accelerationMmPerYear2: -5 },
  ];
  if (scene === 'city') return common;
  return [
    ...common,
    {
      type: 'landslide',
      ...at(0.34, 0.3),
      lengthM: 0.12 * size,
      widthM: 0.07 * size,
      azimuthDeg: 250,
      slopeDeg: 17,
      velocityMmPerYear: 24,
    },
    // Volume for some 6 mm/yr above it.
    {
      type: 'mogi',
      ...at(-0.3, 0.32),
      depthM: 0.14 * size,
      volumeM3PerYear: (0.006 * Math.PI * (0.14 * size) ** 2) / 0.75,
    },
  ];
}

function villages(
  { widthM, heightM }: SceneSpec,
  random: RandomStream,
  squareMetresEach: number,
  largestM: number,
): TownPlace[] {
  const count = Math.max(2, Math.round((widthM * heightM) / squareMetresEach));
  return Array.from({ length: count }, () => ({
    eastM: random.between(-0.47, 0.47) * widthM,
    northM: random.between(-0.47, 0.47) * heightM,
    radiusM: random.between(0.4, 1) * Math.min(largestM, widthM / 10, heightM / 10),
  }));
}
