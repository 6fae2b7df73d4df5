import { describe, expect, test } from 'vitest';
import { regularEpochs } from '../../src/products/epochs.js';
import { productFileName } from '../../src/products/file-name.js';
import { decodeL3Pid } from '../../src/products/pid.js';
import type { AttributeName } from '../../src/products/point-batch.js';
import { REGIONAL_MOTION } from '../../src/products/synthetic-ground.js';
import { type SyntheticTileSpec, syntheticTile } from '../../src/products/synthetic-tile.js';

const spec: SyntheticTileSpec = {
  tileEasting100Km: 44,
  tileNorthing100Km: 23,
  component: 'U',
  generation: 'from-2020-2024',
  release: { firstYear: 2020, lastYear: 2024 },
  redelivery: 1,
  pointCount: 2000,
  dates: regularEpochs('20200103', '20241225', 24),
  seed: 3,
  towns: [{ eastingM: 4_450_000, northingM: 2_350_000, radiusM: 1500 }],
  bowls: [{ eastingM: 4_450_000, northingM: 2_350_000, radiusM: 3000, velocityUpMmPerYear: -30 }],
};

function columnsOf(overrides: Partial<SyntheticTileSpec> = {}) {
  const product = syntheticTile({ ...spec, ...overrides });
  const batches = [...product.batches()];
  const column = (name: AttributeName) =>
    batches.flatMap((batch) => [...batch.attributes[product.header.attributes.indexOf(name)]]);
  return { product, column, pid: batches.flatMap((batch) => batch.pid) };
}

describe('a synthetic tile', () => {
  const up = columnsOf();

  test('holds cell centres of its own tile, ordered by northing, then easting, each with its pid', () => {
    const [easting, northing] = [up.column('eastingM'), up.column('northingM')];
    expect(up.pid).toHaveLength(spec.pointCount);
    for (const [i, pid] of up.pid.entries()) {
      expect(decodeL3Pid(pid)).toEqual({ producer: 0, eastingM: easting[i], northingM: northing[i] });
      expect([Math.floor(easting[i] / 100_000), Math.floor(northing[i] / 100_000)]).toEqual([44, 23]);
      if (i > 0) expect(northing[i] * 1e7 + easting[i]).toBeGreaterThan(northing[i - 1] * 1e7 + easting[i - 1]);
    }
  });

  test('has the columns and name of its generation and component', () => {
    expect(productFileName(up.product.name)).toBe('EGMS_L3_E44N23_100km_U_2020_2024_1');
    expect(up.product.header.attributes).toContain('gnssVelocityUpMmPerYear');
    expect(syntheticTile({ ...spec, generation: 'to-2019-2023' }).header.attributes.at(-1)).toBe('seasonalityStdMm');
    expect(up.product.metadata.root).toBe('TILE');
  });

  test('sinks in the middle of a bowl and moves towards it from both sides', () => {
    const east = columnsOf({ component: 'E' });
    const mean = (columns: typeof up, fromEastingM: number, toEastingM: number) => {
      const [easting, northing] = [columns.column('eastingM'), columns.column('northingM')];
      const chosen = columns
        .column('velocityMmPerYear')
        .filter(
          (_, i) => easting[i] > fromEastingM && easting[i] < toEastingM && Math.abs(northing[i] - 2_350_000) < 500,
        );
      return chosen.reduce((sum, value) => sum + value, 0) / chosen.length;
    };
    expect(mean(up, 4_449_800, 4_450_200)).toBeLessThan(-25);
    expect(mean(east, 4_448_000, 4_449_500) - REGIONAL_MOTION.eastMmPerYear).toBeGreaterThan(4);
    expect(mean(east, 4_450_500, 4_452_000) - REGIONAL_MOTION.eastMmPerYear).toBeLessThan(-4);
  });
});
