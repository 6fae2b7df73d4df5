import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GeoTiffReader } from '../../../src/formats/geotiff-reader.js';
import {
  DEFAULT_PLAN,
  ORBIT_FACTS,
  type SimulationPlan,
  simulatorOf,
} from '../../../src/insar/simulation/simulation-plan.js';
import { refuseWithoutRoom, stackBytes, writeStack } from '../../../src/insar/simulation/write-stack.js';
import { openStack } from '../../../src/insar/stack/open-stack.js';

const plan: SimulationPlan = { ...DEFAULT_PLAN, rows: 50, columns: 60, dates: 5, grid: 'radar' };
const { track, burstCycle, swath } = ORBIT_FACTS.descending;
const options = { compression: 'deflate', truth: 'full', facts: { track, burstCycle, swath } } as const;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-egms-simulated-'));
  await writeStack(simulatorOf(plan, 'descending'), join(folder, 'whole'), options);
});
afterAll(() => rm(folder, { recursive: true }));

async function filesOf(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
    .sort();
}

describe('a simulated stack on the disk', () => {
  test('is one that readers take, with the images that were simulated', async () => {
    const stack = await openStack(join(folder, 'whole'));
    expect(stack.notices).toEqual([]);
    expect(stack.description).toMatchObject({ orbit: 'descending', track: 95, epsg: null, referenceIndex: 2 });
    const simulator = simulatorOf(plan, 'descending');
    const { images, truth } = simulator.simulate(0, 50);
    for (const date of [0, 4]) expect(await stack.readTile(date, { first: 0, count: 50 })).toEqual(images[date]);
    const rows = { first: 7, count: 1 };
    expect(await stack.readGeometry('losUp', rows)).toEqual(Float32Array.from(truth[7].losUp));
    expect(await stack.readGeometry('slantRangeM', rows)).toEqual(Float32Array.from(truth[7].slantRangeM));
    // Longitude and latitude in double precision: to a tenth of a millimetre.
    const { view } = simulator;
    const [longitude, latitude] = view.longitudeLatitude(view.eastM(7, 45), view.northM(7, 45));
    const read = (layer: 'longitude' | 'latitude') => stack.readGeometry(layer, rows, new Float64Array(60));
    expect((await read('longitude'))[45]).toBeCloseTo(longitude, 8);
    expect((await read('latitude'))[45]).toBeCloseTo(latitude, 8);
    await stack.close();
  });

  test('has truth from which the unwrapped phase of any pixel and date can be made', async () => {
    const path = join(folder, 'whole/truth');
    const truth = JSON.parse(await readFile(join(path, 'truth.json'), 'utf8')) as {
      dates: string[];
      perpendicularBaselinesM: number[];
      functions: { name: string; values: number[] }[];
      atmosphere: {
        spacingM: number;
        stratifiedMmPerKm: number[];
        rowTiltMmPerKm: number[];
        columnTiltMmPerKm: number[];
      };
    };
    const pixel = async (file: string, row: number, column: number) => {
      const raster = await GeoTiffReader.open(join(folder, 'whole', file));
      const value = (await raster.readRows(row, 1))[column];
      await raster.close();
      return value;
    };
    const agrees = async (row: number, column: number) => {
      const [height, error, range, up] = await Promise.all(
        ['geometry/height.tif', 'truth/height_error.tif', 'geometry/range.tif', 'geometry/los_up.tif'].map((file) =>
          pixel(file, row, column),
        ),
      );
      const motionMm = async (date: number) => {
        let sum = 0;
        for (const { name, values } of truth.functions) {
          sum += (await pixel(`truth/los_${name}.tif`, row, column)) * values[date];
        }
        return sum;
      };
      const airMm = async (date: number) => {
        const { spacingM, stratifiedMmPerKm, rowTiltMmPerKm, columnTiltMmPerKm } = truth.atmosphere;
        const [down, across] = [(row * 10) / spacingM, (column * 5) / spacingM];
        const [top, left] = [Math.floor(down), Math.floor(across)];
        let sum = 0;
        for (const [i, j] of [
          [0, 0],
          [0, 1],
          [1, 0],
          [1, 1],
        ]) {
          const weight = (i ? down - top : 1 - down + top) * (j ? across - left : 1 - across + left);
          const file = `truth/atmosphere/${truth.dates[date].replaceAll('-', '')}.tif`;
          sum += weight * (await pixel(file, top + i, left + j));
        }
        const fromMiddle =
          rowTiltMmPerKm[date] * (row - 24.5) * 0.01 + columnTiltMmPerKm[date] * (column - 29.5) * 0.005;
        return sum + (stratifiedMmPerKm[date] * (height + error)) / 1000 + fromMiddle;
      };
      for (const date of [0, 4]) {
        const radPerMm = (4 * Math.PI) / 55.4658;
        const towardsMm = (await motionMm(date)) + (await airMm(date)) - (await airMm(2));
        const heightMm = (1000 * truth.perpendicularBaselinesM[date] * error) / (range * Math.sqrt(1 - up * up));
        const expected = radPerMm * (heightMm - towardsMm);
        const unwrapped = await pixel(`truth/unwrapped/${truth.dates[date].replaceAll('-', '')}.tif`, row, column);
        expect(unwrapped).toBeCloseTo(expected, 2);
      }
    };
    const tallest = simulatorOf(plan, 'descending')
      .simulate(0, 50)
      .targets.reduce((a, b) => (a.heightErrorM > b.heightErrorM ? a : b));
    await agrees(31, 22);
    await agrees(tallest.row, tallest.column);
  });

  test('lists its scatterers with their series', async () => {
    const read = async (name: string) => (await readFile(join(folder, 'whole/truth', name), 'utf8')).trim().split('\n');
    const [points, series] = [await read('points.csv'), await read('points_series.csv')];
    const simulator = simulatorOf(plan, 'descending');
    const { targets } = simulator.simulate(0, 50);
    expect(points.length).toBe(targets.length + 1);
    expect(series[0]).toBe(`row,column,${simulator.acquisitions.dates.join(',')}`);
    expect(points[1].startsWith(`${targets[0].row},${targets[0].column},`)).toBe(true);
    const cells = series[1].split(',').map(Number);
    expect(cells.slice(0, 3)).toEqual([targets[0].row, targets[0].column, 0]);
    const { functions } = simulator.motion;
    const last = functions.reduce(
      (sum, { values }, k) => sum + targets[0].losCoefficients[k] * (values[4] - values[0]),
      0,
    );
    expect(cells[6]).toBeCloseTo(last, 3);
  });

  test('that was left and taken up again has the same bytes in every file', async () => {
    const path = join(folder, 'resumed');
    await mkdir(path);
    const stopping = new AbortController();
    const shares: number[] = [];
    const setting = { ...options, memoryBytes: 5 * 60 * 8 * 8 };
    const stop = (share: number) => {
      if (share > 0.5) stopping.abort(new Error('stopped'));
    };
    const simulator = () => simulatorOf(plan, 'descending');
    await expect(
      writeStack(simulator(), path, { ...setting, signal: stopping.signal, onProgress: stop }),
    ).rejects.toThrow('stopped');
    await expect(openStack(path)).rejects.toThrow(/there is no such file/);
    // Another memory limit must not change the files that were begun.
    await writeStack(simulator(), path, { ...options, onProgress: (share) => shares.push(share) });
    expect(shares[0]).toBeGreaterThan(0.5);
    const whole = join(folder, 'whole-8');
    await mkdir(whole);
    await writeStack(simulator(), whole, setting);
    const files = await filesOf(whole);
    expect(await filesOf(path)).toEqual(files);
    for (const file of files) {
      expect((await readFile(join(path, file))).equals(await readFile(join(whole, file)))).toBe(true);
    }
  });

  test('takes about the disk that was told before, and is refused without it', async () => {
    const simulator = simulatorOf({ ...plan, grid: 'map' }, 'ascending');
    const path = join(folder, 'plain');
    await mkdir(path);
    await writeStack(simulator, path, { ...options, compression: 'none', truth: 'compact' });
    let bytes = 0;
    for (const file of await filesOf(path)) bytes += (await readFile(join(path, file))).length;
    const expected = stackBytes(plan, 'compact');
    expect(bytes / expected).toBeGreaterThan(0.6);
    expect(bytes / expected).toBeLessThan(1.5);
    await expect(refuseWithoutRoom(folder, 1e18)).rejects.toThrow(/need 1,000,000,000,000 MB of disk and 268 MB/);
  });
});
