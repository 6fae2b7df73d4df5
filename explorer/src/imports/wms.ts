/** Capabilities of WMS 1.1.1 and 1.3.0 (OGC 01-068r3, 06-042) as layers that can be drawn. */
import { ownAddress, webUrl, withParameters } from './address.js';
import { type Bounds, boundsFrom, MOST_OFFERED, type Offer, type OfferedLayer } from './offer.js';
import { below, childrenOf, hrefOf, textBelow, textOf, type XmlElement } from './xml.js';

/** Names under which services know Web Mercator, the best first. */
const MERCATORS = ['EPSG:3857', 'EPSG:900913', 'EPSG:102100', 'EPSG:102113', 'EPSG:3785'];
const FORMATS = ['image/png', 'image/png8', 'image/png; mode=8bit', 'image/webp', 'image/gif', 'image/jpeg'];
/** Layers inside of layers; nobody sorts deeper, but an attacker may. */
const MOST_DEPTH = 32;
const TILE_PX = 256;

/** What a layer hands down to the layers in it. */
interface Inherited {
  readonly references: ReadonlySet<string>;
  readonly bounds?: Bounds;
  readonly credit?: string;
}

export const isWms = ({ localName }: XmlElement): boolean =>
  localName === 'WMS_Capabilities' || localName === 'WMT_MS_Capabilities';

export function wmsOffer(root: XmlElement, address: URL): Offer {
  const version = root.getAttribute('version') ?? (root.localName === 'WMS_Capabilities' ? '1.3.0' : '1.1.1');
  const getMap = below(root, 'Capability', 'Request', 'GetMap');
  const said = hrefOf(below(getMap, 'DCPType', 'HTTP', 'Get', 'OnlineResource'));
  const service = {
    version: version.startsWith('1.3') ? '1.3.0' : '1.1.1',
    url: ownAddress(said === undefined ? undefined : webUrl(said, address), address),
    format: bestFormat(childrenOf(getMap, 'Format').flatMap((format) => textOf(format) ?? [])),
  };
  const layers: OfferedLayer[] = [];
  const walk = (element: XmlElement, inherited: Inherited, depth: number): void => {
    if (layers.length > MOST_OFFERED || depth > MOST_DEPTH) return;
    const own = inheritedBy(element, inherited);
    const name = below(element, 'Name')?.textContent?.trim();
    if (name && name.length <= 500) layers.push(layerOf(element, name, own, service));
    for (const child of childrenOf(element, 'Layer')) walk(child, own, depth + 1);
  };
  for (const top of childrenOf(below(root, 'Capability'), 'Layer')) walk(top, { references: new Set() }, 0);
  return {
    standard: `WMS ${service.version}`,
    title: textBelow(root, 'Service', 'Title') ?? address.host,
    layers: layers.slice(0, MOST_OFFERED),
    isCut: layers.length > MOST_OFFERED,
  };
}

function inheritedBy(element: XmlElement, { references, bounds, credit }: Inherited): Inherited {
  // 1.1.0 has several in one element.
  const own = [...childrenOf(element, 'CRS'), ...childrenOf(element, 'SRS')].flatMap(({ textContent }) =>
    (textContent ?? '').trim().toUpperCase().split(/\s+/),
  );
  return {
    references: own.length > 0 ? new Set([...references, ...own]) : references,
    bounds: boundsOf(element) ?? bounds,
    credit: textBelow(element, 'Attribution', 'Title') ?? credit,
  };
}

function boundsOf(element: XmlElement): Bounds | undefined {
  const box = below(element, 'EX_GeographicBoundingBox');
  if (box) {
    const sides = ['westBoundLongitude', 'southBoundLatitude', 'eastBoundLongitude', 'northBoundLatitude'];
    return boundsFrom(sides.map((side) => textBelow(box, side)));
  }
  const older = below(element, 'LatLonBoundingBox');
  return older && boundsFrom(['minx', 'miny', 'maxx', 'maxy'].map((side) => older.getAttribute(side) ?? Number.NaN));
}

interface MapService {
  readonly version: string;
  readonly url: URL;
  readonly format: string | undefined;
}

function layerOf(
  element: XmlElement,
  name: string,
  { references, bounds, credit }: Inherited,
  { version, url, format }: MapService,
): OfferedLayer {
  const facts = { id: name, title: textBelow(element, 'Title') ?? name, about: textBelow(element, 'Abstract') };
  const mercator = MERCATORS.find((id) => references.has(id));
  if (!mercator) return { ...facts, ways: [], refusal: 'import.noMercator' };
  if (!format) return { ...facts, ways: [], refusal: 'import.noPictures' };
  const template = withParameters(url, {
    SERVICE: 'WMS',
    VERSION: version,
    REQUEST: 'GetMap',
    LAYERS: name,
    STYLES: '',
    FORMAT: format,
    TRANSPARENT: 'TRUE',
    [version === '1.3.0' ? 'CRS' : 'SRS']: mercator,
    WIDTH: String(TILE_PX),
    HEIGHT: String(TILE_PX),
    BBOX: '',
  });
  template.searchParams.delete('BBOX');
  const href = `${template.href}&BBOX={bbox-epsg-3857}`;
  return { ...facts, credit, bounds, ways: [{ kind: 'raster', template: href, tileSize: TILE_PX }] };
}

const bestFormat = (formats: readonly string[]): string | undefined =>
  FORMATS.find((format) => formats.includes(format)) ??
  formats.find((format) => format.startsWith('image/') && !format.startsWith('image/svg'));
