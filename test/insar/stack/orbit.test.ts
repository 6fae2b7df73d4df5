import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Hdf5Reader } from '../../../src/formats/hdf5-reader.js';
import { type Geocentric, geocentric, verticalAt } from '../../../src/geodesy/geocentric.js';
import { operaGrid, operaOrbit } from '../../../src/insar/stack/opera-file.js';
import { lonLatOf } from '../../../src/insar/stack/opera-geometry.js';
import { Orbit, perpendicularBaselineM } from '../../../src/insar/stack/orbit.js';
import { sharedData } from '../../support/shared-data.js';
import { add, cross, dot, orbitOf, satelliteOf, stateVectors, targetOf, unit, type View } from './circular-orbit.js';

const RAD = Math.PI / 180;
const VIEWS: readonly (readonly [string, View])[] = [
  [
    'ascending',
    { longitudeDeg: 11, latitudeDeg: 45, heightM: 120, rangeM: 870_000, incidenceDeg: 38.9, headingDeg: -11.6 },
  ],
  [
    'descending',
    { longitudeDeg: -155, latitudeDeg: 19, heightM: 900, rangeM: 850_000, incidenceDeg: 35, headingDeg: -168 },
  ],
];

describe('an orbit', () => {
  test('is followed between its vectors to a millimetre', () => {
    const [, view] = VIEWS[0];
    const vectors = stateVectors(view);
    const orbit = new Orbit(vectors);
    // Vectors 2 s apart around the same circle.
    for (const timeS of [1000.5, 1023, 1055.001, 1119]) {
      const shifted = stateVectors(view, [0, 0, 0], 1000);
      const radiusM = Math.hypot(...orbit.at(timeS).positionM);
      const first = Math.hypot(...[0, 1, 2].map((axis) => shifted.positionsM[axis][0]));
      expect(Math.abs(radiusM - first)).toBeLessThan(1e-3);
      expect(Math.hypot(...orbit.at(timeS).velocityMPerS)).toBeCloseTo(7590, 2);
    }
  });

  test('sees a target abeam at the range it was made for', () => {
    for (const [, view] of VIEWS) {
      const sighting = orbitOf(view).see(targetOf(view))!;
      // Only nearly: the vertical of the ellipsoid does not point to the centre of the circle.
      expect(Math.abs(sighting.rangeM - view.rangeM)).toBeLessThan(30);
      const away = add(targetOf(view), sighting.positionM, -1);
      expect(Math.abs(dot(unit(away), unit(sighting.velocityMPerS)))).toBeLessThan(1e-9);
    }
  });

  test('that does not pass a target has not seen it', () => {
    const [, view] = VIEWS[0];
    expect(orbitOf(view).see(geocentric(11 * RAD, 55 * RAD, 0))).toBeUndefined();
  });

  test('of too few, unequal or unsorted vectors is none', () => {
    const { timesS, positionsM, velocitiesMPerS } = stateVectors(VIEWS[0][1]);
    const cut = (n: number) => ({
      timesS: timesS.slice(0, n),
      positionsM: positionsM.map((axis) => axis.slice(0, n)) as never,
      velocitiesMPerS: velocitiesMPerS.map((axis) => axis.slice(0, n)) as never,
    });
    expect(() => new Orbit(cut(1))).toThrow(/at least 2 state vectors, got 1/);
    expect(() => new Orbit({ ...cut(5), timesS })).toThrow(/expected 13 state vectors as there are times, got 5/);
    expect(() => new Orbit({ ...cut(13), timesS: timesS.slice().reverse() })).toThrow(/1110 after 1120/);
  });
});

describe('the perpendicular baseline', () => {
  /**
   * The phase itself, from ranges: a scatterer dh above the given height that the reference sees at the same range and
   * time as the place where it is taken to be.
   */
  test.each(VIEWS)('has the sign that makes heights and phases of flattened images agree, %s', (_, view) => {
    const target = targetOf(view);
    const up = verticalAt(view.longitudeDeg * RAD, view.latitudeDeg * RAD);
    const { positionM, flight } = satelliteOf(view);
    const towards = unit(add(target, positionM, -1));
    const normal = unit(cross(flight, towards));
    const reference = orbitOf(view);
    const first = reference.see(target)!;
    for (const [acrossM, alongLineM, flightM] of [
      [120, 0, 0],
      [-80, 40, 0],
      [60, -90, 500],
    ]) {
      const offset = add(add(add([0, 0, 0], normal, acrossM), towards, alongLineM), flight, flightM);
      const secondary = orbitOf(view, offset);
      const baselineM = perpendicularBaselineM(target, up, first, secondary.see(target)!);
      // Nearly: the axes are those of the place where the circle was meant to pass.
      expect(Math.abs(Math.abs(baselineM) - Math.abs(acrossM))).toBeLessThan(2);
      for (const dhM of [30, -12]) {
        const scatterer = sameRangeHigher(target, up, first.positionM, first.velocityMPerS, dhM);
        const rangeM = (orbit: Orbit, place: Geocentric) => orbit.see(place)!.rangeM;
        // Flattened: the phase of the range to the given place is taken off.
        const phase = (orbit: Orbit) => -(rangeM(orbit, scatterer) - rangeM(orbit, target));
        const interferogram = phase(reference) - phase(secondary);
        const incidence = Math.acos(-dot(up, unit(add(target, first.positionM, -1))));
        const expected = (baselineM * dhM) / (first.rangeM * Math.sin(incidence));
        expect(interferogram / expected).toBeCloseTo(1, 2);
      }
    }
  });

  test('has the size of what is left of the baseline without its parts along line of sight and flight', () => {
    const [, view] = VIEWS[1];
    const target = targetOf(view);
    const up = verticalAt(view.longitudeDeg * RAD, view.latitudeDeg * RAD);
    const first = orbitOf(view).see(target)!;
    const second = orbitOf(view, [70, -110, 40]).see(target)!;
    const b = add(second.positionM, first.positionM, -1);
    const [l, v] = [unit(add(target, first.positionM, -1)), unit(first.velocityMPerS)];
    const size = Math.sqrt(dot(b, b) - dot(b, l) ** 2 - dot(b, v) ** 2);
    expect(Math.abs(perpendicularBaselineM(target, up, first, second))).toBeCloseTo(size, 6);
  });

  const real = sharedData('opera-cslc-layout');
  test.skipIf(!real)('of two real orbits is that of another program (skipped without opera-cslc-layout)', async () => {
    const open = (name: string) => Hdf5Reader.open(join(real!, name));
    const [a, b] = await Promise.all([
      open('OPERA_L2_CSLC-S1_T042-088905-IW1_20231021T140757Z_20231023T003801Z_S1A_VV_v1.0.h5'),
      open('OPERA_L2_CSLC-S1_T042-088905-IW2_20231009T140758Z_20231010T204936Z_S1A_VV_v1.0.h5'),
    ]);
    const [reference, secondary, grid] = [operaOrbit(a), operaOrbit(b), operaGrid(a)];
    const lonLat = lonLatOf(grid);
    const baselines: number[] = [];
    for (let row = 0; row < grid.heightPixels; row += 100) {
      for (let column = 0; column < grid.widthPixels; column += 100) {
        const [longitude, latitude] = lonLat(row, column);
        const target = geocentric(longitude, latitude, 0);
        const up = verticalAt(longitude, latitude);
        const [first, second] = [reference.see(target)!, secondary.see(target)!];
        const baselineM = perpendicularBaselineM(target, up, first, second);
        // That program leaves what there is along the flight, some metres, in the size.
        const alongM = dot(add(second.positionM, first.positionM, -1), unit(first.velocityMPerS));
        baselines.push(Math.sign(baselineM) * Math.hypot(baselineM, alongM));
      }
    }
    // dolphin, tests/test_baseline.py: from 134.98131 to 141.95610 m over the same files, by ISCE3.
    expect(Math.min(...baselines)).toBeCloseTo(134.98131, 2);
    expect(Math.max(...baselines)).toBeCloseTo(141.9561, 2);
    await Promise.all([a.close(), b.close()]);
  });
});

/** Turned about the flight until it is higher by so much. */
function sameRangeHigher(target: Geocentric, up: Geocentric, from: Geocentric, velocity: Geocentric, dhM: number) {
  const line = add(target, from, -1);
  const normal = cross(unit(velocity), line);
  const turned = (angle: number) => add(add(from, line, Math.cos(angle)), normal, Math.sin(angle));
  // Over some dozens of metres the ellipsoid is flat to a tenth of a millimetre.
  const height = (angle: number) => dot(add(turned(angle), target, -1), up);
  let [low, high] = [-1e-3, 1e-3];
  const rises = height(high) > height(low);
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2;
    if (height(middle) < dhM === rises) low = middle;
    else high = middle;
  }
  return turned(low);
}
