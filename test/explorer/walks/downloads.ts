/** The panel of files: what it hands out is what was delivered. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ASCENDING, BURSTS, burstsFolder } from '../../support/real-bursts.js';
import { PATIENCE, type Walk } from '../../support/walk.js';
import { zipEntryText } from '../../support/zip-entry.js';
import { type DeliveredPoint, deliveredPoints } from './delivered-points.js';

const PRODUCT = BURSTS[ASCENDING];

export function downloadsWalk(walk: Walk): void {
  let folder: string;
  let delivered: ReadonlyMap<string, DeliveredPoint>;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'open-egms-files-'));
    delivered = await deliveredPoints(join(burstsFolder()!, `${PRODUCT}.zip`));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('points in view come as CSV with the numbers of the delivered file', async () => {
    await walk.open(`#v=1&map=17/38.7085/13.1935&layer=${ASCENDING}&panel=download`);
    const { name, bytes } = await walk.download(() => link(walk, 'CSV', ASCENDING).click());
    expect(name).toBe(`${ASCENDING}.csv`);
    const rows = rowsOf(bytes);
    const [west, south, east, north] = (await walk.page.evaluate(boundsSeen)) as number[];
    expect(rows.length).toBeGreaterThan(10);
    for (const row of rows) expect(row).toEqual(expectedRow(delivered, row));
    const places = new Map((await allPlaces(walk)).map((place) => [place.pid, place]));
    const inView = [...places.values()].filter(
      ({ longitude, latitude }) => longitude >= west && longitude <= east && latitude >= south && latitude <= north,
    );
    expect(rows.map((row) => row.get('pid')).sort()).toEqual(inView.map(({ pid }) => pid).sort());
  });

  test('filters hold for the file, too', async () => {
    await walk.open(`#v=1&map=15/38.7085/13.1835&layer=${ASCENDING};f=mean_velocity,,-2&panel=download`);
    const { bytes } = await walk.download(() => link(walk, 'CSV', ASCENDING).click());
    const velocities = rowsOf(bytes).map((row) => Number(row.get('mean_velocity')));
    expect(velocities.length).toBeGreaterThan(0);
    expect(Math.max(...velocities)).toBeLessThanOrEqual(-2);
  });

  test('a product in view is found, and comes whole under its name', async () => {
    await walk.open(`#v=1&map=15/38.7085/13.1835&layer=${ASCENDING}&panel=download`);
    await walk.page.getByRole('button', { name: 'Products in view' }).click();
    const product = walk.page.locator('.product-list a');
    await product.first().waitFor(PATIENCE);
    expect(await product.allInnerTexts()).toEqual([`${PRODUCT}.zip`]);
    await walk.picture('files');
    const { name, bytes } = await walk.download(() => product.click());
    expect(name).toBe(`${PRODUCT}.zip`);
    const came = join(folder, name);
    writeFileSync(came, bytes);
    for (const ending of ['csv', 'xml']) {
      const [own, theirs] = await Promise.all(
        [came, join(burstsFolder()!, name)].map((archive) => zipEntryText(archive, `${PRODUCT}.${ending}`)),
      );
      expect(own === theirs, ending).toBe(true);
    }
  });
}

const link = (walk: Walk, format: string, name: string) =>
  walk.page.getByRole('link', { name: `${format}, ${name}`, exact: true });

type Row = ReadonlyMap<string, string>;

/** Cells that the delivered file has as well, numbers as numbers: `-1.0` and `-1` are the same. */
function rowsOf(bytes: Buffer): readonly Map<string, string>[] {
  const [head, ...lines] = bytes.toString().trim().split(/\r?\n/);
  const names = head.split(',');
  return lines.map((line) => new Map(line.split(',').map((cell, column) => [names[column], plain(cell)])));
}

const plain = (cell: string): string => (cell !== '' && !Number.isNaN(Number(cell)) ? String(Number(cell)) : cell);

/** The downloaded row with every cell that was delivered as it was delivered. */
function expectedRow(delivered: ReadonlyMap<string, DeliveredPoint>, row: Row): Row {
  const { cells } = delivered.get(row.get('pid')!)!;
  const shared = [...row.keys()].filter((name) => cells.has(name));
  expect(shared.filter((name) => /^\d{8}$/.test(name)).length).toBeGreaterThan(200);
  return new Map([...row, ...shared.map((name) => [name, plain(cells.get(name)!)] as const)]);
}

async function allPlaces(walk: Walk) {
  const path = `/collections/${ASCENDING}/items?limit=10000&properties=pid&bbox=13.18,38.70,13.21,38.72`;
  type Items = { features: { id: string; geometry: { coordinates: number[] } }[] };
  const { features } = await walk.json<Items>(path);
  return features.map(({ id, geometry }) => ({
    pid: id,
    longitude: geometry.coordinates[0],
    latitude: geometry.coordinates[1],
  }));
}

// What follows runs in the page.

declare const openEgmsExplorer: { readonly session: { get(): { readonly bounds: readonly number[] } } };

function boundsSeen(): readonly number[] {
  return openEgmsExplorer.session.get().bounds;
}
