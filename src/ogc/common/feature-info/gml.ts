/**
 * Points under a pixel as GML 2.1.2 (OGC 02-069): the version that clients of WMS read best. Coordinates are longitude
 * first, as a short name of the reference system has it in GML 2.
 */
import { isoDate } from '../../../products/epochs.js';
import { type Xml, xml, xmlDocument, xmlName } from '../xml.js';
import { cellsOf, type PointInfo, positionOf } from './point.js';

const NAMESPACE = 'urn:x-open-egms:feature-info';
const SRS = 'EPSG:4326';

export function featureInfoGml(points: readonly PointInfo[]): string {
  return xmlDocument(xml`<egms:FeatureCollection xmlns:egms="${NAMESPACE}" xmlns:gml="http://www.opengis.net/gml">
<gml:boundedBy>${extentOf(points)}</gml:boundedBy>
${points.map((point) => xml`<gml:featureMember>${memberOf(point)}</gml:featureMember>\n`)}</egms:FeatureCollection>`);
}

function extentOf(points: readonly PointInfo[]): Xml {
  if (points.length === 0) return xml`<gml:null>unavailable</gml:null>`;
  const positions = points.map((point) => positionOf(point).map(Number));
  const [west, south] = [0, 1].map((axis) => Math.min(...positions.map((position) => position[axis])));
  const [east, north] = [0, 1].map((axis) => Math.max(...positions.map((position) => position[axis])));
  return xml`<gml:Box srsName="${SRS}"><gml:coordinates>${west},${south} ${east},${north}</gml:coordinates></gml:Box>`;
}

/** The type of a feature is its collection: clients group by it. What has no value has no element. */
function memberOf(point: PointInfo): Xml {
  const { row, pick } = point;
  const type = xmlName(pick.layer.collection.id);
  const { series } = row;
  return openAndClosed(
    `egms:${type}`,
    xml` fid="${xmlName(`${type}.${row.id}`)}"`,
    xml`
<egms:geometry><gml:Point srsName="${SRS}"><gml:coordinates>${positionOf(point).join(',')}</gml:coordinates></gml:Point></egms:geometry>
${cellsOf(point).map(({ property, cell }) => cell !== null && leaf(property.name, cell))}${
  series && [
    leaf('dates', series.dates.map(isoDate).join(' ')),
    leaf('displacement', series.displacementMm.map((mm) => mm ?? 'NaN').join(' ')),
  ]
}`,
  );
}

const leaf = (name: string, text: string): Xml => xml`${openAndClosed(`egms:${xmlName(name)}`, xml``, xml`${text}`)}\n`;

/** The name is one already, so that nothing of it is escaped. */
const openAndClosed = (name: string, attributes: Xml, content: Xml): Xml =>
  xml`<${name}${attributes}>${content}</${name}>`;
