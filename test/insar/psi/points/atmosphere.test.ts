/** The air of every date from cells above which it is known. */
import { describe, expect, test } from 'vitest';
import { rampAt } from '../../../../src/insar/atmosphere/epoch-ramp.js';
import { variogramAt } from '../../../../src/insar/atmosphere/variogram.js';
import { atmosphereOf } from '../../../../src/insar/psi/points/atmosphere.js';
import { CellSums } from '../../../../src/insar/psi/points/residual-cells.js';
import { heightAt, madeAtmosphere, madeCells, stepOf } from '../made-cells.js';
import { MadeAir } from '../made-network.js';

const DATES = 24;
const AIR = new MadeAir(DATES, 0.25, 6);
const RAMP = (eastM: number, northM: number, heightM: number, date: number) =>
  ((date - 12) * (eastM - 2 * northM)) / 60_000 + (date % 5) * 0.004 * heightM;

const MADE = {
  dates: DATES,
  functions: 2,
  side: 16,
  pointsPerCell: 6,
  noiseRad: 0.3,
  residualRad: (eastM: number, northM: number, heightM: number, date: number) =>
    AIR.at(eastM, northM, date) + RAMP(eastM, northM, heightM, date),
};

describe('the air of every date', async () => {
  const { clusters, variogram, varianceRad2 } = await madeAtmosphere(madeCells(MADE), 1, DATES);
  const [air] = clusters;

  test('is ramp and turbulence together, as far as noise lets see', () => {
    let squares = 0;
    for (let c = 0; c < air.eastM.length; c++) {
      const [east, north] = [air.eastM[c], air.northM[c]];
      for (let i = 0; i < DATES; i++) {
        const height = heightAt(east, north) - air.originHeightM;
        const found =
          rampAt(air.ramps[i], east - air.originEastM, north - air.originNorthM, height) +
          air.turbulenceRad[c * DATES + i];
        squares += (found - MADE.residualRad(east, north, heightAt(east, north), i)) ** 2;
      }
    }
    // Six points of 0.3 rad: 0.12, and a little for what the air does within a cell.
    expect(Math.sqrt(squares / (air.eastM.length * DATES))).toBeLessThan(0.2);
  });

  test('has the delay that grows with height, and the plane, apart from turbulence that looks like them', () => {
    for (let i = 0; i < DATES; i++) {
      expect(Math.abs(air.ramps[i].perMHeight - (i % 5) * 0.004)).toBeLessThan(0.002);
    }
    // Of the largest plane: 12 / 60 rad to a kilometre.
    expect(Math.abs(air.ramps[0].perMNorth * 1000 - 0.4)).toBeLessThan(0.25);
  });

  test('has a nugget of the noise of the points of a cell', () => {
    for (const nugget of air.nuggetRad2) expect(nugget).toBeCloseTo(0.09 / 6, 9);
  });

  test('has a variogram and a variance of about the turbulence, and a share that the model of points took', () => {
    // Four waves of 0.25 rad, half their squares each, less what ramps took.
    expect(varianceRad2).toBeGreaterThan(0.03);
    expect(varianceRad2).toBeLessThan(0.22);
    expect(variogramAt(variogram, 200)).toBeLessThan(0.3 * variogramAt(variogram, 2500));
  });

  test('is nothing above cells without residuals at a date', async () => {
    const gappy = madeCells({
      ...MADE,
      residualRad: (east, north, height, i) =>
        i === 5 || (i === 6 && east > 1600) ? Number.NaN : MADE.residualRad(east, north, height, i),
    });
    const [made] = (await madeAtmosphere(gappy, 1, DATES)).clusters;
    expect(made.ramps[5]).toEqual({ constant: 0, perMEast: 0, perMNorth: 0, perMHeight: 0 });
    for (let c = 0; c < made.eastM.length; c++) {
      expect(made.turbulenceRad[c * DATES + 5]).toBeNaN();
      expect(Number.isNaN(made.turbulenceRad[c * DATES + 6])).toBe(made.eastM[c] > 1600);
      expect(made.turbulenceRad[c * DATES + 7]).not.toBeNaN();
    }
  });

  test('of two clusters is that of each alone', async () => {
    const both = new CellSums(200, DATES, 2);
    both.addAll(madeCells(MADE));
    both.addAll(madeCells({ ...MADE, side: 8 }, 1, 3));
    const two = (await madeAtmosphere(both.columns(), 2, DATES)).clusters;
    expect(two).toHaveLength(2);
    expect(two[0].turbulenceRad).toEqual(air.turbulenceRad);
    expect(two[1].eastM).toHaveLength(64);
  });

  test('of no cells is nothing', async () => {
    const none = await madeAtmosphere(new CellSums(200, DATES, 2).columns(), 1, DATES);
    expect(none.varianceRad2).toBe(0);
    expect(none.variogram.sill).toBe(0);
    expect(none.clusters[0].eastM).toHaveLength(0);
    expect((await madeAtmosphere(new CellSums(200, DATES, 2).columns(), 0, DATES)).clusters).toEqual([]);
  });

  test('stops when it is told to', async () => {
    const cells = madeCells({ ...MADE, side: 4 });
    const stopped = atmosphereOf(cells, 1, stepOf(DATES), { trend: 'air' }, AbortSignal.abort());
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('what motion has in common with air', async () => {
  const level = 5;
  const slope = (eastM: number) => eastM / 1000;
  const cells = madeCells({
    ...MADE,
    smoothRad: (east, _north, f) => level + (f === 0 ? slope(east) : 0),
    heightErrorM: (east) => 7 + slope(east),
  });

  test('is a level alone, if only that is to be taken off', async () => {
    const [
      {
        planes,
        heights: { plane: heightTrend },
        still,
        originEastM,
      },
    ] = (await madeAtmosphere(cells, 1, DATES, 'common')).clusters;
    expect(planes[0].constant).toBeCloseTo(level + slope(originEastM), 1);
    expect(planes.every(({ perMEast, perMNorth }) => perMEast === 0 && perMNorth === 0)).toBe(true);
    expect(heightTrend.perMEast).toBe(0);
    expect(heightTrend.constant).toBeCloseTo(7 + slope(originEastM), 1);
    expect(still.eastM).toHaveLength(0);
  });

  test('is a plane, if that is to be taken off', async () => {
    const [
      {
        planes,
        heights: { plane: heightTrend },
        still,
      },
    ] = (await madeAtmosphere(cells, 1, DATES, 'plane')).clusters;
    expect(planes[0].perMEast * 1000).toBeCloseTo(1, 1);
    expect(planes[1].perMEast * 1000).toBeCloseTo(0, 1);
    expect(heightTrend.perMEast * 1000).toBeCloseTo(1, 2);
    expect(still.eastM).toHaveLength(0);
  });

  test('is what still cells have as well, if all air is to be taken off, and moving cells have no part in it', async () => {
    const bowl = (east: number, north: number) => 6 * Math.exp(-((east - 800) ** 2 + (north - 800) ** 2) / 300 ** 2);
    const moving = madeCells({ ...MADE, smoothRad: (east, north, f) => (f === 1 ? bowl(east, north) : 0) });
    const [{ still, eastM }] = (await madeAtmosphere(moving, 1, DATES, 'air')).clusters;
    expect(still.eastM.length).toBeGreaterThan(200);
    expect(still.eastM.length).toBeLessThan(eastM.length - 8);
    still.eastM.forEach((east, s) => {
      expect(Math.hypot(east - 800, still.northM[s] - 800)).toBeGreaterThan(280);
      expect(still.smoothRad[2 * s + 1]).toBeLessThan(1.6);
    });
  });
});
