/** What capabilities of both versions are written from, and the elements that they have in common. */

import { enclosingBox } from '../../geodesy/enclosing-box.js';
import type { Box } from '../../geodesy/transform.js';
import type { ServiceContact, ServiceMetadata } from '../../http/http-config.js';
import { FEATURE_INFO_MEDIA_TYPES } from '../common/feature-info/feature-info.js';
import { type Xml, xml } from '../common/xml.js';
import { LEGEND_MEDIA_TYPES } from './get-legend-graphic.js';
import type { LayerDescription, StyleDescription } from './layer-description.js';
import { PICTURE_MEDIA_TYPES } from './picture-parameters.js';

export interface CapabilitiesContent {
  readonly service: ServiceMetadata;
  readonly updateSequence: string;
  /** The landing page. */
  readonly serviceHref: string;
  /** A prefix of addresses: it ends in a question mark or an ampersand. */
  readonly operationHref: string;
  readonly layers: readonly LayerDescription[];
}

/** The members of Service that come before the limits of 1.3.0. */
export function serviceElements(name: string, { service, serviceHref }: CapabilitiesContent): Xml {
  const { title, description, keywords } = service;
  return xml`<Name>${name}</Name>
<Title>${title}</Title>
<Abstract>${description}</Abstract>
${keywordList(keywords)}
${onlineResource(serviceHref)}
${contactInformation(service)}
<Fees>none</Fees>
<AccessConstraints>${accessConstraints(service)}</AccessConstraints>`;
}

function contactInformation({ provider, contact = {} }: ServiceMetadata): Xml {
  const { name, position, phone, fax, email } = contact;
  return xml`<ContactInformation>
<ContactPersonPrimary><ContactPerson>${name}</ContactPerson><ContactOrganization>${provider?.name}</ContactOrganization></ContactPersonPrimary>
${position !== undefined && xml`<ContactPosition>${position}</ContactPosition>\n`}${contactAddress(contact)}${
  phone !== undefined && xml`<ContactVoiceTelephone>${phone}</ContactVoiceTelephone>\n`
}${fax !== undefined && xml`<ContactFacsimileTelephone>${fax}</ContactFacsimileTelephone>\n`}${
  email !== undefined && xml`<ContactElectronicMailAddress>${email}</ContactElectronicMailAddress>\n`
}</ContactInformation>`;
}

/** Both schema and document type want each part of an address, be it empty. */
function contactAddress({ address, city, stateOrProvince, postalCode, country }: ServiceContact): Xml | false {
  if ([address, city, stateOrProvince, postalCode, country].every((part) => part === undefined)) return false;
  return xml`<ContactAddress><AddressType>postal</AddressType><Address>${address}</Address><City>${city}</City><StateOrProvince>${stateOrProvince}</StateOrProvince><PostCode>${postalCode}</PostCode><Country>${country}</Country></ContactAddress>\n`;
}

/** `none` is the standard's word for no restriction. */
const accessConstraints = ({ license, termsOfService }: ServiceMetadata): string =>
  [license?.name, license?.url, termsOfService].filter(Boolean).join(' ') || 'none';

/** @param prefix of GetLegendGraphic, which has a namespace of its own in 1.3.0 */
export function requestElements(
  capabilitiesFormat: string,
  prefix: string,
  { operationHref }: CapabilitiesContent,
): Xml {
  const http = xml`<DCPType><HTTP><Get>${onlineResource(operationHref)}</Get></HTTP></DCPType>`;
  return xml`<GetCapabilities>${formats([capabilitiesFormat])}${http}</GetCapabilities>
<GetMap>${formats(PICTURE_MEDIA_TYPES)}${http}</GetMap>
<GetFeatureInfo>${formats(FEATURE_INFO_MEDIA_TYPES)}${http}</GetFeatureInfo>
<${prefix}GetLegendGraphic>${formats(LEGEND_MEDIA_TYPES)}${http}</${prefix}GetLegendGraphic>`;
}

/** The layer that holds what all layers share, and cannot be asked for. @param extents in the words of the version */
export function rootLayer(
  content: CapabilitiesContent,
  crs: readonly Xml[],
  extents: (geographic: Box) => Xml,
  layerElement: (layer: LayerDescription) => Xml,
): Xml {
  const { service, layers } = content;
  const extent = enclosingBox(layers.map(({ geographic }) => geographic));
  return xml`<Layer queryable="0" opaque="0">
<Title>${service.title}</Title>
<Abstract>${service.description}</Abstract>
${keywordList(service.keywords)}
${crs}${extent && extents(extent)}
${attribution(content)}
${layers.map(layerElement)}</Layer>`;
}

/** @param members of the version: extents, dimensions, addresses */
export const namedLayer = ({ name, title, abstract, keywords, styles }: LayerDescription, members: Xml): Xml =>
  xml`<Layer queryable="1" opaque="0">
<Name>${name}</Name>
<Title>${title}</Title>
<Abstract>${abstract}</Abstract>
${keywordList(keywords)}
${members}${styles.map(styleElement)}</Layer>
`;

/** What the server draws for others: layers by name, in styles that a request brings along. */
export const symbolization = (prefix: string): Xml =>
  xml`<${prefix}UserDefinedSymbolization SupportSLD="1" UserLayer="0" UserStyle="1" RemoteWFS="0"/>`;

const styleElement = ({ name, title, description, legend }: StyleDescription): Xml => xml`<Style>
<Name>${name}</Name>
<Title>${title}</Title>
${description !== undefined && xml`<Abstract>${description}</Abstract>\n`}<LegendURL width="${legend.widthPx}" height="${legend.heightPx}"><Format>image/png</Format>${onlineResource(legend.href)}</LegendURL>
</Style>
`;

const attribution = ({ service: { provider } }: CapabilitiesContent): Xml | undefined =>
  provider &&
  xml`<Attribution><Title>${provider.name}</Title>${provider.url !== undefined && onlineResource(provider.url)}</Attribution>`;

const keywordList = (keywords: readonly string[]): Xml | false =>
  keywords.length > 0 && xml`<KeywordList>${keywords.map((word) => xml`<Keyword>${word}</Keyword>`)}</KeywordList>`;

export const formats = (names: readonly string[]): Xml => xml`${names.map((name) => xml`<Format>${name}</Format>`)}`;

/** The namespace is declared each time, as the document type of 1.1.1 fixes it. */
export const onlineResource = (href: string): Xml =>
  xml`<OnlineResource xmlns:xlink="http://www.w3.org/1999/xlink" xlink:type="simple" xlink:href="${href}"/>`;
