import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ServiceError } from '../../src/errors.js';
import { openProductCsv } from '../../src/products/csv-reader.js';
import { MISSING_TENTHS, NEGATIVE_ZERO_TENTHS } from '../../src/products/point-batch.js';
import { openProductFile } from '../../src/products/product-file.js';
import { mmOfTenths } from '../../src/products/tenths.js';
import { sharedData } from '../support/shared-data.js';
import { chunked, L2B_NAMES, L2B_POINTS, L2B_TEXT, L3_NAMES, readAll } from './sample-rows.js';

const HEADER = `${L2B_NAMES},20200103,20200109,20200115`;

/** A file of the first sample point with this series, line ends and all. */
const withSeries = (...series: string[]) =>
  `${[HEADER, ...series.map((cells) => `${L2B_POINTS[0]},${cells}`)].join('\n')}\n`;

describe('what a file holds', () => {
  test('points, attributes and series come out as they stand in the file', async () => {
    const { level, header, batches, summary } = await readAll(L2B_TEXT);
    expect(level).toBe('L2b');
    expect(header.dates).toEqual(['20200103', '20200109', '20200115']);
    expect(batches).toHaveLength(1);
    const [batch] = batches;
    expect(batch).toMatchObject({ count: 2, firstRow: 0, pid: ['166ax5Ofja', '166ax5Ofjb'] });
    const column = (name: (typeof header.attributes)[number]) => [...batch.attributes[header.attributes.indexOf(name)]];
    expect(column('latitudeDeg')).toEqual([38.690708, 38.690723]);
    expect(column('eastingM')).toEqual([4598603.43, 4598594.94]);
    expect(column('pixel')).toEqual([4670, 4671]);
    expect(column('gnssVelocityMmPerYear')).toEqual([-1.6, -1.6]);
    expect([...batch.seriesTenths!]).toEqual([-10, -17, 0, 123, NEGATIVE_ZERO_TENTHS, -1048]);
    expect(batch.seriesMm).toBeUndefined();
    expect(summary).toMatchObject({ rows: 2, reproducible: true, missingSeriesValues: 0 });
  });

  test('two real level 3 rows of another producer are read', async () => {
    const text = [
      `${L3_NAMES},20200108,20200114,20200120,20200126`,
      '20Xqct9y6s,4416250,2775450,583.2,0.7,0.1,0.0,0.15,0.05,0.2,0.0,0.3,0.1,-0.4,-0.4,-0.4,0.1,-1.1',
      '20XvgzjOCv,4439350,2782150,519.1,0.6,-2.1,0.0,-0.75,0.04,0.2,0.0,0.2,0.0,-0.3,0.1,0.2,0.4,0.1',
    ].join('\r\n');
    const { level, batches, summary } = await readAll(text);
    expect(level).toBe('L3');
    expect([...batches[0].attributes[0]]).toEqual([4416250, 4439350]);
    expect([...batches[0].seriesTenths!]).toEqual([-4, -4, 1, -11, 1, 2, 4, 1]);
    expect(summary.dialect).toMatchObject({ newline: '\r\n', finalNewline: false, byteOrderMark: false });
    expect(summary.dialect.attributeStyles[0]).toEqual({ kind: 'integer', decimals: 0 });
  });

  test('missing values are NaN or the sentinel, and counted', async () => {
    const text = withSeries('1.0,,-1.0', 'NaN,2.0,').replaceAll('-46.6', '');
    const { header, batches, summary } = await readAll(text);
    expect([...batches[0].seriesTenths!]).toEqual([10, MISSING_TENTHS, -10, MISSING_TENTHS, 20, MISSING_TENTHS]);
    expect([...batches[0].attributes[header.attributes.indexOf('heightM')]]).toEqual([Number.NaN, Number.NaN]);
    expect(summary.missingSeriesValues).toBe(3);
    expect(summary.missingAttributeValues[header.attributes.indexOf('heightM')]).toBe(2);
    expect(summary.dialect.missing).toBe('');
  });

  test('the negative zero of an attribute is kept', async () => {
    const { header, batches } = await readAll(L2B_TEXT.replace('-46.6', '-0.0'));
    expect(Object.is(batches[0].attributes[header.attributes.indexOf('heightM')][0], -0)).toBe(true);
  });

  test.each(['0.05', '3276.7', '-40000.5', '1.23456789012345678', '1e-3'])(
    'a value that tenths cannot hold (%s) turns its batch, and only that, into millimetres',
    async (cell) => {
      const text = withSeries('1.0,-0.0,', `-2.5,${cell},3.0`, '7.5,8.5,9.5', '10.0,11.0,12.0');
      const { batches } = await readAll(text, { batchSize: 3 });
      expect(batches[0].seriesTenths).toBeUndefined();
      expect([...batches[0].seriesMm!]).toEqual([1, -0, Number.NaN, -2.5, Number(cell), 3, 7.5, 8.5, 9.5]);
      expect(batches[1].seriesMm).toBeUndefined();
      expect([...batches[1].seriesTenths!]).toEqual([100, 110, 120]);
    },
  );

  test.each(['0.05,1.0,2.0', '1.0,2.0,0.05'])('the same at the edges of a row: %s', async (series) => {
    const { batches, summary } = await readAll(withSeries('4.0,5.0,6.0', series));
    expect([...batches[0].seriesMm!]).toEqual([4, 5, 6, ...series.split(',').map(Number)]);
    expect(summary.dialect.seriesStyle).toEqual({ kind: 'repr', decimals: 2 });
  });

  test.each([
    ['2147483647', 2_147_483_647],
    ['-2147483648', -2_147_483_648],
    ['4670.0', 4670],
    ['', Number.NaN],
    ['NaN', Number.NaN],
  ])('a pixel may be written as "%s"', async (cell, value) => {
    const { header, batches } = await readAll(L2B_TEXT.replace('4670', cell));
    expect(batches[0].attributes[header.attributes.indexOf('pixel')][0]).toBe(value);
  });

  test('the coordinates of level 3 may have decimals, usual or not', async () => {
    const row = '20Xqct9y6s,4416250.5,2775450.25,583.2,0.7,0.1,0.0,0.15,0.05,0.2,0.0,0.3,0.1,-0.4,-0.4';
    const { batches } = await readAll(`${L3_NAMES},20200108\n${row}\n`);
    expect([batches[0].attributes[0][0], batches[0].attributes[1][0]]).toEqual([4416250.5, 2775450.25]);
  });

  test('decimals that add nothing still fit tenths', async () => {
    const { batches, summary } = await readAll(withSeries('1.50,-12.00,0.10', '100,-7,1234.5'));
    expect([...batches[0].seriesTenths!]).toEqual([15, -120, 1, 1000, -70, 12345]);
    expect(summary).toMatchObject({ reproducible: false, dialect: { seriesStyle: { kind: 'mixed', decimals: 2 } } });
  });
});

describe('how a file is laid out', () => {
  test('every size of chunk, down to one byte, gives the same batches', async () => {
    const text = `\ufeff${L2B_TEXT.replaceAll('\n', '\r\n')}`;
    const whole = await readAll(text);
    expect(whole.summary.dialect).toMatchObject({ byteOrderMark: true, newline: '\r\n', finalNewline: true });
    for (let size = 1; size < 40; size++) expect(await readAll(chunked(text, size))).toEqual(whole);
  });

  test('every place to split a file in two gives the same batches', async () => {
    const bytes = Buffer.from(L2B_TEXT);
    const whole = await readAll(L2B_TEXT);
    async function* split(at: number) {
      yield bytes.subarray(0, at);
      yield bytes.subarray(at);
    }
    for (let at = 0; at <= bytes.length; at++) expect(await readAll(split(at))).toEqual(whole);
  });

  test('batches hold as many points as asked for, the last the rest', async () => {
    const text = withSeries(...Array.from({ length: 7 }, (_, row) => `${row}.0,${row}.5,-${row}.5`));
    const { batches } = await readAll(chunked(text, 100), { batchSize: 3 });
    expect(batches.map(({ count, firstRow }) => [count, firstRow])).toEqual([
      [3, 0],
      [3, 3],
      [1, 6],
    ]);
    expect([...batches[2].seriesTenths!]).toEqual([60, 65, -65]);
    expect(batches[2].attributes.every((values) => values.length === 1)).toBe(true);
  });

  test('blank lines at the end are no points, but the file cannot be written back alike', async () => {
    const { summary } = await readAll(`${L2B_TEXT}\n\n`);
    expect(summary).toMatchObject({ rows: 2, reproducible: false });
  });

  test('line ends of both kinds are read, but cannot be written back alike', async () => {
    const { summary } = await readAll(L2B_TEXT.replace('0.0\n', '0.0\r\n'));
    expect(summary).toMatchObject({ rows: 2, reproducible: false });
  });
});

describe('what is wrong is named with file, line and column', () => {
  const row = `${L2B_POINTS[0]},1.0,2.0,3.0`;
  const withRow = (bad: string) => [HEADER, row, bad, row, ''].join('\n');

  test.each([
    [row.replace(',3.0', ''), 'FILE.csv:3: expected 28 cells as in the header, got 27'],
    [`${row},`, 'FILE.csv:3: expected 28 cells as in the header, got 29'],
    [`${row},4.0`, 'FILE.csv:3: expected 28 cells as in the header, got 29'],
    ['166ax5Ofja', 'FILE.csv:3: expected 28 cells as in the header, got 1'],
    [row.replace('2.4', 'abc'), 'FILE.csv:3 (column rmse_ts): expected a number, got "abc"'],
    [row.replace('2.4', '2,4'), 'FILE.csv:3: expected 28 cells as in the header, got 29'],
    [row.replace(',2.0', ',2.0x'), 'FILE.csv:3 (column 20200109): expected a number, got "2.0x"'],
    [row.replace(',3.0', ',3.0 '), 'FILE.csv:3 (column 20200115): expected a number, got "3.0 "'],
    [row.replace(',2.0', ',inf'), 'FILE.csv:3 (column 20200109): expected a finite number, got "inf"'],
    [row.replace(',2.0', ',1e999'), 'FILE.csv:3 (column 20200109): expected a finite number, got "1e999"'],
    [row.replace('0.86', '-Infinity'), 'FILE.csv:3 (column temporal_coherence): expected a finite number'],
    [row.replace('166ax5Ofja', ''), 'FILE.csv:3 (column pid): expected 10 characters of 0-9, A-Z, a-z, got nothing'],
    [row.replace('166ax5Ofja', '166ax5Ofj'), '(column pid): expected 10 characters of 0-9, A-Z, a-z, got "166ax5Ofj"'],
    [row.replace('166ax5Ofja', '166ax5Ofjab'), '(column pid): expected 10 characters of 0-9, A-Z, a-z'],
    [row.replace('166ax5Ofja', '166ax5Of-a'), '(column pid): expected 10 characters of 0-9, A-Z, a-z'],
    [row.replace('38.690708', ''), 'FILE.csv:3 (column latitude): expected a coordinate, got nothing'],
    [row.replace('1739722.18', 'NaN'), 'FILE.csv:3 (column northing): expected a coordinate, got "NaN"'],
    [
      row.replace(',0,', ',1.5,'),
      '(column mp_type): expected a whole number from -2147483648 to 2147483647, got "1.5"',
    ],
    [row.replace('1217', '99999999999'), 'FILE.csv:3 (column line): expected a whole number'],
    [row.replace('4670', '2147483648'), 'FILE.csv:3 (column pixel): expected a whole number'],
    [row.replace('4670', '-2147483649'), 'FILE.csv:3 (column pixel): expected a whole number'],
    [row.replace('4670', '1e-3'), 'FILE.csv:3 (column pixel): expected a whole number'],
    [row.replace('2.0', '2\0'), 'FILE.csv:3: expected text, got a NUL byte'],
    [row.replace('166ax5Ofja', '"166ax5Ofja"'), 'FILE.csv:3: quoted cells are not supported'],
    ['', 'FILE.csv:3: expected a point, got a blank line'],
    ['\r', 'FILE.csv:3: expected a point, got a blank line'],
  ])('row %j', async (bad, message) => {
    const failure = await readAll(withRow(bad)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ServiceError);
    expect(failure).toMatchObject({ status: 422, code: 'InvalidProduct' });
    expect((failure as ServiceError).detail).toContain(message);
  });

  test('a last row that lost cells is refused', async () => {
    const cut = withSeries('1.0,2.0,3.0', '1.0,2.0,3.0').slice(0, -'2.0,3.0\n'.length);
    await expect(readAll(cut)).rejects.toThrow('FILE.csv:3: expected 28 cells as in the header, got 27');
  });

  test.each([
    ['', 'FILE.csv: the file is empty; expected a header line'],
    ['\n', 'FILE.csv:1: expected a header line of names with commas, got ""'],
    [HEADER, 'FILE.csv: the file has a header and no rows'],
    [`${HEADER}\n`, 'FILE.csv: the file has a header and no rows'],
    [`${HEADER}\n\n`, 'FILE.csv: the file has a header and no rows'],
    ['%PDF-1.7\n', 'FILE.csv:1: expected a header line of names with commas, got "%PDF-1.7"'],
    ['"pid","mp_type"\n', 'FILE.csv:1: quoted names are not supported'],
    [Buffer.from(`\ufeff${L2B_TEXT}`, 'utf16le').toString('latin1'), 'FILE.csv:1: expected UTF-8 text, got a NUL byte'],
    ['x'.repeat(2 ** 20 + 1), 'FILE.csv:1: expected lines of at most 1048576 bytes, got a longer one'],
    [`${HEADER}\n${row}\n${'1'.repeat(2 ** 20 + 1)}`, 'FILE.csv:3: expected lines of at most 1048576 bytes'],
  ])('file %#', async (text, message) => {
    await expect(readAll(text)).rejects.toThrow(message);
  });

  test('a row of another CRS is refused by its line in the file, whatever the batch', async () => {
    const rows = [row, row, row, row.replace('4598603.43', '4598703.43')];
    const reading = readAll([HEADER, ...rows].join('\n'), { batchSize: 2 });
    await expect(reading).rejects.toThrow('FILE.csv:5 (column easting): wrong CRS');
  });
});

describe('the input is let go', () => {
  async function* watched(text: string, closed: () => void) {
    try {
      yield* chunked(text, 300);
    } finally {
      closed();
    }
  }

  test.each([
    ['a header that is refused', L2B_TEXT.replace('pid', 'id')],
    ['a row that is refused', L2B_TEXT.replace('12.3', 'x')],
    ['the last row', L2B_TEXT],
  ])('after %s', async (_, text) => {
    let closed = 0;
    await readAll(watched(text, () => closed++)).catch(() => {});
    expect(closed).toBe(1);
  });

  test('when the reader of batches leaves early, and then there is no summary', async () => {
    let closed = 0;
    const csv = await openProductCsv(
      watched(L2B_TEXT, () => closed++),
      { where: 'FILE.csv', batchSize: 1 },
    );
    for await (const batch of csv.batches()) {
      expect(batch.count).toBe(1);
      break;
    }
    expect(closed).toBe(1);
    expect(() => csv.summary()).toThrow('after the last batch');
  });

  test('when the signal is given, with its reason', async () => {
    let closed = 0;
    const controller = new AbortController();
    const source = watched(L2B_TEXT, () => closed++);
    const csv = await openProductCsv(source, { where: 'FILE.csv', batchSize: 1, signal: controller.signal });
    const reading = (async () => {
      for await (const _ of csv.batches()) controller.abort(new Error('enough'));
    })();
    await expect(reading).rejects.toThrow('enough');
    expect(closed).toBe(1);
  });
});

const input = sharedData('egms-ortho-product/input');
describe.skipIf(!input)('real files (skipped where the shared data are absent)', () => {
  test.each([
    ['EGMS_L2b_022_0845_IW2_VV_2020_2024_1', 11_590],
    ['EGMS_L2b_117_0227_IW2_VV_2020_2024_1', 11_759],
  ])('every cell of %s is the double that Number gives', async (name, points) => {
    const product = await openProductFile(join(input!, `${name}.zip`));
    const chunks: Buffer[] = [];
    for await (const chunk of product.csv.stream()) chunks.push(chunk);
    const lines = Buffer.concat(chunks).toString('latin1').trimEnd().split('\n');
    await product.close();
    const { header, batches, summary } = await readAll(chunked(Buffer.concat(chunks)));
    expect(summary).toMatchObject({ rows: points, reproducible: true, missingSeriesValues: 0 });
    const nDates = header.dates.length;
    for (const batch of batches) {
      for (let point = 0; point < batch.count; point++) {
        const [pid, ...cells] = lines[1 + batch.firstRow + point].split(',');
        const values = [
          ...batch.attributes.map((column) => column[point]),
          ...Array.from(batch.seriesTenths!.subarray(point * nDates, (point + 1) * nDates), mmOfTenths),
        ];
        const wrong = cells.findIndex((cell, column) => !Object.is(Number(cell), values[column]));
        if (pid !== batch.pid[point] || wrong >= 0 || cells.length !== values.length) {
          expect.fail(
            `line ${batch.firstRow + point + 2}: cell ${wrong} is ${values[wrong]}, expected ${cells[wrong]}`,
          );
        }
      }
    }
  });
});
