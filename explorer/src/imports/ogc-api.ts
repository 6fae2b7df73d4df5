/** JSON of OGC API services, of TileJSON and of plain GeoJSON as layers that can be drawn. Nothing in it is believed. */
import { templateUrl, webUrl, withParameters } from './address.js';
import {
  boundsFrom,
  MOST_OFFERED,
  type Offer,
  type OfferedLayer,
  type RasterWay,
  type VectorWay,
  type Way,
} from './offer.js';
import { shortened } from './xml.js';

type Json = Readonly<Record<string, unknown>>;

interface ReadLink {
  readonly rel: string;
  readonly href: string;
  readonly type: string;
}

const MERCATOR_SETS = /(WebMercatorQuad|GoogleMapsCompatible)$/;
const TILE_PX = 256;
/** Highest zoom of tile sets that do not say. */
const USUAL_ZOOM = 22;

export const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Links with an address of the web; templates keep their variables. */
export function linksOf(document: unknown, address: URL): readonly ReadLink[] {
  if (!isRecord(document)) return [];
  return list(document.links).flatMap((link) => {
    if (!isRecord(link) || typeof link.rel !== 'string' || typeof link.href !== 'string') return [];
    const url = webUrl(link.href, address);
    return url ? [{ rel: link.rel, href: link.href, type: typeof link.type === 'string' ? link.type : '' }] : [];
  });
}

const relIs =
  (name: string) =>
  ({ rel }: ReadLink) =>
    rel === name || rel.endsWith(`/${name}`);

/** Where the collections are, of a landing page. */
export function collectionsAddress(document: unknown, address: URL): URL | undefined {
  const links = linksOf(document, address).filter(relIs('data'));
  const link = links.find(({ type }) => type === '' || type.includes('json')) ?? links[0];
  return link && webUrl(link.href, address);
}

/** Undefined for documents that list nothing drawable: a landing page, or something else altogether. */
export function ogcApiOffer(document: unknown, address: URL): Offer | undefined {
  if (!isRecord(document)) return undefined;
  const title = shortened(document.title) ?? shortened(document.name) ?? shortened(document.id) ?? address.host;
  const offer = (standard: string, layers: readonly OfferedLayer[], count = layers.length): Offer => ({
    standard,
    title,
    layers,
    isCut: count > MOST_OFFERED,
  });
  if (Array.isArray(document.collections)) {
    const all = document.collections;
    const layers = all.slice(0, MOST_OFFERED).flatMap((each) => collectionLayer(each, address) ?? []);
    return { ...offer('OGC API', layers, all.length), title: shortened(document.title) ?? address.host };
  }
  if (typeof document.tilejson === 'string') return offer('TileJSON', [tileJsonLayer(document, title, address)]);
  if (document.type === 'FeatureCollection') {
    const layer: OfferedLayer = { id: title, title, ways: [{ kind: 'features', href: address.href }] };
    return offer('GeoJSON', [layer]);
  }
  const layer = typeof document.id === 'string' ? collectionLayer(document, address) : undefined;
  return layer && layer.ways.length > 0 ? offer('OGC API', [layer]) : undefined;
}

function collectionLayer(collection: unknown, address: URL): OfferedLayer | undefined {
  if (!isRecord(collection) || typeof collection.id !== 'string' || collection.id.length > 500) return undefined;
  const { id } = collection;
  const links = linksOf(collection, address);
  const pictures = tilesetsWay(links, 'tilesets-map', 'map-tilesets', address);
  const ways: readonly Way[] = [
    ...(pictures.length > 0 ? pictures : mapWay(links, address)),
    ...tilesetsWay(links, 'tilesets-vector', 'vector-tilesets', address),
    ...itemsWay(links, address),
  ];
  const spatial = isRecord(collection.extent) ? collection.extent.spatial : undefined;
  const box = isRecord(spatial) ? list(list(spatial.bbox)[0]) : [];
  return {
    id,
    title: shortened(collection.title) ?? id,
    about: shortened(collection.description),
    credit: shortened(collection.attribution),
    bounds: boundsFrom(box.length === 6 ? [box[0], box[1], box[3], box[4]] : box),
    ways,
    ...(ways.length === 0 ? { refusal: 'import.noWay' as const } : {}),
  };
}

function tilesetsWay(links: readonly ReadLink[], rel: string, kind: 'map-tilesets' | 'vector-tilesets', address: URL) {
  const fitting = links.filter(relIs(rel));
  const link = fitting.find(({ type }) => type.includes('json')) ?? fitting[0];
  const url = link && webUrl(link.href, address);
  return url ? [{ kind, href: url.href }] : [];
}

/** OGC API - Maps: a map of any box and size, in Web Mercator. */
function mapWay(links: readonly ReadLink[], address: URL): readonly RasterWay[] {
  const maps = links.filter(relIs('map'));
  const link = maps.find(({ type }) => type === 'image/png') ?? maps.find(({ type }) => type.startsWith('image/'));
  const url = link && webUrl(link.href, address);
  if (!url) return [];
  const mercator = 'http://www.opengis.net/def/crs/EPSG/0/3857';
  const size = String(TILE_PX);
  const fixed = withParameters(url, {
    crs: mercator,
    'bbox-crs': mercator,
    width: size,
    height: size,
    transparent: 'true',
  });
  return [{ kind: 'raster', template: `${fixed.href}&bbox={bbox-epsg-3857}`, tileSize: TILE_PX }];
}

function itemsWay(links: readonly ReadLink[], address: URL): readonly Way[] {
  const items = links.filter(relIs('items'));
  const link = items.find(({ type }) => /geo\+json$/.test(type)) ?? items.find(({ type }) => type.includes('json'));
  const url = link && webUrl(link.href, address);
  return url ? [{ kind: 'features', href: url.href }] : [];
}

function tileJsonLayer(document: Json, title: string, address: URL): OfferedLayer {
  const [first] = list(document.tiles);
  const template = typeof first === 'string' ? templateUrl(first, address) : undefined;
  const zooms = { minZoom: zoomOf(document.minzoom), maxZoom: zoomOf(document.maxzoom) };
  const facts = {
    id: title,
    title,
    about: shortened(document.description),
    bounds: boundsFrom(list(document.bounds)),
  };
  if (!template) return { ...facts, ways: [], refusal: 'import.noWay' };
  const sourceLayers = list(document.vector_layers).flatMap((each) =>
    isRecord(each) && typeof each.id === 'string' ? each.id : [],
  );
  const way: Way =
    sourceLayers.length > 0
      ? { kind: 'vector', template, sourceLayers, ...zooms }
      : { kind: 'raster', template, tileSize: TILE_PX, ...zooms };
  return { ...facts, ways: [way] };
}

/** The tile set in Web Mercator of a list: its address, and what the list says of it. */
export function mercatorTileset(document: unknown, address: URL): { document: Json; href?: URL } | undefined {
  if (!isRecord(document)) return undefined;
  const sets = Array.isArray(document.tilesets) ? document.tilesets : [document];
  const isMercator = (set: Json) =>
    [set.tileMatrixSetURI, set.tileMatrixSetId, set.tileMatrixSet].some(
      (name) => typeof name === 'string' && MERCATOR_SETS.test(name),
    ) || linksOf(set, address).some(({ rel, href }) => /tiling-scheme$/.test(rel) && MERCATOR_SETS.test(href));
  const set = sets.filter(isRecord).find(isMercator);
  const selves = set ? linksOf(set, address).filter(({ rel }) => rel === 'self') : [];
  const self = selves.find(({ type }) => type.includes('json')) ?? selves[0];
  return set && { document: set, href: self && webUrl(self.href, address) };
}

/** The way that a tile set's document describes; undefined when it holds no addresses of tiles. */
export function tilesetWay(
  document: unknown,
  address: URL,
  content: 'map' | 'vector',
  layer: string,
): RasterWay | VectorWay | undefined {
  if (!isRecord(document)) return undefined;
  const items = linksOf(document, address).filter(({ rel, type }) => {
    const isPicture = type.startsWith('image/');
    return rel === 'item' && (content === 'map' ? isPicture : !isPicture && !/json|html/.test(type));
  });
  const item = items.find(({ type }) => type === 'image/png') ?? items[0];
  const filled = item?.href
    .replace(/\{tileMatrix\}/gi, '{z}')
    .replace(/\{tileRow\}/gi, '{y}')
    .replace(/\{tileCol\}/gi, '{x}')
    .replace(/\{tileMatrixSetId\}/gi, 'WebMercatorQuad');
  const template = filled === undefined ? undefined : templateUrl(filled, address);
  if (!template) return undefined;
  const levels = list(document.tileMatrixSetLimits).flatMap((limit) =>
    isRecord(limit) ? (zoomOf(Number(limit.tileMatrix)) ?? []) : [],
  );
  const zooms =
    levels.length > 0 ? { minZoom: Math.min(...levels), maxZoom: Math.max(...levels) } : { maxZoom: USUAL_ZOOM };
  if (content === 'map') return { kind: 'raster', template, tileSize: TILE_PX, ...zooms };
  const named = list(document.layers).flatMap((each) => (isRecord(each) && typeof each.id === 'string' ? each.id : []));
  return { kind: 'vector', template, sourceLayers: named.length > 0 ? named.slice(0, 50) : [layer], ...zooms };
}

const zoomOf = (value: unknown): number | undefined =>
  typeof value === 'number' && value >= 0 && value <= 24 ? Math.floor(value) : undefined;
