/** GNSS models of stations: fields they give back, stations that disagree, places without any; and a real network. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { geographicToLaea } from '../../src/geodesy/laea.js';
import { parseGnssModel } from '../../src/products/gnss-model.js';
import { sharedData } from '../support/shared-data.js';

const STATION_HEADER = 'station,latitude,longitude,vn,ve,vu,sn,se,su';

describe('stations', () => {
  const places = Array.from({ length: 36 }, (_, i) => ({
    latitude: 44 + Math.floor(i / 6) * 0.4 + 0.07 * Math.sin(i),
    longitude: 9 + (i % 6) * 0.5 + 0.09 * Math.cos(2 * i),
  }));
  const line = (i: number, up: number) =>
    `S${i},${places[i].latitude},${places[i].longitude},${1.5},${-0.5},${up},0.1,0.1,0.2`;
  const centre = geographicToLaea(10.2, 45);

  test('that move alike give that motion anywhere among them', () => {
    const model = parseGnssModel([STATION_HEADER, ...places.map((_, i) => line(i, 0.8))].join('\n'), 'm');
    const velocity = model.at(centre.eastingM, centre.northingM)!;
    expect(velocity.northMmPerYear).toBeCloseTo(1.5, 9);
    expect(velocity.eastMmPerYear).toBeCloseTo(-0.5, 9);
    expect(velocity.upMmPerYear).toBeCloseTo(0.8, 9);
    expect(velocity.sigmaUpMmPerYear).toBeGreaterThan(0.05);
    expect(velocity.sigmaUpMmPerYear).toBeLessThan(0.36);
    expect(model.description).toMatch(/36 stations/);
  });

  test('on a slope give the slope, within 2 % of what it changes over the network', () => {
    const up = places.map(({ latitude, longitude }) => {
      const { eastingM, northingM } = geographicToLaea(longitude, latitude);
      return (eastingM - centre.eastingM) / 100_000 - (northingM - centre.northingM) / 80_000;
    });
    const model = parseGnssModel([STATION_HEADER, ...up.map((value, i) => line(i, value))].join('\n'), 'm');
    for (const [east, north] of [
      [0, 0],
      [30_000, -20_000],
      [-45_000, 33_000],
    ]) {
      const value = model.at(centre.eastingM + east, centre.northingM + north)!.upMmPerYear;
      expect(Math.abs(value - (east / 100_000 - north / 80_000))).toBeLessThan(0.06);
    }
  });

  test('outvote one among them that sinks', () => {
    const up = places.map((_, i) => (i === 14 ? -40 : 0.8));
    const model = parseGnssModel([STATION_HEADER, ...up.map((value, i) => line(i, value))].join('\n'), 'm');
    const { eastingM, northingM } = geographicToLaea(places[14].longitude, places[14].latitude);
    const plain = up.reduce((sum, value) => sum + value, 0) / up.length;
    expect(plain).toBeLessThan(-0.3);
    expect(model.at(eastingM, northingM)!.upMmPerYear).toBeGreaterThan(0.2);
  });

  test('say nothing beyond their reach, nor where fewer than three are near', () => {
    const model = parseGnssModel([STATION_HEADER, ...places.map((_, i) => line(i, 0.8))].join('\n'), 'm');
    expect(model.at(centre.eastingM + 400_000, centre.northingM)).toBeUndefined();
    const two = model.without(new Set(places.slice(2).map((_, i) => `S${i + 2}`)));
    expect(two.nodes).toHaveLength(2);
    expect(two.at(two.nodes[0].eastingM, two.nodes[0].northingM)).toBeUndefined();
    expect(two.nearestNodeM(two.nodes[0].eastingM + 3000, two.nodes[0].northingM + 4000)).toBeCloseTo(5000, 6);
  });

  test('standing on one side only lead to their mean, not to what their slope would become far away', () => {
    const row = [0, 1, 2, 3].map((i) => `P${i},45,${9 + 0.1 * i},0,0,${i},0.1,0.1,0.1`);
    const model = parseGnssModel([STATION_HEADER, ...row].join('\n'), 'm');
    const { eastingM, northingM } = geographicToLaea(10.8, 45);
    const { upMmPerYear } = model.at(eastingM, northingM)!;
    // The line through them says 18.
    expect(upMmPerYear).toBeGreaterThan(1);
    expect(upMmPerYear).toBeLessThan(6);
  });
});

const alps = sharedData('alps-gps-velocity');
test.skipIf(!alps)(
  'real stations predict one another better than their mean does (skipped without the shared table)',
  () => {
    const model = parseGnssModel(readFileSync(join(alps!, 'alps-gps-velocity.csv'), 'utf8'), 'alps');
    expect(model.nodes).toHaveLength(186);
    let [squares, ofMean, count] = [0, 0, 0];
    const mean = model.nodes.reduce((sum, { velocity }) => sum + velocity.upMmPerYear, 0) / model.nodes.length;
    for (let i = 0; i < model.nodes.length; i += 4) {
      const { name, eastingM, northingM, velocity } = model.nodes[i];
      const predicted = model.without(new Set([name])).at(eastingM, northingM);
      if (!predicted) continue;
      squares += (predicted.upMmPerYear - velocity.upMmPerYear) ** 2;
      ofMean += (mean - velocity.upMmPerYear) ** 2;
      count++;
    }
    expect(count).toBeGreaterThan(40);
    expect(squares).toBeLessThan(0.6 * ofMean);
    expect(Math.sqrt(squares / count)).toBeLessThan(0.6);
  },
);
