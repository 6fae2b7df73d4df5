/** A real burst, cut into two releases with zeros of their own and joined again, beside the series and attributes EGMS published. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../../processes/concatenate-releases/index.js';
import { selectPoints } from '../../../src/catalog/points/point-selection.js';
import type { Database } from '../../../src/db/database.js';
import { openProductCsv } from '../../../src/products/csv-reader.js';
import { parseProductName } from '../../../src/products/file-name.js';
import { openProductFile } from '../../../src/products/product-file.js';
import { parseProductXml } from '../../../src/products/product-xml.js';
import type { SyntheticProduct } from '../../../src/products/synthetic-product.js';
import { cutRelease, plainTenths } from '../../support/cut-release.js';
import { testDatabase } from '../../support/database.js';
import { withDefaults } from '../../support/described-inputs.js';
import { runProcess } from '../../support/run-process.js';
import { sharedData } from '../../support/shared-data.js';
import { publishSynthetic } from '../../support/synthetic-catalog.js';

const NAME = 'EGMS_L2b_117_0227_IW2_VV_2020_2024_1';
const POINTS = 500;
const input = sharedData('egms-ortho-product/input');
let database: Database;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

/** The first points of the real product. */
async function realPoints(): Promise<SyntheticProduct> {
  const product = await openProductFile(join(input!, `${NAME}.zip`));
  const csv = await openProductCsv(product.csv.stream(), { where: NAME, batchSize: POINTS });
  for await (const batch of csv.batches()) {
    await product.close();
    function* batches() {
      yield batch;
    }
    const metadata = parseProductXml(product.xmlText!);
    return { name: parseProductName(NAME)!, header: csv.header, metadata, pointCount: batch.count, batches };
  }
  throw new Error(`${NAME} holds no points`);
}

describe.skipIf(!input)(`a real burst${input ? '' : ' (skipped: the shared data are not here)'}`, () => {
  test('cut in two and joined is what EGMS published', async () => {
    const record = await realPoints();
    const [published] = [...record.batches()];
    const cuts = [
      { release: { firstYear: 2019, lastYear: 2023 }, isKept: (date: string) => date < '20230701' },
      { release: { firstYear: 2020, lastYear: 2024 }, isKept: (date: string) => date >= '20210401' },
    ];
    for (const [k, cut] of cuts.entries()) {
      await publishSynthetic(
        database,
        cutRelease(record, { ...cut, point: (i) => ({ zeroTenths: (k + 1) * (i % 50) - 30 }) }),
      );
    }
    const inputs = {
      earlier: { collection: 'l2b-ascending-2019-2023' },
      later: { collection: 'l2b-ascending-2020-2024' },
    };
    const { outputs } = await runProcess(run, database, withDefaults('concatenate-releases', inputs));
    expect(outputs.report).toMatchObject({ value: { matched: POINTS, rows: POINTS, residualRmsMm: 0 } });

    const columns = [
      'velocityMmPerYear',
      'accelerationMmPerYear2',
      'temporalCoherence',
      'rmseMm',
      'seasonalityMm',
    ] as const;
    const tolerance = [0.1, 0.02, 0.02, 0.1, 0.1];
    const rowOf = new Map(published.pid.map((pid, row) => [pid, row]));
    const dates = record.header.dates.length;
    const worst = columns.map(() => 0);
    let worstMm = 0;
    let seen = 0;
    const selection = await selectPoints(database, { collection: 'l2b-ascending-2019-2024' });
    for await (const { pid, attributes, displacementMm } of selection.blocks({
      attributes: columns,
      withSeries: true,
    })) {
      for (const [i, id] of pid.entries()) {
        const row = rowOf.get(id)!;
        columns.forEach((name, c) => {
          const theirs = published.attributes[record.header.attributes.indexOf(name)][row];
          worst[c] = Math.max(worst[c], Math.abs(attributes[c][i] - theirs));
        });
        for (let d = 0; d < dates; d++) {
          // EGMS's own zero is that of the model of the unrounded series.
          const theirs = plainTenths(published.seriesTenths![row * dates + d]) / 10;
          worstMm = Math.max(worstMm, Math.abs(displacementMm[i * dates + d] - theirs));
        }
        seen++;
      }
    }
    expect(seen).toBe(POINTS);
    expect(worstMm).toBeLessThan(0.1 + 1e-9);
    worst.forEach((difference, c) => {
      expect(difference, columns[c]).toBeLessThan(tolerance[c] + 1e-9);
    });
  });
});
