/** The ground under synthetic products: where towns stand, how high it lies, and how it moves. EPSG:3035 throughout. */
import type { SeededRandom } from './seeded-random.js';

export interface Town {
  readonly eastingM: number;
  readonly northingM: number;
  /** Standard deviation of its density. */
  readonly radiusM: number;
}

/** Subsidence (or uplift) of circular shape. */
export interface Bowl {
  readonly eastingM: number;
  readonly northingM: number;
  /** Where 14 % of the central motion is left: two standard deviations of a Gaussian. */
  readonly radiusM: number;
  /** At the centre; negative subsides. */
  readonly velocityUpMmPerYear: number;
}

export interface Motion {
  readonly eastMmPerYear: number;
  readonly northMmPerYear: number;
  readonly upMmPerYear: number;
}

export interface Area {
  readonly centreEastingM: number;
  readonly centreNorthingM: number;
  readonly widthM: number;
  readonly heightM: number;
}

/** What the GNSS model says of the whole area: the order of size of northern Italy. */
export const REGIONAL_MOTION: Motion = { eastMmPerYear: 0.6, northMmPerYear: 1.4, upMmPerYear: -1.1 };

/** Ellipsoidal minus orthometric height. */
export const GEOID_HEIGHT_M = 43.6;

const OPEN_COUNTRY = 0.03;
const SQUARE_METRES_PER_TOWN = 60e6;

/** Relative density of scatterers: 1 in the centre of a town, 0.03 in open country. */
export function scattererDensity(towns: readonly Town[], eastingM: number, northingM: number): number {
  let density = OPEN_COUNTRY;
  for (const town of towns) {
    const x = (eastingM - town.eastingM) / town.radiusM;
    const y = (northingM - town.northingM) / town.radiusM;
    const squared = x * x + y * y;
    // Beyond five radii nothing is left of a town; most towns are.
    if (squared < 25) density += Math.exp(-squared / 2);
  }
  return density;
}

/** Towns of one to four kilometres across, some 60 square kilometres apart, at least three. */
export function scatterTowns(area: Area, random: SeededRandom): Town[] {
  const count = Math.max(3, Math.round((area.widthM * area.heightM) / SQUARE_METRES_PER_TOWN));
  return Array.from({ length: count }, () => ({
    eastingM: area.centreEastingM + random.between(-0.45, 0.45) * area.widthM,
    northingM: area.centreNorthingM + random.between(-0.45, 0.45) * area.heightM,
    radiusM: Math.min(random.between(400, 1600), area.widthM / 6, area.heightM / 6),
  }));
}

/**
 * Motion that bowls cause: Gaussian in the vertical; in the horizontal towards the centre (away, when it rises) and
 * proportional to the slope, as over mines and pumped aquifers, at most 30 % of the central rate.
 */
export function bowlMotion(bowls: readonly Bowl[], eastingM: number, northingM: number): Motion {
  let [eastMmPerYear, northMmPerYear, upMmPerYear] = [0, 0, 0];
  for (const bowl of bowls) {
    const sigmaM = bowl.radiusM / 2;
    const x = (eastingM - bowl.eastingM) / sigmaM;
    const y = (northingM - bowl.northingM) / sigmaM;
    const up = bowl.velocityUpMmPerYear * Math.exp(-(x * x + y * y) / 2);
    eastMmPerYear += 0.5 * x * up;
    northMmPerYear += 0.5 * y * up;
    upMmPerYear += up;
  }
  return { eastMmPerYear, northMmPerYear, upMmPerYear };
}

/** Orthometric height of a gently rolling plain, metres. */
export function terrainHeightM(eastingM: number, northingM: number): number {
  return 38 + 9 * Math.sin(eastingM / 2300) + 7 * Math.cos(northingM / 3100 + eastingM / 9000);
}
