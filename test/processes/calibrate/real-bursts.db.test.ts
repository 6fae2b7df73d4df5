/** Bursts as EGMS published them, calibrated anew with the GNSS model that it used. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../../processes/calibrate/index.js';
import type { Report } from '../../../processes/calibrate/report.js';
import { ingestFile } from '../../../src/catalog/ingest/ingest-file.js';
import { selectPoints } from '../../../src/catalog/points/point-selection.js';
import type { Database } from '../../../src/db/database.js';
import { parseGnssModel } from '../../../src/products/gnss-model.js';
import { testDatabase } from '../../support/database.js';
import { runProcess } from '../../support/run-process.js';
import { sharedData } from '../../support/shared-data.js';
import { readAll, request } from './ramped-catalog.js';

let database: Database;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const folder = sharedData('egms-ortho-product');
const excerpt = sharedData('egms-aepnd-v2022-excerpt');
describe.skipIf(!folder || !excerpt)('real bursts (skipped without the shared data)', () => {
  test('get the published GNSS velocity within 0.1 mm/yr, and hardly any correction', async () => {
    for (const name of ['EGMS_L2b_022_0845_IW2_VV_2020_2024_1.zip', 'EGMS_L2b_117_0227_IW2_VV_2020_2024_1.zip']) {
      await ingestFile(database, join(folder!, 'input', name), { softwareVersion: 'test' });
    }
    const text = await readFile(join(excerpt!, 'EGMS_AEPND_V2022.0_excerpt.csv'), 'utf8');
    const model = parseGnssModel(text, 'A-EPND');
    const collections = ['l2b-ascending-2020-2024', 'l2b-descending-2020-2024'];
    for (const collection of collections) {
      const selection = await selectPoints(database, { collection });
      const attributes = ['eastingM', 'northingM', 'losEast', 'losNorth', 'losUp', 'gnssVelocityMmPerYear'] as const;
      let [most, points] = [0, 0];
      for await (const block of selection.blocks({ attributes, withSeries: false })) {
        const [eastingM, northingM, losEast, losNorth, losUp, published] = block.attributes;
        for (let i = 0; i < block.count; i++) {
          const gnss = model.at(eastingM[i], northingM[i])!;
          const along =
            gnss.eastMmPerYear * losEast[i] + gnss.northMmPerYear * losNorth[i] + gnss.upMmPerYear * losUp[i];
          most = Math.max(most, Math.abs(along - published[i]));
        }
        points += block.count;
      }
      expect(points).toBeGreaterThan(11_000);
      expect(most).toBeLessThan(0.1);
    }
    // The island is three kilometres wide; its middle is enough to see that EGMS's own calibration stands.
    const points = collections.map((collection) => ({ collection, bbox: [13.165, 38.7, 13.18, 38.71] }));
    await runProcess(run, database, request({ points, gnssModel: text }), {
      outputCollections: { ascending: 'cal-real-up', descending: 'cal-real-down' },
    });
    for (const [input, output] of [
      [collections[0], 'cal-real-up'],
      [collections[1], 'cal-real-down'],
    ]) {
      const [published, ours] = [await readAll(database, input), await readAll(database, output)];
      expect(ours.size).toBeGreaterThan(500);
      for (const [pid, { value }] of ours) {
        const difference = value('gnssVelocityMmPerYear') - published.get(pid)!.value('gnssVelocityMmPerYear');
        expect(Math.abs(difference)).toBeLessThan(0.1001);
      }
    }
    const whole = collections.map((collection) => ({ collection }));
    const only = await runProcess(run, database, request({ points: whole, gnssModel: text }), {
      wantedOutputs: ['report'],
    });
    for (const burst of (only.outputs.report as { value: Report }).value.bursts) {
      expect(burst.surface).toBe('constant');
      expect(Math.abs(burst.clusters[0].constantMmPerYear)).toBeLessThan(0.3);
    }
  });
});
