/** Interferograms that lie in memory, for tests that know the phases. */
import type { InterferogramSource } from '../../../src/insar/interferograms/open-interferograms.js';

export interface MemoryPair {
  readonly reference: string;
  readonly secondary: string;
  readonly perpendicularBaselineM?: number;
  /** (height, width) radians, positive away. */
  readonly phases: ArrayLike<number>;
  readonly coherences?: ArrayLike<number>;
}

export const WAVELENGTH_M = 0.0554658;
/** Of a displacement towards the satellite. */
export const RADIANS_PER_MM = (-4 * Math.PI) / (1000 * WAVELENGTH_M);

export function memorySource(
  pairs: readonly MemoryPair[],
  widthPixels: number,
  heightPixels: number,
  leverM = 500_000,
  wavelengthM = WAVELENGTH_M,
): InterferogramSource {
  const dates = [...new Set(pairs.flatMap(({ reference, secondary }) => [reference, secondary]))].sort();
  const rowsOf = (values: ArrayLike<number>, first: number, count: number) =>
    Float32Array.from(Array.from(values).slice(first * widthPixels, (first + count) * widthPixels));
  return {
    description: {
      wavelengthM,
      positivePhase: 'away',
      dates,
      pairs: pairs.map(({ reference, secondary, perpendicularBaselineM = 0, coherences }) => ({
        reference,
        secondary,
        file: `${reference}-${secondary}.tif`,
        ...(coherences ? { coherence: `${reference}-${secondary}.cc.tif` } : {}),
        perpendicularBaselineM,
        isReversed: false,
      })),
      geometry: { slantRangeM: leverM, incidenceDegrees: 90 },
    },
    widthPixels,
    heightPixels,
    readPhase: async (pair, { first, count }) => rowsOf(pairs[pair].phases, first, count),
    readCoherence: async (pair, { first, count }) => {
      const { coherences } = pairs[pair];
      return coherences && rowsOf(coherences, first, count);
    },
    readHeightLeverM: async ({ count }) => new Float32Array(count * widthPixels).fill(leverM),
  };
}
