import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openProductCsv } from '../../src/products/csv-reader.js';
import { createProductCsvWriter, usualDialect, writeProductCsv } from '../../src/products/csv-writer.js';
import { MISSING_TENTHS, type PointBatch } from '../../src/products/point-batch.js';
import { openProductFile } from '../../src/products/product-file.js';
import { SeededRandom } from '../../src/products/seeded-random.js';
import { sharedData } from '../support/shared-data.js';
import { L2B_NAME, L2B_NAMES, L2B_POINTS, L2B_TEXT, OLD_L3_NAMES, readAll } from './sample-rows.js';

async function rewritten(text: string, batchSize?: number): Promise<string> {
  const { level, header, batches, summary } = await readAll(text, { batchSize });
  const writer = createProductCsvWriter({ level, header, dialect: summary.dialect });
  return Buffer.concat([writer.begin(), ...batches.map((batch) => writer.rows(batch)), writer.end()]).toString();
}

const HEADER = `${L2B_NAMES},20200103,20200109,20200115`;
const withSeries = (...series: string[]) =>
  `${[HEADER, ...series.map((cells) => `${L2B_POINTS[0]},${cells}`)].join('\n')}\n`;

describe('a file read and written back is the same bytes', () => {
  test.each([
    ['as EGMS writes', L2B_TEXT],
    ['without a last line end', L2B_TEXT.trimEnd()],
    ['with CR LF', L2B_TEXT.replaceAll('\n', '\r\n')],
    ['with CR LF and without the last', L2B_TEXT.trimEnd().replaceAll('\n', '\r\n')],
    ['with a byte order mark', `\ufeff${L2B_TEXT}`],
    ['with empty cells', withSeries('1.0,,-1.0', ',2.0,').replaceAll('-46.6', '')],
    ['with NaN', withSeries('1.0,NaN,-1.0', 'NaN,2.0,NaN').replaceAll('-46.6', 'NaN')],
    ['with integer series', withSeries('1,-2,300', '0,-0,7')],
    ['with two fixed decimals', withSeries('1.50,-2.25,3.00', '0.00,-0.00,-300.75')],
    ['with two fixed decimals that tenths hold', withSeries('1.50,-2.20,3.00', '0.00,-0.00,-300.70')],
    ['with short decimals', withSeries('1.5,-2.25,3.0', '0.0,-0.0,-300.755')],
    ['with all the digits of a double', withSeries('0.30000000000000004,1.5,-0.0', '123.45678901234567,2.0,3.0')],
    ['with far displacements', withSeries('32766.5,-3276.6,3276.7', '0.0,100.0,-1000.5')],
  ])('%s', async (_, text) => {
    expect(await rewritten(text)).toBe(text);
    expect(await rewritten(text, 1)).toBe(text);
  });

  test('random files in any of the styles', async () => {
    const seeded = new SeededRandom(3);
    const random = () => seeded.uniform();
    for (let file = 0; file < 60; file++) {
      const decimals = Math.floor(random() * 5);
      const trimmed = random() < 0.5;
      const magnitude = 10 ** Math.floor(random() * 6);
      const cell = () => {
        if (random() < 0.05) return '';
        const text = ((random() - 0.5) * magnitude).toFixed(decimals);
        return trimmed && decimals > 0 ? text.replace(/(\.\d+?)0+$/, '$1') : text;
      };
      const text = withSeries(...Array.from({ length: 40 }, () => `${cell()},${cell()},${cell()}`));
      expect(await rewritten(text, 16)).toBe(text);
    }
  });

  const input = sharedData('egms-ortho-product/input');
  test.skipIf(!input).each([L2B_NAME, 'EGMS_L2b_117_0227_IW2_VV_2020_2024_1'])(
    'the real %s (skipped where the shared data are absent)',
    async (name) => {
      const product = await openProductFile(join(input!, `${name}.zip`));
      const first = await openProductCsv(product.csv.stream(), { where: name });
      for await (const _ of first.batches());
      const { dialect } = first.summary();
      const { level, header, batches } = await openProductCsv(product.csv.stream(), { where: name });
      const original = product.csv.stream()[Symbol.asyncIterator]();
      let ahead = Buffer.alloc(0);
      let bytes = 0;
      let checksum = 0;
      for await (const chunk of writeProductCsv(batches(), { level, header, dialect })) {
        while (ahead.length < chunk.length) ahead = Buffer.concat([ahead, (await original.next()).value]);
        expect(chunk.equals(ahead.subarray(0, chunk.length))).toBe(true);
        ahead = ahead.subarray(chunk.length);
        bytes += chunk.length;
        checksum = crc32(chunk, checksum);
      }
      expect({ bytes, checksum }).toEqual({ bytes: product.csv.bytes, checksum: product.csv.crc32 });
      await product.close();
    },
  );
});

describe('a product that was never a file is written as EGMS would', () => {
  const header = {
    generation: 'to-2019-2023',
    attributes: ['eastingM', 'northingM', 'heightM', 'velocityMmPerYear', 'accelerationMmPerYear2'],
    dates: ['20200103', '20200109', '20200115'],
  } as const;
  const batch: PointBatch = {
    count: 2,
    firstRow: 0,
    pid: ['20Xqct9y6s', '20XvgzjOCv'],
    attributes: [
      [4416250, 4439350],
      [2775450, 2782150],
      [583.24, Number.NaN],
      [-0.04, 2],
      [0.1 + 0.2, -0.755],
    ].map((values) => Float64Array.from(values)),
    seriesMm: Float64Array.of(1.26, -0.04, Number.NaN, 100, -3.06, 0),
  };

  test('integers bare, decimals rounded to the usual number, missing values empty', () => {
    const writer = createProductCsvWriter({ level: 'L3', header });
    expect(Buffer.concat([writer.begin(), writer.rows(batch), writer.end()]).toString()).toBe(
      'pid,easting,northing,height,mean_velocity,acceleration,20200103,20200109,20200115\n' +
        '20Xqct9y6s,4416250,2775450,583.2,-0.0,0.3,1.3,-0.0,\n' +
        '20XvgzjOCv,4439350,2782150,,2.0,-0.76,100.0,-3.1,0.0\n',
    );
  });

  test('part of a batch is written by its points', () => {
    const writer = createProductCsvWriter({ level: 'L3', header });
    const tenths: PointBatch = {
      ...batch,
      seriesMm: undefined,
      seriesTenths: Int16Array.of(1, 2, 3, -15, MISSING_TENTHS, 0),
    };
    expect(writer.rows(tenths, 1, 2).toString()).toBe('\n20XvgzjOCv,4439350,2782150,,2.0,-0.76,-1.5,,0.0');
    expect(writer.rows(tenths, 1, 1)).toHaveLength(0);
  });

  test('long numbers in every cell find room', () => {
    const long = -1.2345678901234567e-100;
    const dialect = {
      ...usualDialect('L3', header),
      attributeStyles: header.attributes.map(() => ({ kind: 'mixed', decimals: 0 }) as const),
      seriesStyle: { kind: 'mixed', decimals: 0 } as const,
    };
    const many = 500;
    const full: PointBatch = {
      count: many,
      firstRow: 0,
      pid: Array.from({ length: many }, () => '20Xqct9y6s'),
      attributes: header.attributes.map(() => new Float64Array(many).fill(long)),
      seriesMm: new Float64Array(3 * many).fill(long),
    };
    const text = createProductCsvWriter({ level: 'L3', header, dialect }).rows(full).toString();
    const row = `\n20Xqct9y6s${`,${long}`.repeat(8)}`;
    expect(text).toBe(row.repeat(many));
  });

  test('an infinite number is refused', () => {
    const writer = createProductCsvWriter({ level: 'L3', header });
    const infinite = { ...batch, seriesMm: new Float64Array(6).fill(Number.POSITIVE_INFINITY) };
    expect(() => writer.rows(infinite)).toThrow(RangeError);
  });

  test('a dialect of another number of columns is refused', () => {
    const dialect = { ...usualDialect('L3', header), attributeStyles: [] };
    expect(() => createProductCsvWriter({ level: 'L3', header, dialect })).toThrow(
      'expected 5 attribute styles, got 0',
    );
  });
});

test('the usual way of a level 3 file has integers for the cell centre and one decimal for the series', async () => {
  const text = `${OLD_L3_NAMES},20200108\n20Xqct9y6s,4416250,2775450,583.2,0.7,0.1,0.0,0.15,0.05,0.2,0.0,-0.4\n`;
  const { header, summary } = await readAll(text);
  const usual = usualDialect('L3', header);
  expect(usual.attributeStyles.map(({ kind }) => kind)).toEqual(
    summary.dialect.attributeStyles.map(({ kind }) => kind),
  );
  expect(usual).toMatchObject({
    newline: '\n',
    finalNewline: true,
    missing: '',
    seriesStyle: summary.dialect.seriesStyle,
  });
});
