/**
 * Capabilities of WMS 1.1.1 (OGC 01-068r3, annex A.1). Elements stand in the order of the document type definition, which the
 * document names and which has no place for what is not in it.
 */
import type { Crs } from '../../geodesy/crs.js';
import type { Box } from '../../geodesy/transform.js';
import { type Xml, xml, xmlDocument } from '../common/xml.js';
import {
  type CapabilitiesContent,
  formats,
  namedLayer,
  onlineResource,
  requestElements,
  rootLayer,
  serviceElements,
  symbolization,
} from './capabilities-elements.js';
import { EXCEPTION_FORMATS } from './exception-format.js';
import type { LayerDescription } from './layer-description.js';
import { crsName, offeredCrs } from './offered-crs.js';

const VERSION = '1.1.1';
export const CAPABILITIES_1_1_1_MEDIA_TYPE = 'application/vnd.ogc.wms_xml';

export function capabilities111(content: CapabilitiesContent): string {
  return xmlDocument(xml`<!DOCTYPE WMT_MS_Capabilities SYSTEM "http://schemas.opengis.net/wms/1.1.1/WMS_MS_Capabilities.dtd">
<WMT_MS_Capabilities version="${VERSION}" updateSequence="${content.updateSequence}">
<Service>
${serviceElements('OGC:WMS', content)}
</Service>
<Capability>
<Request>
${requestElements(CAPABILITIES_1_1_1_MEDIA_TYPE, '', content)}
</Request>
<Exception>${formats(EXCEPTION_FORMATS[VERSION])}</Exception>
${symbolization('')}
${rootLayer(content, crsElements, latLonBox, layerElement)}
</Capability>
</WMT_MS_Capabilities>`);
}

/**
 * EPSG:4326 first: clients without a wish take the first one. `CRS:84` came with the next version, and stands last.
 */
const RANKS: Readonly<Record<string, number>> = { 'EPSG:4326': 0, 'EPSG:3857': 1, 'CRS:84': 3 };
const rankOf = (crs: Crs): number => RANKS[crsName(crs)] ?? 2;
const inOrder = (crs: Crs, other: Crs): number => rankOf(crs) - rankOf(other);

/** They are few, and always the same. */
const crsElements = offeredCrs.toSorted(inOrder).map((crs) => xml`<SRS>${crsName(crs)}</SRS>\n`);

function layerElement(layer: LayerDescription): Xml {
  const { geographic, boxes, time, dataHref } = layer;
  return namedLayer(
    layer,
    xml`${latLonBox(geographic)}
${boxes
  .toSorted((a, b) => inOrder(a.crs, b.crs))
  .map(
    ({ crs, box: { minX, minY, maxX, maxY } }) =>
      xml`<BoundingBox SRS="${crsName(crs)}" minx="${minX}" miny="${minY}" maxx="${maxX}" maxy="${maxY}"/>\n`,
  )}${
  time &&
  xml`<Dimension name="time" units="ISO8601"/>
<Extent name="time" default="${time.default}" nearestValue="1">${time.extent}</Extent>\n`
}<DataURL><Format>application/geo+json</Format>${onlineResource(dataHref)}</DataURL>
`,
  );
}

const latLonBox = ({ minX, minY, maxX, maxY }: Box): Xml =>
  xml`<LatLonBoundingBox minx="${minX}" miny="${minY}" maxx="${maxX}" maxy="${maxY}"/>`;
