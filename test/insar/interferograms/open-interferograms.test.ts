import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GeoTiffStream } from '../../../src/formats/geotiff-stream.js';
import { openInterferograms } from '../../../src/insar/interferograms/open-interferograms.js';

const PLACE = { epsg: 32632, westM: 600_000, northM: 5_000_000, pixelWidthM: 20, pixelHeightM: 20 };
let folder: string;

async function write(name: string, values: readonly number[], heightPixels = 2, place = PLACE): Promise<void> {
  const widthPixels = values.length / heightPixels;
  const stream = await GeoTiffStream.create(
    join(folder, name),
    { widthPixels, heightPixels, sample: 'float32', place },
    { blocks: { tilePixels: 16 } },
  );
  await stream.writeRows(Float32Array.from(values));
  await stream.close();
}

const file = () => ({
  type: 'open-egms-interferograms',
  version: 1,
  wavelengthM: 0.0554658,
  positivePhase: 'towards' as string,
  phaseNoData: 0 as number | undefined,
  pairs: [
    { reference: '2020-01-25', secondary: '2020-01-13', file: 'b.tif', perpendicularBaselineM: 7 },
    {
      reference: '2020-01-01',
      secondary: '2020-01-13',
      file: 'a.tif',
      coherence: 'cc.tif',
      perpendicularBaselineM: 30,
    },
  ],
  geometry: { losUp: 'up.tif', slantRangeM: 800_000 } as Record<string, unknown>,
});

const open = async (content: object) => {
  await writeFile(join(folder, 'interferograms.json'), JSON.stringify(content));
  return openInterferograms(folder);
};

beforeAll(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'open-egms-pairs-')), 'pairs');
  await mkdir(folder);
  await write('a.tif', [1, 2, 0, 4, 5, Number.NaN]);
  await write('b.tif', [-1, -2, -3, 4, 5, 6]);
  await write('cc.tif', [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]);
  await write('up.tif', [0.6, 0.8, 1, 0.6, 0.8, 1]);
  await write('large.tif', [1, 2, 3, 4, 5, 6, 7, 8]);
  await write('east.tif', [1, 2, 3, 4, 5, 6], 2, { ...PLACE, westM: 600_020 });
});
afterAll(() => rm(join(folder, '..'), { recursive: true }));

describe('a folder of interferograms', () => {
  test('phases come out positive away, from the earlier to the later date, pairs in order', async () => {
    const opened = await open(file());
    const rows = { first: 0, count: 2 };
    expect(opened.description.dates).toEqual(['20200101', '20200113', '20200125']);
    expect(opened.description.pairs.map(({ file }) => file)).toEqual(['a.tif', 'b.tif']);
    expect([...(await opened.readPhase(0, rows))]).toEqual([-1, -2, Number.NaN, -4, -5, Number.NaN]);
    // Turned round twice: by the sign and by the dates.
    expect([...(await opened.readPhase(1, rows))]).toEqual([-1, -2, -3, 4, 5, 6]);
    expect(opened.description.pairs[1].perpendicularBaselineM).toBe(-7);
    expect(opened.notices).toEqual(['1 pairs run from the later to the earlier date: turned round']);
    expect((await opened.readCoherence(0, { first: 1, count: 1 }))?.[2]).toBeCloseTo(0.6, 6);
    expect(await opened.readCoherence(1, rows)).toBeUndefined();
    const levers = await opened.readHeightLeverM({ first: 0, count: 1 });
    expect(levers[0]).toBeCloseTo(640_000, 0);
    expect(levers[1]).toBeCloseTo(480_000, 0);
    await opened.close();
  });

  test.each([
    [
      'of another size',
      (f: ReturnType<typeof file>) => (f.pairs[1].file = 'large.tif'),
      'expected 3 x 2 pixels|expected 4 x 2 pixels',
    ],
    ['on another grid', (f: ReturnType<typeof file>) => (f.pairs[0].file = 'east.tif'), 'got a corner at 600020'],
    [
      'without a file',
      (f: ReturnType<typeof file>) => (f.pairs[0].file = 'none.tif'),
      'none.tif: there is no such file',
    ],
    [
      'outside of the folder',
      (f: ReturnType<typeof file>) => (f.pairs[0].file = '../x.tif'),
      'leads out of the folder',
    ],
    [
      'of one date',
      (f: ReturnType<typeof file>) => (f.pairs[0].secondary = '2020-01-25'),
      'pairs/0: expected two dates',
    ],
    [
      'of no date',
      (f: ReturnType<typeof file>) => (f.pairs[0].secondary = '2020-02-30'),
      'expected dates of the calendar',
    ],
    [
      'given twice',
      (f: ReturnType<typeof file>) => f.pairs.push({ ...f.pairs[1], file: 'b2.tif' }),
      'twice (a.tif and b2.tif)',
    ],
    ['with one file for two', (f: ReturnType<typeof file>) => (f.pairs[0].file = 'a.tif'), 'a.tif stands for both'],
    [
      'with two kinds of angles',
      (f: ReturnType<typeof file>) => (f.geometry.incidenceDegrees = 39),
      'geometry: must match exactly one',
    ],
    [
      'without a sign',
      (f: ReturnType<typeof file>) => (f.positivePhase = 'up'),
      'positivePhase: must be equal to one of',
    ],
  ])('pairs %s are refused', async (_, spoil, message) => {
    const content = file();
    spoil(content);
    const texts = message.split('|');
    const error = await open(content).then(
      () => undefined,
      (caught: Error) => caught,
    );
    expect(
      texts.some((text) => error?.message.includes(text)),
      error?.message,
    ).toBe(true);
  });

  test('no folder and no JSON are told', async () => {
    await expect(openInterferograms(join(folder, 'nowhere'))).rejects.toThrow('there is nothing');
    await writeFile(join(folder, 'interferograms.json'), '{');
    await expect(openInterferograms(folder)).rejects.toThrow('expected JSON');
  });
});

test('the published schema is the one that judges', async () => {
  const { interferogramsSchema } = await import('../../../src/insar/interferograms/interferograms-schema.js');
  const published = new URL('../../../docs/interferograms.schema.json', import.meta.url);
  expect(JSON.parse(await readFile(published, 'utf8'))).toEqual(JSON.parse(JSON.stringify(interferogramsSchema)));
});
