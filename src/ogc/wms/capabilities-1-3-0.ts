/**
 * Capabilities of WMS 1.3.0 (OGC 06-042, annex E.1), with GetLegendGraphic and SLD as the profile of SLD 1.1 adds them (OGC
 * 05-078r4). Elements stand in the order of the schema.
 */
import type { Box } from '../../geodesy/transform.js';
import { MAX_LAYERS, MAX_SIDE_PX } from '../../maps/map.js';
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
import { crsName, isYFirst, offeredCrs } from './offered-crs.js';

const VERSION = '1.3.0';
const SCHEMAS = [
  'http://www.opengis.net/wms http://schemas.opengis.net/wms/1.3.0/capabilities_1_3_0.xsd',
  'http://www.opengis.net/sld http://schemas.opengis.net/sld/1.1.0/sld_capabilities.xsd',
];

export function capabilities130(content: CapabilitiesContent): string {
  return xmlDocument(xml`<WMS_Capabilities version="${VERSION}" updateSequence="${content.updateSequence}" xmlns="http://www.opengis.net/wms" xmlns:sld="http://www.opengis.net/sld" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="${SCHEMAS.join(' ')}">
<Service>
${serviceElements('WMS', content)}
<LayerLimit>${MAX_LAYERS}</LayerLimit>
<MaxWidth>${MAX_SIDE_PX}</MaxWidth>
<MaxHeight>${MAX_SIDE_PX}</MaxHeight>
</Service>
<Capability>
<Request>
${requestElements('text/xml', 'sld:', content)}
</Request>
<Exception>${formats(EXCEPTION_FORMATS[VERSION])}</Exception>
${symbolization('sld:')}
${rootLayer(content, crsElements, geographicBox, layerElement)}
</Capability>
</WMS_Capabilities>`);
}

/** CRS:84 comes first: clients without a wish take the first one. */
const crsElements = offeredCrs.map((crs) => xml`<CRS>${crsName(crs)}</CRS>\n`);

function layerElement(layer: LayerDescription): Xml {
  const { geographic, boxes, time, metadataHref, dataHref } = layer;
  return namedLayer(
    layer,
    xml`${geographicBox(geographic)}
${boxes.map(({ crs, box: { minX, minY, maxX, maxY } }) => {
  const [a, b, c, d] = isYFirst(crs, VERSION) ? [minY, minX, maxY, maxX] : [minX, minY, maxX, maxY];
  return xml`<BoundingBox CRS="${crsName(crs)}" minx="${a}" miny="${b}" maxx="${c}" maxy="${d}"/>\n`;
})}${
  time &&
  xml`<Dimension name="time" units="ISO8601" default="${time.default}" multipleValues="1" nearestValue="1" current="1">${time.extent}</Dimension>\n`
}<MetadataURL type="OGCAPI"><Format>application/json</Format>${onlineResource(metadataHref)}</MetadataURL>
<DataURL><Format>application/geo+json</Format>${onlineResource(dataHref)}</DataURL>
`,
  );
}

const geographicBox = ({ minX, minY, maxX, maxY }: Box): Xml =>
  xml`<EX_GeographicBoundingBox><westBoundLongitude>${minX}</westBoundLongitude><eastBoundLongitude>${maxX}</eastBoundLongitude><southBoundLatitude>${minY}</southBoundLatitude><northBoundLatitude>${maxY}</northBoundLatitude></EX_GeographicBoundingBox>`;
