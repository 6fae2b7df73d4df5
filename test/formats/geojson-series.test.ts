import { describe, expect, test } from 'vitest';
import { displacementText, seriesArrayText, wideSeriesWriter } from '../../src/formats/geojson-series.js';

describe('displacement series as JSON', () => {
  test('every tenth of a millimetre a stored series can hold is written as itself', () => {
    for (let n = -32_768; n <= 32_767; n++) expect(Number(displacementText(n / 10))).toBe(n / 10);
  });

  test('so is what no stored series can hold', () => {
    for (const value of [0.123, -1e-7, 3276.8, -5000.5, 1 / 3, 1e21]) {
      expect(JSON.parse(displacementText(value))).toBe(value);
    }
  });

  test('a missing value is null', () => {
    expect(seriesArrayText([-1.2, null, 0, Number.NaN])).toBe('[-1.2,null,0,null]');
    expect(seriesArrayText([])).toBe('[]');
  });

  test('wide properties carry one name per date', () => {
    const write = wideSeriesWriter(['20200103', '20200109']);
    expect(write([1.5, null])).toBe('"20200103":1.5,"20200109":null');
    expect(wideSeriesWriter([])([])).toBe('');
  });
});
