/** Points under a pixel as GeoJSON: every attribute, and the series as arrays, as `profile=series` of features has it. */
import { featureWriter } from '../../../formats/geojson.js';
import { seriesArrayText } from '../../../formats/geojson-series.js';
import { CRS84_URI, crsByUri } from '../../../geodesy/crs.js';
import { isoDate } from '../../../products/epochs.js';
import { drawnValue, type PointInfo, positionOf } from './point.js';

const crs84 = crsByUri(CRS84_URI)!;
/**
 * RFC 7946 has no such member, and needs none; but QGIS takes coordinates of GetFeatureInfo to be in the system of the map
 * unless it is told otherwise in this way.
 */
const CRS_MEMBER = JSON.stringify({ type: 'name', properties: { name: crs84.urn } });

export function featureInfoJson(points: readonly PointInfo[]): string {
  const features = points.map(featureText);
  return `{"type":"FeatureCollection","crs":${CRS_MEMBER},"numberReturned":${points.length},"features":[${features.join(',\n')}]}`;
}

function featureText(point: PointInfo): string {
  const { pick, columns, row } = point;
  const write = featureWriter(
    columns.map(({ property, encoding }) => ({ name: property.name, encoding })),
    crs84,
  );
  const [x, y] = positionOf(point);
  const { collection, style } = pick.layer;
  const members = JSON.stringify({
    collection: collection.id,
    style: style.id,
    drawn: drawnValue(point),
    pointCount: pick.pointCount,
  });
  return write(row.id, row.cells, { x, y }, { properties: seriesText(row.series), members: members.slice(1, -1) });
}

function seriesText(series: PointInfo['row']['series']): string | undefined {
  return (
    series &&
    `"dates":${JSON.stringify(series.dates.map(isoDate))},"displacement":${seriesArrayText(series.displacementMm)}`
  );
}
