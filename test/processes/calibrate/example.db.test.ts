/** The request that is shown to people, on the demonstration that they start with. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import example from '../../../processes/calibrate/example.json' with { type: 'json' };
import { run } from '../../../processes/calibrate/index.js';
import type { Report } from '../../../processes/calibrate/report.js';
import type { Database } from '../../../src/db/database.js';
import { demonstrationBursts } from '../../../src/products/synthetic-burst.js';
import { testDatabase } from '../../support/database.js';
import { runProcess } from '../../support/run-process.js';
import { publishSynthetic } from '../../support/synthetic-catalog.js';
import { DEFAULTS } from './ramped-catalog.js';

let database: Database;

beforeAll(async () => {
  database = await testDatabase();
  for (const product of demonstrationBursts()) await publishSynthetic(database, product);
});
afterAll(() => database.close());

test('the example finds hardly anything to correct: the ground of the demonstration moves as its model says', async () => {
  const { outputs } = await runProcess(
    run,
    database,
    { ...DEFAULTS, ...example.inputs },
    { wantedOutputs: ['residuals', 'report'] },
  );
  const report = (outputs.report as { value: Report }).value;
  expect(report.points).toBe(16_000);
  expect(report.gnss.version).toBe('made up for the demonstration');
  for (const { clusters, surface } of report.bursts) {
    // Eight kilometres of ground, with two bowls in the middle of its towns.
    expect(surface).toBe('constant');
    expect(Math.abs(clusters[0].constantMmPerYear)).toBeLessThan(0.3);
  }
});
