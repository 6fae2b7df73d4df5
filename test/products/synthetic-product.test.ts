import { describe, expect, test } from 'vitest';
import { BatchBuilder, syntheticColumns, syntheticEdition } from '../../src/products/synthetic-product.js';

describe('batches being built', () => {
  const columns = syntheticColumns('L3', 'to-2019-2023');

  test('end where the batch or the product is full', () => {
    const builder = new BatchBuilder(columns, 2, 5, 2);
    const batches = Array.from({ length: 5 }, (_, i) => {
      builder.nextSeries().fill(i);
      return builder.add(`p${i}`, { eastingM: i }, { rmseMm: 1 });
    });
    expect(batches.map((batch) => batch?.firstRow)).toEqual([undefined, 0, undefined, 2, 4]);
    expect(batches[3]).toMatchObject({ count: 2, pid: ['p2', 'p3'], seriesTenths: Int16Array.of(2, 2, 3, 3) });
    expect(batches[4]).toMatchObject({ count: 1, pid: ['p4'], seriesTenths: Int16Array.of(4, 4) });
  });

  test('hold attributes in column order, rounded as the files are, from whichever part has them', () => {
    const values = Object.fromEntries(columns.map(({ attribute }, index) => [attribute, index + 0.123456]));
    const { eastingM, northingM, ...rest } = values;
    const batch = new BatchBuilder(columns, 1, 1, 1).add('p', rest, { eastingM, northingM });
    expect(batch?.attributes.map((column) => column[0])).toEqual([0, 1, 2.1, 3.1, 4.1, 5.1, 6.12, 7.12, 8.1, 9.1]);
  });
});

describe('editions', () => {
  test('without a suffix are of 2015-2021 alone', () => {
    const baseline = { firstYear: 2015, lastYear: 2021 };
    expect(syntheticEdition({ release: baseline, redelivery: 0 })).toMatchObject({ suffixed: false });
    expect(syntheticEdition({ release: baseline, redelivery: 2 })).toMatchObject({ suffixed: true, redelivery: 2 });
    expect(() => syntheticEdition({ release: { firstYear: 2018, lastYear: 2022 }, redelivery: 0 })).toThrow(RangeError);
  });
});
