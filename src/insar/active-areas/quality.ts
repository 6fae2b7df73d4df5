/**
 * How far an area can be relied on, in the four classes of ADAfinder: 1 very reliable, 2 reliable, 3 to be looked at by a
 * person, 4 not reliable. As there (Barra et al. 2017, doi:10.3390/rs9101002; Tomas et al. 2019,
 * doi:10.1007/s10346-018-01130-1) the class comes from the noise of the series in time and from their likeness in space. The
 * thresholds are ours: with series of signal variance s2 and white noise n2 both indices are about s2 / (s2 + n2), so 0.7
 * means that seven tenths of the variance are motion. Few points cannot earn the best class.
 */
import type { SeriesSummary } from './series-tally.js';

export type QualityClass = 1 | 2 | 3 | 4;

export const QUALITY_THRESHOLDS = [
  { quality: 1, index: 0.7 },
  { quality: 2, index: 0.5 },
  { quality: 3, index: 0.25 },
] as const;

/** The best class wants this many times the points that make an area. */
export const WELL_FILLED = 2;

export function qualityClass(
  { temporalIndex, spatialIndex }: Pick<SeriesSummary, 'temporalIndex' | 'spatialIndex'>,
  count: number,
  minPoints: number,
): QualityClass {
  const worst = Math.min(temporalIndex, spatialIndex);
  const { quality = 4 } = QUALITY_THRESHOLDS.find(({ index }) => worst >= index) ?? {};
  return quality === 1 && count < WELL_FILLED * minPoints ? 2 : quality;
}
