import { describe, expect, test } from 'vitest';
import { SpeckleCorrelation } from '../../../../src/insar/psi/amplitude/speckle-correlation.js';
import { SeededRandom } from '../../../../src/products/seeded-random.js';

const [ROWS, COLUMNS] = [40, 400];

/** White speckle, averaged over so many neighbours along its rows. */
function speckle(width: number): Float32Array {
  const random = new SeededRandom(8);
  const white = Float64Array.from({ length: 2 * ROWS * (COLUMNS + width) }, () => random.gaussian());
  return Float32Array.from({ length: 2 * ROWS * COLUMNS }, (_, k) => {
    const [row, column] = [Math.floor(k / (2 * COLUMNS)), (k >> 1) % COLUMNS];
    let sum = 0;
    for (let i = 0; i < width; i++) sum += white[2 * (row * (COLUMNS + width) + column + i) + (k & 1)];
    return sum;
  });
}

function looks(image: Float32Array): number {
  const correlation = new SpeckleCorrelation();
  correlation.add({ firstRow: 0, rows: ROWS, firstColumn: 0, columns: COLUMNS, images: [image] }, [0]);
  return correlation.looksPerSample();
}

describe('independent looks in a pixel', () => {
  test('are one of white speckle', () => {
    expect(looks(speckle(1))).toBeCloseTo(1, 2);
  });

  test('are fewer where neighbours were averaged: 1 / (1 + 2 sum rho^2), rho a triangle', () => {
    expect(looks(speckle(2)) / (1 / 1.5)).toBeCloseTo(1, 1);
    expect(looks(speckle(3)) / (1 / (1 + 2 * (4 / 9 + 1 / 9)))).toBeCloseTo(1, 1);
  });

  test('do not depend on bright points', () => {
    const image = speckle(1);
    for (let k = 0; k < image.length; k += 400) image[k] = 500;
    expect(looks(image)).toBeCloseTo(1, 2);
  });

  test('are taken for one where nothing is known', () => {
    expect(looks(new Float32Array(2 * ROWS * COLUMNS).fill(Number.NaN))).toBe(1);
  });
});
