/** Capabilities of WMTS 1.0.0 (OGC 07-057r7) as layers that can be drawn: those cut as all web maps are. */
import { ownAddress, templateUrl, webUrl, withParameters } from './address.js';
import { boundsFrom, MOST_OFFERED, type Offer, type OfferedLayer } from './offer.js';
import { below, childrenOf, hrefOf, textBelow, textOf, type XmlElement } from './xml.js';

/** Metres around the equator of Web Mercator; a standard pixel of OGC is 0.28 mm. */
const WORLD_M = 40_075_016.685578488;
const PIXEL_M = 0.00028;
const MOST_ZOOM = 24;

/** A tile matrix set whose matrices are `prefix` and the zoom. */
export interface WebTiling {
  readonly prefix: string;
  readonly minZoom: number;
  readonly maxZoom: number;
  readonly tileSize: number;
}

export const isWmts = ({ localName, children }: XmlElement): boolean =>
  localName === 'Capabilities' && [...children].some((child) => child.localName === 'Contents');

export function wmtsOffer(root: XmlElement, address: URL): Offer {
  const contents = below(root, 'Contents');
  const tilings = new Map<string, WebTiling>();
  for (const set of childrenOf(contents, 'TileMatrixSet')) {
    const [id, tiling] = [textBelow(set, 'Identifier'), webTiling(set)];
    if (id && tiling) tilings.set(id, tiling);
  }
  const all = childrenOf(contents, 'Layer');
  const getTile = getTileAddress(root, address);
  return {
    standard: 'WMTS 1.0.0',
    title: textBelow(root, 'ServiceIdentification', 'Title') ?? address.host,
    layers: all.slice(0, MOST_OFFERED).flatMap((layer) => layerOf(layer, tilings, getTile, address) ?? []),
    isCut: all.length > MOST_OFFERED,
  };
}

/** Undefined for sets that are cut in another way, or named in a way that no variable can say. */
export function webTiling(set: XmlElement): WebTiling | undefined {
  if (!/(3857|900913|102100)$/.test(textBelow(set, 'SupportedCRS') ?? '')) return undefined;
  const levels = childrenOf(set, 'TileMatrix').map(webLevel);
  const [first] = levels;
  const isAlike = levels.every((level) => level?.prefix === first?.prefix && level?.tileSize === first?.tileSize);
  if (!first || !isAlike) return undefined;
  const zooms = levels.flatMap((level) => level?.zoom ?? []);
  const [minZoom, maxZoom] = [Math.min(...zooms), Math.max(...zooms)];
  return { prefix: first.prefix, tileSize: first.tileSize, minZoom, maxZoom };
}

function webLevel(matrix: XmlElement): { zoom: number; prefix: string; tileSize: number } | undefined {
  const [id = '', corner = ''] = [textBelow(matrix, 'Identifier'), textBelow(matrix, 'TopLeftCorner')];
  const [tileSize, height] = [Number(textBelow(matrix, 'TileWidth')), Number(textBelow(matrix, 'TileHeight'))];
  const spanM = Number(textBelow(matrix, 'ScaleDenominator')) * PIXEL_M * tileSize;
  const exact = Math.log2(WORLD_M / spanM);
  const zoom = Math.round(exact);
  const [x, y] = corner.split(' ').map(Number);
  const isAtCorner = Math.abs(x + WORLD_M / 2) < spanM / 100 && Math.abs(y - WORLD_M / 2) < spanM / 100;
  const isWeb = isAtCorner && tileSize === height && Math.abs(exact - zoom) < 0.001 && zoom >= 0 && zoom <= MOST_ZOOM;
  const name = String(zoom);
  if (!isWeb || !id.endsWith(name) || /\d$/.test(id.slice(0, -name.length))) return undefined;
  return { zoom, prefix: id.slice(0, -name.length), tileSize };
}

function getTileAddress(root: XmlElement, address: URL): URL {
  const operations = childrenOf(below(root, 'OperationsMetadata'), 'Operation');
  const getTile = operations.find((operation) => operation.getAttribute('name') === 'GetTile');
  const said = hrefOf(below(getTile, 'DCP', 'HTTP', 'Get'));
  return ownAddress(said === undefined ? undefined : webUrl(said, address), address);
}

function layerOf(
  layer: XmlElement,
  tilings: ReadonlyMap<string, WebTiling>,
  getTile: URL,
  address: URL,
): OfferedLayer | undefined {
  const id = textBelow(layer, 'Identifier');
  if (!id) return undefined;
  const facts = { id, title: textBelow(layer, 'Title') ?? id, about: textBelow(layer, 'Abstract') };
  const sets = childrenOf(layer, 'TileMatrixSetLink').flatMap((link) => textBelow(link, 'TileMatrixSet') ?? []);
  const set = sets.find((each) => tilings.has(each));
  const tiling = set === undefined ? undefined : tilings.get(set);
  if (set === undefined || !tiling) return { ...facts, ways: [], refusal: 'import.noMercator' };
  const styles = childrenOf(layer, 'Style');
  const style = styles.find((each) => each.getAttribute('isDefault') === 'true') ?? styles[0];
  const names = { layer: id, style: textBelow(style, 'Identifier') ?? 'default', set, dimensions: dimensionsOf(layer) };
  const template = restTemplate(layer, names, tiling, address) ?? plainTemplate(layer, names, tiling, getTile);
  if (!template) return { ...facts, ways: [], refusal: 'import.noPictures' };
  const { tileSize, minZoom, maxZoom } = tiling;
  return { ...facts, bounds: boundsOf(layer), ways: [{ kind: 'raster', template, tileSize, minZoom, maxZoom }] };
}

interface Names {
  readonly layer: string;
  readonly style: string;
  readonly set: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

const dimensionsOf = (layer: XmlElement): Readonly<Record<string, string>> =>
  Object.fromEntries(
    childrenOf(layer, 'Dimension').flatMap((dimension) => {
      const id = textBelow(dimension, 'Identifier');
      const value = textBelow(dimension, 'Default') ?? textBelow(dimension, 'Value');
      return id && value ? [[id, value]] : [];
    }),
  );

function restTemplate(layer: XmlElement, names: Names, { prefix }: WebTiling, address: URL): string | undefined {
  const resources = childrenOf(layer, 'ResourceURL').filter(
    (each) => each.getAttribute('resourceType') === 'tile' && isPicture(each.getAttribute('format')),
  );
  const resource = resources.find((each) => each.getAttribute('format') === 'image/png') ?? resources[0];
  const template = resource?.getAttribute('template');
  if (!template) return undefined;
  const values: Readonly<Record<string, string>> = {
    ...Object.fromEntries(Object.entries(names.dimensions).map(([name, value]) => [name.toLowerCase(), value])),
    style: names.style,
    tilematrixset: names.set,
  };
  const filled = template.replace(/\{(\w+)\}/g, (mark, name: string) => {
    const variable = name.toLowerCase();
    if (variable === 'tilematrix') return `${encodeURIComponent(prefix)}{z}`;
    if (variable === 'tilerow') return '{y}';
    if (variable === 'tilecol') return '{x}';
    return Object.hasOwn(values, variable) ? encodeURIComponent(values[variable]) : mark;
  });
  const url = webUrl(filled, address);
  return url && templateUrl(ownAddress(url, address).href);
}

function plainTemplate(layer: XmlElement, names: Names, { prefix }: WebTiling, getTile: URL): string | undefined {
  const formats = childrenOf(layer, 'Format').flatMap((format) => textOf(format) ?? []);
  const format = formats.includes('image/png') ? 'image/png' : formats.find(isPicture);
  if (!format) return undefined;
  const url = withParameters(getTile, {
    SERVICE: 'WMTS',
    VERSION: '1.0.0',
    REQUEST: 'GetTile',
    LAYER: names.layer,
    STYLE: names.style,
    FORMAT: format,
    TILEMATRIXSET: names.set,
    ...names.dimensions,
  });
  return `${url.href}&TILEMATRIX=${encodeURIComponent(prefix)}{z}&TILEROW={y}&TILECOL={x}`;
}

const isPicture = (format: string | null): boolean => /^image\/(?!svg)/.test(format ?? '');

function boundsOf(layer: XmlElement) {
  const box = below(layer, 'WGS84BoundingBox');
  const corners = [textBelow(box, 'LowerCorner'), textBelow(box, 'UpperCorner')];
  return boundsFrom(corners.flatMap((corner) => (corner ?? '').split(' ')));
}
