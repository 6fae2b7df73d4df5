import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  centralBaselineM,
  gammaNumber,
  readGammaParameters,
  slantRangeOf,
  tabulatedBaselineM,
  viewAngles,
} from '../../../src/insar/interferograms/gamma-parameters.js';
import { describePyrateFolder } from '../../../src/insar/interferograms/pyrate-folder.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-egms-gamma-'));
});
afterAll(() => rm(folder, { recursive: true }));

const write = async (name: string, text: string): Promise<string> => {
  await writeFile(join(folder, name), text);
  return join(folder, name);
};

test('lines of a key, numbers and units are read; what is missing is told', async () => {
  const path = await write(
    'a_slc.par',
    'title:  S1A 20180106\nnear_range_slc:   798980.1369  m\ndate:  2018 01 06\n\n',
  );
  const values = await readGammaParameters(path);
  expect(gammaNumber(values, 'near_range_slc', path)).toBe(798980.1369);
  expect(values.get('date')).toEqual([2018, 1, 6]);
  expect(() => gammaNumber(values, 'heading', path)).toThrow('expected number 1 of heading, there is none');
});

test('angles come from the triangle of satellite, ground and the middle of the earth', () => {
  // Straight down; and where the line of sight is horizontal at the ground.
  expect(viewAngles(700_000, 7_070_000, 6_370_000).look).toBeCloseTo(0, 6);
  const { look, incidence } = viewAngles(880_000, 7_070_000, 6_370_000);
  expect(Math.sin(incidence) / Math.sin(look)).toBeCloseTo(7_070_000 / 6_370_000, 12);
  expect(slantRangeOf(incidence, 7_070_000, 6_370_000)).toBeCloseTo(880_000, 3);
});

test('a baseline is perpendicular to the line of sight', async () => {
  const path = await write(
    'x_base.par',
    'initial_baseline(TCN):  0.1  9.0  9.0  m m m\nprecision_baseline(TCN):  0.0  40.0  5.0  m m m\n',
  );
  expect(await centralBaselineM(path, 0)).toBeCloseTo(40, 12);
  expect(await centralBaselineM(path, Math.PI / 2)).toBeCloseTo(-5, 12);
});

test('a table of baselines is bilinear between its lines and ranges, and level beyond them', async () => {
  const row = (line: number, range: number) =>
    `${line} ${range} 0 39.4 4.4 27.5 22.1 ${10 + line / 100 + range / 50} 39.7`;
  const rows = [row(0, 0), row(0, 200), row(500, 0), row(500, 200)].join('\n');
  const path = await write(
    'x_bperp.par',
    `interferogram lines: 4541\n line range B_t\n****\n${rows}\n\nuser time: 0\n`,
  );
  expect(await tabulatedBaselineM(path, 250, 50)).toBeCloseTo(13.5, 12);
  expect(await tabulatedBaselineM(path, 500, 200)).toBeCloseTo(19, 12);
  expect(await tabulatedBaselineM(path, 9000, 200)).toBeCloseTo(19, 12);
  const empty = await write('y_bperp.par', 'interferogram lines: 4541\n');
  await expect(tabulatedBaselineM(empty, 0, 0)).rejects.toThrow('expected a table of baselines');
});

test('a folder without phases is told', async () => {
  await expect(describePyrateFolder(folder)).rejects.toThrow('expected phases named like');
});
