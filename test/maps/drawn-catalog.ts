/** A small catalog to draw maps of, and views of it: two bursts, one of them with a few early dates. */
import proj4 from 'proj4';
import type { Catalog } from '../../src/catalog/catalog.js';
import type { Database } from '../../src/db/database.js';
import { type Crs, crsByUri } from '../../src/geodesy/crs.js';
import type { MapView } from '../../src/maps/map.js';
import { defaultStyles } from '../../src/render/default-styles.js';
import { syntheticCatalog, TEST_BURST, type TestPoint } from '../support/synthetic-catalog.js';

export const never = new AbortController().signal;
export const [velocity] = defaultStyles;
export const displacement = defaultStyles.find(({ id }) => id === 'displacement')!;
/** Too short for velocities. */
export const EARLY = ['20180103', '20180109', '20180115'];

export interface DrawnCatalog {
  readonly points: TestPoint[];
  /** Pids of the points with early dates. */
  readonly early: ReadonlySet<string>;
  readonly catalog: Catalog;
}

export async function drawnCatalog(database: Database): Promise<DrawnCatalog> {
  const { eastingM, northingM } = { eastingM: TEST_BURST.centreEastingM, northingM: TEST_BURST.centreNorthingM };
  const bowls = [{ eastingM: eastingM + 800, northingM: northingM - 500, radiusM: 700, velocityUpMmPerYear: -30 }];
  const burst = await syntheticCatalog(
    database,
    { pointCount: 3_000, bowls },
    { pointCount: 400, burstCycle: 241, seed: 2, dates: EARLY, bowls },
  );
  const early = new Set([...burst.products[1].batches()].flatMap(({ pid }) => pid));
  return { points: burst.points, early, catalog: burst.catalog };
}

export const crsOf = (name: string): Crs => crsByUri(name)!;

/** Around the middle of the burst. */
export function viewOf(crsName: string, metresPerPixel: number, [widthPx, heightPx] = [300, 200]): MapView {
  const crs = crsOf(crsName);
  const unit = crs.unit === 'deg' ? metresPerPixel / 111_319.49 : metresPerPixel;
  const [x, y] = proj4(crsOf('EPSG:3035').proj4, crs.proj4, [TEST_BURST.centreEastingM, TEST_BURST.centreNorthingM]);
  const [halfX, halfY] = [(unit * widthPx) / 2, (unit * heightPx) / 2];
  return { crs, box: { minX: x - halfX, minY: y - halfY, maxX: x + halfX, maxY: y + halfY }, widthPx, heightPx };
}

/** Where proj4 puts a point, pixels. */
export function placeOf({ crs, box, widthPx, heightPx }: MapView, { value }: TestPoint): [number, number] {
  const [x, y] = proj4(crsOf('CRS84').proj4, crs.proj4, [value('longitudeDeg'), value('latitudeDeg')]);
  const [width, height] = [box.maxX - box.minX, box.maxY - box.minY];
  return [((x - box.minX) / width) * widthPx, ((box.maxY - y) / height) * heightPx];
}
