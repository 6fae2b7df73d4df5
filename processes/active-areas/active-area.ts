/** An area as it is reported: shape, numbers, motion, reliability. */
import { laeaToGeographic } from '../../src/geodesy/laea.js';
import type { AreaOutline } from '../../src/insar/active-areas/area-outline.js';
import { type QualityClass, qualityClass } from '../../src/insar/active-areas/quality.js';
import { type SeriesSummary, yearsOf } from '../../src/insar/active-areas/series-tally.js';
import { type Trend, trendOf } from '../../src/insar/active-areas/trend.js';
import { isoDate } from '../../src/products/epochs.js';

export interface AreaShape {
  readonly outline: AreaOutline;
  readonly count: number;
  readonly meanVelocityMmPerYear: number;
  /** Of the points, divided by n. */
  readonly velocityStdMmPerYear: number;
  /** That of the fastest point, with its sign. */
  readonly maxVelocityMmPerYear: number;
}

export interface AreaMotion {
  readonly series: SeriesSummary;
  readonly trend: Trend;
  readonly quality: QualityClass;
}

export interface ActiveArea extends AreaShape {
  readonly id: string;
  /** Absent when no series were asked for. */
  readonly motion?: AreaMotion;
}

/** @param ids points of the area */
export function areaShape(outline: AreaOutline, ids: Int32Array, velocityMmPerYear: Float64Array): AreaShape {
  let [sum, fastest] = [0, velocityMmPerYear[ids[0]]];
  for (const id of ids) {
    sum += velocityMmPerYear[id];
    if (Math.abs(velocityMmPerYear[id]) > Math.abs(fastest)) fastest = velocityMmPerYear[id];
  }
  const mean = sum / ids.length;
  let squares = 0;
  for (const id of ids) squares += (velocityMmPerYear[id] - mean) ** 2;
  return {
    outline,
    count: ids.length,
    meanVelocityMmPerYear: mean,
    velocityStdMmPerYear: Math.sqrt(squares / ids.length),
    maxVelocityMmPerYear: fastest,
  };
}

export function areaMotion(series: SeriesSummary, count: number, minPoints: number): AreaMotion {
  return {
    series,
    trend: trendOf(yearsOf(series.dates), series.meanMm),
    quality: qualityClass(series, count, minPoints),
  };
}

type Cell = string | number | null;

/** Properties by name, in the order of the tables. */
export function propertiesOf(area: ActiveArea): Record<string, Cell> {
  const { outline, count, motion } = area;
  const step = motion?.trend.step;
  return {
    count,
    area_m2: rounded(outline.areaM2, 1),
    density_per_km2: rounded((count / outline.areaM2) * 1e6, 1),
    mean_velocity: rounded(area.meanVelocityMmPerYear, 3),
    mean_velocity_spread: rounded(area.velocityStdMmPerYear, 3),
    max_velocity: rounded(area.maxVelocityMmPerYear, 3),
    ...(motion && {
      trend: motion.trend.trend,
      trend_velocity: rounded(motion.trend.velocityMmPerYear, 3),
      acceleration: rounded(motion.trend.accelerationMmPerYear2, 3),
      seasonality: rounded(motion.trend.seasonalityMm, 3),
      step_date: step ? isoDate(motion.series.dates[step.epoch]) : null,
      step_mm: step ? rounded(step.heightMm, 2) : null,
      rmse: rounded(motion.trend.rmseMm, 3),
      temporal_index: rounded(motion.series.temporalIndex, 3),
      spatial_index: rounded(motion.series.spatialIndex, 3),
      quality: motion.quality,
    }),
  };
}

export function geometryOf({ outline }: ActiveArea): { type: 'Polygon'; coordinates: number[][][] } {
  return { type: 'Polygon', coordinates: outline.rings.map(degreesOf) };
}

/** A centimetre. */
const DEGREE_DECIMALS = 7;

function degreesOf(ring: Float64Array): number[][] {
  const positions: number[][] = [];
  for (let i = 0; i < ring.length; i += 2) {
    const { longitudeDeg, latitudeDeg } = laeaToGeographic(ring[i], ring[i + 1]);
    positions.push([Number(longitudeDeg.toFixed(DEGREE_DECIMALS)), Number(latitudeDeg.toFixed(DEGREE_DECIMALS))]);
  }
  return positions;
}

export const rounded = (value: number, decimals: number): number | null =>
  Number.isFinite(value) ? Number(value.toFixed(decimals)) : null;
