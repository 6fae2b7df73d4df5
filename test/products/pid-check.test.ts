import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openProductCsv } from '../../src/products/csv-reader.js';
import { type BurstName, parseProductName, type TileName } from '../../src/products/file-name.js';
import { checkPids } from '../../src/products/pid-check.js';
import { openProductFile } from '../../src/products/product-file.js';
import { sharedData } from '../support/shared-data.js';
import { L2B_NAME, L2B_TEXT, L3_NAMES, readAll } from './sample-rows.js';

const BURST = parseProductName(L2B_NAME) as BurstName;
const TILE = parseProductName('EGMS_L3_E44N27_100km_U_2020_2024_1') as TileName;

async function check(text: string, name: BurstName | TileName) {
  const { batches, header } = await readAll(text);
  return checkPids(batches[0], header, name);
}

describe('pids of level 2', () => {
  test('real rows agree with their file', async () => {
    expect(await check(L2B_TEXT, BURST)).toEqual({ contradictions: 0, examples: [] });
  });

  test('another line or pixel in the row is a contradiction, told with its line in the file', async () => {
    expect(await check(L2B_TEXT.replace(',1217,4671,', ',1217,4672,'), BURST)).toEqual({
      contradictions: 1,
      examples: ['line 3: 166ax5Ofjb says line 1217, pixel 4671; the row 1217, 4672'],
    });
  });

  test.each([
    [{ track: 44 }, "the file's name track 44, burst 845, IW2, VV"],
    [{ burstCycle: 846 }, "the file's name track 22, burst 846, IW2, VV"],
    [{ swath: 1 }, "the file's name track 22, burst 845, IW1, VV"],
    [{ polarisation: 'VH' }, "the file's name track 22, burst 845, IW2, VH"],
  ] as const)('a name that says %j contradicts every pid', async (other, told) => {
    const { contradictions, examples } = await check(L2B_TEXT, { ...BURST, ...other });
    expect(contradictions).toBe(2);
    expect(examples[0]).toBe(`line 2: 166ax5Ofja says track 22, burst 845, IW2, VV; ${told}`);
  });

  test('a pid of no burst at all is a contradiction', async () => {
    const { examples } = await check(L2B_TEXT.replace('166ax5Ofja', 'zzzzzzzzzz'), BURST);
    expect(examples).toEqual(['line 2: zzzzzzzzzz is no pid of a Sentinel-1 burst']);
  });

  test('a row without line is judged by its burst alone', async () => {
    expect((await check(L2B_TEXT.replaceAll(',1217,', ',,'), BURST)).contradictions).toBe(0);
  });
});

describe('pids of level 3', () => {
  const rows = [
    '20Xqct9y6s,4416250,2775450,583.2,0.7,0.1,0.0,0.15,0.05,0.2,0.0,0.3,0.1,-0.4,-0.4',
    '20XvgzjOCv,4439350,2782150,519.1,0.6,-2.1,0.0,-0.75,0.04,0.2,0.0,0.2,0.0,-0.3,0.1',
  ];
  const text = [`${L3_NAMES},20200108`, ...rows].join('\n');

  test('real rows agree with their cells', async () => {
    expect((await check(text, TILE)).contradictions).toBe(0);
  });

  test('another cell in the row is a contradiction', async () => {
    expect(await check(text.replace('4439350', '4439450'), TILE)).toEqual({
      contradictions: 1,
      examples: ['line 3: 20XvgzjOCv says easting 4439350, northing 2782150; the row 4439450, 2782150'],
    });
  });

  test('cells outside the tile that the file is named for are contradictions', async () => {
    const { contradictions, examples } = await check(text, { ...TILE, tileEasting100Km: TILE.tileEasting100Km + 1 });
    expect(contradictions).toBe(rows.length);
    expect(examples[0]).toMatch(/outside the tile/);
  });

  test('easting and northing swapped contradict every pid, of which a few are told', async () => {
    const swapped = rows.map((row) => row.replace(/(\d{7}),(\d{7})/, '$2,$1'));
    const many = [`${L3_NAMES},20200108`, ...swapped, ...swapped, ...swapped].join('\n');
    const { contradictions, examples } = await check(many, TILE);
    expect(contradictions).toBe(6);
    expect(examples).toHaveLength(3);
  });
});

const input = sharedData('egms-ortho-product/input');
test.skipIf(!input)(
  'all 23,349 real pids agree with row and name (skipped where the shared data are absent)',
  async () => {
    let points = 0;
    let contradictions = 0;
    for (const name of [L2B_NAME, 'EGMS_L2b_117_0227_IW2_VV_2020_2024_1']) {
      const product = await openProductFile(join(input!, `${name}.zip`));
      const csv = await openProductCsv(product.csv.stream(), { where: name, level: product.name.level });
      for await (const batch of csv.batches()) {
        points += batch.count;
        contradictions += checkPids(batch, csv.header, product.name).contradictions;
      }
      await product.close();
    }
    expect({ points, contradictions }).toEqual({ points: 23_349, contradictions: 0 });
  },
);
