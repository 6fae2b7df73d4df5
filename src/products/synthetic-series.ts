/** Displacement series of a steadily moving point with an annual swing and noise, and the attributes that follow. */
import { createAttributeModel, type SeriesAttributes } from './attributes.js';
import { dayOfYear } from './epochs.js';
import { NEGATIVE_ZERO_TENTHS } from './point-batch.js';
import type { SeededRandom } from './seeded-random.js';
import { LARGEST_TENTHS, mmOfTenths } from './tenths.js';

export interface PointMotion {
  readonly velocityMmPerYear: number;
  readonly seasonalAmplitudeMm: number;
  /** Standard deviation. */
  readonly noiseMm: number;
}

export interface SeriesPainter {
  /**
   * Fills `tenths` (nDates) with a new series, rounded to 0.1 mm and referenced as EGMS does, and returns the attributes
   * of what was written.
   */
  paint(motion: PointMotion, tenths: Int16Array): SeriesAttributes;
}

/** Day of the year on which a point stands highest, give or take. */
const HIGHEST_DAY = 215;
const HIGHEST_SPREAD_DAYS = 35;
const DAYS_PER_YEAR = 365;

export function createSeriesPainter(dates: readonly string[], random: SeededRandom): SeriesPainter {
  const model = createAttributeModel(dates);
  const { timesYears } = model;
  const firstYears = dayOfYear(dates[0]) / DAYS_PER_YEAR;
  const cosines = timesYears.map((t) => Math.cos(2 * Math.PI * (t + firstYears)));
  const sines = timesYears.map((t) => Math.sin(2 * Math.PI * (t + firstYears)));
  const series = new Float64Array(timesYears.length);

  return {
    paint: ({ velocityMmPerYear, seasonalAmplitudeMm, noiseMm }, tenths) => {
      const highestRad = (2 * Math.PI * (HIGHEST_DAY + HIGHEST_SPREAD_DAYS * random.gaussian())) / DAYS_PER_YEAR;
      const cosineMm = seasonalAmplitudeMm * Math.cos(highestRad);
      const sineMm = seasonalAmplitudeMm * Math.sin(highestRad);
      random.fillGaussian(series);
      for (let i = 0; i < series.length; i++) {
        series[i] = velocityMmPerYear * timesYears[i] + cosineMm * cosines[i] + sineMm * sines[i] + noiseMm * series[i];
      }
      const startMm = model.valueAtFirstEpochMm(series);
      for (let i = 0; i < series.length; i++) {
        tenths[i] = roundedTenths(series[i] - startMm);
        series[i] = mmOfTenths(tenths[i]);
      }
      return model.attributes(series);
    },
  };
}

function roundedTenths(displacementMm: number): number {
  const tenths = Math.round(displacementMm * 10);
  // Real files round this way too, and print -0.0.
  if (tenths === 0 && displacementMm < 0) return NEGATIVE_ZERO_TENTHS;
  return Math.max(-LARGEST_TENTHS, Math.min(LARGEST_TENTHS, tenths));
}
