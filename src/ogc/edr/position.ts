/** The query `position`: of each place the measurement point nearest to it, if there is one near enough. */
import type { Catalog } from '../../catalog/catalog.js';
import type { ItemsPage, Row } from '../../catalog/items.js';
import { collectionChanged } from '../../errors.js';
import { CRS84_URI } from '../../geodesy/crs.js';
import { transformPoint } from '../../geodesy/transform.js';
import { type Operation, operation } from '../../http/operation.js';
import { type Place, readPlaces } from './coords.js';
import { readDistance, USUAL_TOLERANCE_M } from './distance.js';
import { type EdrContext, type EdrParameters, type EdrRequest, readEdrRequest, rowQuery } from './edr-request.js';
import { answerWithRows, heldAnswer } from './points-answer.js';

/** Places looked up at once: a request takes no more of the database than a page of a map does. */
const AT_ONCE = 4;

export const getPosition = (catalog: Catalog): Operation =>
  operation<EdrParameters, { collectionId: string }>('edr.position', async (context) => {
    const request = await readEdrRequest(context, catalog);
    const places = readPlaces(context.query.coords, request.crs);
    const toleranceM = readDistance({ 'within-units': 'm', ...context.query }, USUAL_TOLERANCE_M);
    const held = heldAnswer(context, request);
    if (held) return held;
    const pages: ItemsPage[] = [];
    for (let i = 0; i < places.length; i += AT_ONCE) {
      const some = places.slice(i, i + AT_ONCE);
      pages.push(...(await Promise.all(some.map((place) => nearest(catalog, context, request, place, toleranceM)))));
    }
    if (pages.some(({ version }) => version !== pages[0].version)) throw collectionChanged(request.collection.id);
    const rows = distinct(pages.flatMap((page) => page.rows));
    return answerWithRows(context, request, { ...pages[0], rows, next: undefined }, places.length === 1);
  });

/** Of a wide circle all points would be measured: it is widened step by step, and most places have a point near by. */
const FIRST_RADIUS_M = 100;
const WIDENING = 4;

async function nearest(
  catalog: Catalog,
  { signal }: EdrContext,
  request: EdrRequest,
  [x, y]: Place,
  toleranceM: number,
): Promise<ItemsPage> {
  const { collection, crs, interval, filter } = request;
  const [longitudeDeg, latitudeDeg] = transformPoint(crs, CRS84_URI)(x, y);
  for (let widerM = FIRST_RADIUS_M; ; widerM *= WIDENING) {
    const radiusM = Math.min(widerM, toleranceM);
    const near = { longitudeDeg, latitudeDeg, radiusM };
    const page = await catalog.items(
      collection,
      { ...rowQuery(request), near, nearestFirst: true, datetime: interval, filter, limit: 1, count: 'none' },
      signal,
    );
    if (page.rows.length > 0 || radiusM === toleranceM) return page;
  }
}

/** A point may be the nearest to several places. */
const distinct = (rows: readonly Row[]): readonly Row[] => [...new Map(rows.map((row) => [row.id, row])).values()];
