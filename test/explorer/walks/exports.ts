/** What is taken home of a selection: every format holds the same points, with the numbers of the delivered file. */

import { deserialize } from 'flatgeobuf/lib/mjs/geojson.js';
import { parquetReadObjects } from 'hyparquet';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { ASCENDING } from '../../support/real-bursts.js';
import { PATIENCE, type Walk } from '../../support/walk.js';
import { ascendingPoints, displacementsOf, isInside, type Position } from './delivered-points.js';

const RING: readonly Position[] = [
  [13.1885, 38.7092],
  [13.1935, 38.7095],
  [13.1938, 38.7062],
  [13.1895, 38.706],
];
const VIEW = `#v=1&map=16/38.7072/13.1905&layer=${ASCENDING};f=temporal_coherence,0.8,&panel=tools&tool.select=${encodeURIComponent(JSON.stringify({ polygon: RING }))}`;

interface Feature {
  readonly properties: Readonly<Record<string, unknown>>;
}

export function exportsWalk(walk: Walk): void {
  let expected: ReadonlyMap<string, readonly (number | null)[]>;
  const link = (name: string) => walk.page.getByRole('link', { name });
  const taken = (name: string) => walk.download(() => link(name).click());
  const asMap = (points: readonly (readonly [string, readonly (number | null)[]])[]) => new Map(points.toSorted());

  test('points as CSV are the answer of the API, and the rows of the delivered file', async () => {
    const delivered = await ascendingPoints();
    const inside = [...delivered.values()].filter(
      (point) => isInside(RING, point) && Number(point.cells.get('temporal_coherence')) >= 0.8,
    );
    expected = asMap(inside.map((point) => [point.cells.get('pid')!, displacementsOf(point)]));
    expect(expected.size).toBeGreaterThan(20);
    await walk.open(VIEW);
    const href = await link('Points as CSV').getAttribute('href');
    const { name, bytes } = await taken('Points as CSV');
    expect(name).toMatch(/\.csv$/);
    expect(bytes.toString()).toBe(await (await fetch(href!)).text());
    const [head, ...rows] = bytes
      .toString()
      .trim()
      .split(/\r?\n/)
      .map((line) => line.split(','));
    expect(rows).toHaveLength(expected.size);
    for (const row of rows) {
      const { cells } = delivered.get(row[head.indexOf('pid')])!;
      for (const [column, text] of cells) {
        const place = head.indexOf(column);
        if (place < 0) continue;
        if (column === 'pid') expect(row[place]).toBe(text);
        else expect([column, Number(row[place])]).toEqual([column, Number(text) + 0]);
      }
    }
    const dates = [...delivered.values()][0].series.map(([date]) => date);
    expect(head.filter((column) => /^\d{8}$/.test(column))).toEqual(dates);
  });

  test('as GeoJSON', async () => {
    const { bytes } = await taken('Points as GeoJSON');
    const { features } = JSON.parse(bytes.toString()) as { features: Feature[] };
    expect(asMap(features.map(({ properties: p }) => [p.pid as string, p.displacement as number[]]))).toEqual(expected);
  });

  test('as FlatGeobuf', async () => {
    const { bytes } = await taken('Points as FlatGeobuf');
    const found: [string, (number | null)[]][] = [];
    for await (const { properties } of deserialize(new Uint8Array(bytes)) as AsyncIterable<Feature>) {
      const dates = Object.keys(properties).filter((name) => /^\d{8}$/.test(name));
      found.push([properties.pid as string, dates.map((date) => properties[date] as number)]);
    }
    expect(asMap(found)).toEqual(expected);
  });

  test('as GeoParquet', async () => {
    const { name, bytes } = await taken('Points as GeoParquet');
    expect(name).toMatch(/\.parquet$/);
    const rows = (await parquetReadObjects({ file: Uint8Array.from(bytes).buffer })) as Record<string, unknown>[];
    // Single precision: a tenth of a millimetre is kept.
    const tenths = (values: unknown) => (values as number[]).map((mm) => Number(mm.toFixed(1)) + 0);
    expect(asMap(rows.map((row) => [row.pid as string, tenths(row.displacement)]))).toEqual(expected);
  });

  test('the chart as PNG and SVG, the map as PNG', async () => {
    await walk.page.waitForSelector('.tool-chart[data-drawn="3"]', PATIENCE);
    const buttons = walk.page.locator('.tool-chart-frame').first();
    const chart = await walk.download(() => buttons.getByRole('button', { name: 'PNG' }).click());
    expect(await sharp(chart.bytes).metadata()).toMatchObject({ format: 'png' });
    const svg = await walk.download(() => buttons.getByRole('button', { name: 'SVG' }).click());
    // What sharp draws of it is not an empty sheet.
    const { channels } = await sharp(svg.bytes).stats();
    expect(Math.max(...channels.map(({ stdev }) => stdev))).toBeGreaterThan(5);
    expect(svg.bytes.toString().match(/<polyline/g)).toHaveLength(3);
    const map = await walk.download(() => walk.page.getByRole('button', { name: 'Map as PNG' }).click());
    const { width, height } = await sharp(map.bytes).metadata();
    expect(Math.min(width, height)).toBeGreaterThan(500);
    expect(Math.max(...(await sharp(map.bytes).stats()).channels.map(({ stdev }) => stdev))).toBeGreaterThan(5);
  });
}
