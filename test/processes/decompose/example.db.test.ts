import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { run } from '../../../processes/decompose/index.js';
import { SqlCatalog } from '../../../src/catalog/sql-catalog.js';
import { publishDemonstration } from '../../../src/commands/demonstration.js';
import { testDatabase } from '../../support/database.js';
import { runProcess } from '../../support/run-process.js';
import { PROCESS_FOLDER, withDefaults } from './request.js';

test('the example of decompose works on the demonstration, whose results are synthetic, too', async () => {
  const database = await testDatabase();
  try {
    await publishDemonstration(database, () => {});
    const { inputs, outputs } = JSON.parse(await readFile(new URL('example.json', PROCESS_FOLDER), 'utf8'));
    const outputCollections = { up: outputs.up.collection, east: outputs.east.collection };
    await runProcess(run, database, withDefaults(inputs), { outputCollections });
    const up = await new SqlCatalog(database, [], { countCap: 1 }).collection('my-l3-up');
    expect(up?.itemCount).toBeGreaterThan(500);
    expect(up?.title).toMatch(/computed.*synthetic/);
  } finally {
    await database.close();
  }
});
