import { describe, expect, test } from 'vitest';
import { createAttributeModel } from '../../../src/products/attributes.js';
import { regularEpochs } from '../../../src/products/epochs.js';
import { SeededRandom } from '../../../src/products/seeded-random.js';
import { ASCENDING, FIVE_YEARS, gridOf, productOf } from './simulated-points.js';

describe('the noise of a velocity', () => {
  test('on its own dates is what the attributes say: the deviation of the velocity over that of the residuals', () => {
    const series = new Float64Array(FIVE_YEARS.length);
    new SeededRandom(3).fillGaussian(series);
    const model = createAttributeModel(FIVE_YEARS);
    const { velocityStdMmPerYear, velocityMmPerYear } = model.attributes(series);
    const { slopeVariance } = productOf(ASCENDING, gridOf(FIVE_YEARS));
    // White noise of 1 mm; the exponential weights take half a percent off.
    expect(Math.sqrt(slopeVariance)).toBeGreaterThan(0.9 * velocityStdMmPerYear);
    expect(Math.sqrt(slopeVariance)).toBeLessThan(1.1 * velocityStdMmPerYear);
    expect(Math.abs(velocityMmPerYear)).toBeLessThan(4 * Math.sqrt(slopeVariance));
  });

  test('does not shrink when half of the dates are interpolated', () => {
    const dates = regularEpochs('20200103', '20241231', 12);
    const sparse = productOf({ ...ASCENDING, dates }, gridOf(FIVE_YEARS)).slopeVariance;
    const dense = productOf(ASCENDING, gridOf(FIVE_YEARS)).slopeVariance;
    expect(sparse / dense).toBeGreaterThan(1.9);
    expect(sparse / dense).toBeLessThan(2.1);
  });

  test('is not known for a product that covers too few dates', () => {
    expect(productOf({ ...ASCENDING, dates: ['20200103', '20200109'] }, gridOf(FIVE_YEARS)).slopeVariance).toBeNaN();
  });
});
