/**
 * Points as GeoJSON with the members that EDR wants of its features. The dates of the first series stand once in the
 * document; only points observed on other dates repeat them, as in the answers of OGC API - Features.
 */
import type { Row } from '../../catalog/items.js';
import { featureWriter, jsonString } from '../../formats/geojson.js';
import { seriesArrayText } from '../../formats/geojson-series.js';
import { pathOf } from '../../http/links.js';
import { isoDate } from '../../products/epochs.js';
import { DISPLACEMENT, selectedParameters } from './edr-parameters.js';
import { parameterMember } from './parameter-member.js';
import type { PointsAnswer } from './points-found.js';

export async function* pointsGeoJson(answer: PointsAnswer): AsyncGenerator<string> {
  const { request, context, first, pages, links, matched, share } = answer;
  const { collection, selection, crs } = request;
  const parameters = selectedParameters(collection, selection);
  const dates = first.rows[0].series?.dates;
  const write = featureWriter(
    first.columns.map(({ property, encoding }) => ({ name: property.name, encoding })),
    crs,
  );
  const head = JSON.stringify({
    type: 'FeatureCollection',
    timeStamp: new Date().toISOString(),
    ...(matched !== undefined && { numberMatched: matched }),
    ...(share !== undefined && { sample: { share } }),
    links,
    parameters: parameters.map(parameterMember),
    ...(dates && { dates: dates.map(isoDate) }),
  });
  yield `${head.slice(0, -1)},"features":[`;
  const locations = context.links.to(`/collections${pathOf(collection.id)}/locations`);
  const edrProperties = edrPropertiesWriter(
    locations,
    parameters.map(({ name }) => name),
    periodOf(collection.interval),
  );
  let count = 0;
  for await (const { rows } of pages) {
    let block = '';
    for (const row of rows) {
      const properties = [...seriesMembers(row, dates), edrProperties(row.id)].join(',');
      block += `${count++ === 0 ? '' : ','}\n${write(row.id, row.cells, row.geometry, { properties })}`;
    }
    yield block;
  }
  yield `\n],"numberReturned":${count}}\n`;
}

/** What EDR asks of the properties of a feature: where and what to ask for more. */
export function edrPropertiesWriter(
  locations: string,
  parameterNames: readonly string[],
  period: string,
): (id: string) => string {
  const shared = `"datetime":${JSON.stringify(period)},"parameter-name":${JSON.stringify(parameterNames)}`;
  // A key in the address stays behind the path.
  const { origin, pathname, search } = new URL(locations);
  return (id) =>
    `${shared},"label":${jsonString(id)},"edrqueryendpoint":${jsonString(`${origin}${pathname}${pathOf(id)}${search}`)}`;
}

/** `2020-01-03/2024-12-30` */
export const periodOf = ([start, end]: readonly [string | null, string | null]): string =>
  `${start ?? '..'}/${end ?? '..'}`;

function seriesMembers({ series }: Row, shared: readonly string[] | undefined): readonly string[] {
  if (!series) return [];
  const isShared = series.dates === shared || series.dates.join() === shared?.join();
  return [
    ...(isShared ? [] : [`"dates":${JSON.stringify(series.dates.map(isoDate))}`]),
    `"${DISPLACEMENT}":${seriesArrayText(series.displacementMm)}`,
  ];
}
