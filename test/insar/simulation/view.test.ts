import { describe, expect, test } from 'vitest';
import { createView, unitVector, type ViewSpec } from '../../../src/insar/simulation/view.js';

const spec: ViewSpec = {
  orbit: 'ascending',
  headingDeg: -11.6,
  incidenceDeg: 38.9,
  grid: 'map',
  rows: 300,
  columns: 400,
  rowSpacingM: 10,
  columnSpacingM: 5,
  epsg: 32632,
  // On the central meridian, where north is up.
  centreEastM: 500_000,
  centreNorthM: 4_960_000,
};

describe('a view', () => {
  test.each(['map', 'radar'] as const)('(%s) finds the pixel of a place it gave', (grid) => {
    const view = createView({ ...spec, grid });
    for (const [row, column] of [
      [0, 0],
      [299, 399],
      [17.25, 301.5],
    ]) {
      const [east, north] = [view.eastM(row, column), view.northM(row, column)];
      expect(view.rowOf(east, north)).toBeCloseTo(row, 6);
      expect(view.columnOf(east, north)).toBeCloseTo(column, 6);
    }
    expect(view.eastM(149.5, 199.5)).toBeCloseTo(500_000, 6);
    expect(view.northM(149.5, 199.5)).toBeCloseTo(4_960_000, 6);
  });

  test('of the map runs south and east; of the radar along the flight and away from the satellite', () => {
    const map = createView(spec);
    expect([map.northM(1, 0) - map.northM(0, 0), map.eastM(0, 1) - map.eastM(0, 0)]).toEqual([-10, 5]);
    const radar = createView({ ...spec, grid: 'radar' });
    const heading = (-11.6 * Math.PI) / 180;
    expect(radar.eastM(1, 0) - radar.eastM(0, 0)).toBeCloseTo(10 * Math.sin(heading), 6);
    expect(radar.northM(1, 0) - radar.northM(0, 0)).toBeCloseTo(10 * Math.cos(heading), 6);
    const incidences = [0, 399].map((column) => radar.incidenceRad(radar.eastM(0, column), radar.northM(0, column)));
    expect(incidences[1]).toBeGreaterThan(incidences[0]);
  });

  test('has lines of sight that point up to a satellite in the west of an ascending pass', () => {
    const view = createView(spec);
    const [east, north, up] = unitVector(view, (38.9 * Math.PI) / 180);
    expect(Math.hypot(east, north, up)).toBeCloseTo(1, 12);
    expect(up).toBeCloseTo(Math.cos((38.9 * Math.PI) / 180), 12);
    expect(east).toBeLessThan(-0.6);
    const sine = Math.hypot(east, north);
    expect([view.towardsEast, view.towardsNorth]).toEqual([
      expect.closeTo(east / sine, 9),
      expect.closeTo(north / sine, 9),
    ]);
    const descending = createView({ ...spec, orbit: 'descending', headingDeg: -168.2 });
    expect(unitVector(descending, 0.6)[0]).toBeGreaterThan(0.5);
  });

  test('is as far away as Sentinel-1 is, by the law of cosines', () => {
    const view = createView(spec);
    for (const incidenceDeg of [30, 38.9, 46]) {
      const incidence = (incidenceDeg * Math.PI) / 180;
      const range = view.slantRangeM(incidence);
      // Satellite at 697 km over a sphere of 6,371 km: r^2 = R^2 + s^2 + 2 R s cos(incidence).
      const radius = Math.sqrt(6_371_000 ** 2 + range ** 2 + 2 * 6_371_000 * range * Math.cos(incidence));
      expect(radius).toBeCloseTo(7_068_000, 3);
      expect(range).toBeGreaterThan(780_000);
      expect(range).toBeLessThan(970_000);
    }
    // Incidence and range grow together: a kilometre further away.
    const [near, far] = [0, 1000].map((m) => view.incidenceRad(500_000 + m, 4_960_000));
    expect((view.slantRangeM(far) - view.slantRangeM(near)) / 1000).toBeCloseTo(
      Math.sin(near) * Math.cos((11.6 * Math.PI) / 180),
      2,
    );
  });

  test('of a system in degrees is refused', () => {
    expect(() => createView({ ...spec, epsg: 4326 })).toThrow(/expected a projected system in metres, got 4326/);
  });
});
