/** The capabilities document (OGC 07-057r7, clause 7.1): elements in the order of its schema. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { tileMatrixSets } from '../../geodesy/tile-matrix-sets.js';
import type { ServiceMetadata } from '../../http/http-config.js';
import { type Links, queryPrefix } from '../../http/links.js';
import type { StyledCollection } from '../common/drawing/styled-collections.js';
import { offeredLimits } from '../common/drawing/tile-limits.js';
import { type Xml, xml, xmlDocument } from '../common/xml.js';
import { layerElement } from './capabilities-layer.js';
import { tileMatrixSetElement } from './capabilities-tile-matrix-set.js';
import { description } from './description.js';
import type { Section } from './sections.js';
import { CAPABILITIES_PATH, VERSION, WMTS_PATH } from './wmts-service.js';

export interface CapabilitiesFacts {
  readonly layers: readonly StyledCollection[];
  readonly service: ServiceMetadata;
  readonly updateSequence: string;
  readonly links: Links;
}

const root = (updateSequence: string, content: readonly (Xml | false)[]): string =>
  xmlDocument(xml`<Capabilities xmlns="http://www.opengis.net/wmts/1.0" xmlns:ows="http://www.opengis.net/ows/1.1" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.opengis.net/wmts/1.0 http://schemas.opengis.net/wmts/1.0/wmtsGetCapabilities_response.xsd" version="${VERSION}" updateSequence="${updateSequence}">
${content}</Capabilities>`);

/** For clients that have the document already. */
export const unchangedDocument = (updateSequence: string): string => root(updateSequence, []);

/** @param sections no more than these; undefined for the whole */
export async function capabilitiesDocument(facts: CapabilitiesFacts, sections?: ReadonlySet<Section>): Promise<string> {
  const wants = (section: Section) => sections?.has(section) ?? true;
  return root(facts.updateSequence, [
    wants('ServiceIdentification') && identification(facts),
    wants('ServiceProvider') && provider(facts),
    wants('OperationsMetadata') && operations(facts),
    wants('Contents') && (await contents(facts)),
    !sections && xml`<ServiceMetadataURL xlink:href="${facts.links.to(CAPABILITIES_PATH)}"/>\n`,
  ]);
}

const identification = ({ service }: CapabilitiesFacts): Xml => xml`<ows:ServiceIdentification>
${description(service.title, service.description, service.keywords)}<ows:ServiceType>OGC WMTS</ows:ServiceType>
<ows:ServiceTypeVersion>${VERSION}</ows:ServiceTypeVersion>
<ows:Fees>NONE</ows:Fees>
<ows:AccessConstraints>${service.termsOfService ?? service.license?.name ?? 'NONE'}</ows:AccessConstraints>
</ows:ServiceIdentification>
`;

function provider({ service }: CapabilitiesFacts): Xml | false {
  const { provider: who, contact } = service;
  if (!who && !contact) return false;
  return xml`<ows:ServiceProvider>
<ows:ProviderName>${who?.name ?? contact?.name ?? service.title}</ows:ProviderName>
${who?.url !== undefined && xml`<ows:ProviderSite xlink:href="${who.url}"/>\n`}<ows:ServiceContact>
${contact?.name !== undefined && xml`<ows:IndividualName>${contact.name}</ows:IndividualName>\n`}${
  (contact?.email ?? contact?.url) !== undefined &&
  xml`<ows:ContactInfo>${
    contact?.email !== undefined &&
    xml`<ows:Address><ows:ElectronicMailAddress>${contact.email}</ows:ElectronicMailAddress></ows:Address>`
  }${contact?.url !== undefined && xml`<ows:OnlineResource xlink:href="${contact.url}"/>`}</ows:ContactInfo>\n`
}</ows:ServiceContact>
</ows:ServiceProvider>
`;
}

/**
 * By key and value alone: resources are told by ServiceMetadataURL and ResourceURL, and clients that take any `Get` of
 * an operation for an address to put parameters behind (OGC's conformance suite is one) would be led astray by more.
 */
function operations({ links }: CapabilitiesFacts): Xml {
  return xml`<ows:OperationsMetadata>
${operation('GetCapabilities', links, [
  ['AcceptVersions', [VERSION]],
  ['AcceptFormats', ['application/xml', 'text/xml']],
  ['Sections', ['All', 'ServiceIdentification', 'ServiceProvider', 'OperationsMetadata', 'Contents']],
])}${operation('GetTile', links)}${operation('GetFeatureInfo', links)}</ows:OperationsMetadata>
`;
}

type AllowedValues = readonly (readonly [name: string, values: readonly string[]])[];

const operation = (name: string, links: Links, parameters: AllowedValues = []): Xml =>
  xml`<ows:Operation name="${name}">
<ows:DCP><ows:HTTP>
<ows:Get xlink:href="${queryPrefix(links.to(WMTS_PATH))}"><ows:Constraint name="GetEncoding">${allowed(['KVP'])}</ows:Constraint></ows:Get>
</ows:HTTP></ows:DCP>
${parameters.map(
  ([parameter, values]) => xml`<ows:Parameter name="${parameter}">${allowed(values)}</ows:Parameter>\n`,
)}</ows:Operation>
`;

const allowed = (values: readonly string[]): Xml =>
  xml`<ows:AllowedValues>${values.map((value) => xml`<ows:Value>${value}</ows:Value>`)}</ows:AllowedValues>`;

/** Other requests are let in between layers: limits of every zoom in every set take some milliseconds. */
async function contents({ layers, links }: CapabilitiesFacts): Promise<Xml> {
  const elements: Xml[] = [];
  for (const layer of layers) {
    elements.push(layerElement(layer, links));
    await nextTurn();
  }
  const used = tileMatrixSets.filter((set) =>
    layers.some(({ collection }) => offeredLimits([collection], set).length > 0),
  );
  return xml`<Contents>
${elements}${used.map(tileMatrixSetElement)}</Contents>
`;
}
