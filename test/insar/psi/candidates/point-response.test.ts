import { describe, expect, test } from 'vitest';
import { lobeProducts, response, responseEnvelope } from '../../../../src/insar/psi/candidates/point-response.js';

describe('the response of a point', () => {
  test('is 1 at its peak, and its first sidelobe that of Hamming weights of 0.75', () => {
    expect(response(0)).toBeCloseTo(1, 12);
    // Between a plain sinc (-13.3 dB) and a full Hamming window (-42.7 dB).
    const sidelobe = Math.max(...Array.from({ length: 100 }, (_, k) => Math.abs(response(1.2 + k / 100))));
    expect(20 * Math.log10(sidelobe)).toBeGreaterThan(-24);
    expect(20 * Math.log10(sidelobe)).toBeLessThan(-18);
  });

  test('stays below its envelope wherever in its pixel it lies', () => {
    for (const resolution of [0.92, 1.55, 2.16]) {
      const envelope = responseEnvelope(resolution, 10);
      expect(envelope[0]).toBe(1);
      expect(envelope[1]).toBeCloseTo(1, 6);
      for (let k = 2; k <= 10; k++) {
        expect(envelope[k]).toBeLessThanOrEqual(envelope[k - 1]);
        for (let offset = -0.5; offset <= 0.5; offset += 0.1) {
          const share = Math.abs(response((k - offset) / resolution)) / response(offset / resolution);
          expect(share).toBeLessThanOrEqual(1.001 * envelope[k]);
        }
      }
    }
  });

  test('has a product of both neighbours that hardly depends on where the point lies', () => {
    const [least, most] = lobeProducts(2.16);
    expect(least).toBeGreaterThan(0.3);
    expect(most / least).toBeLessThan(1.5);
  });
});
