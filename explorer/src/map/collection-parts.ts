/** Sources and layers of one collection: its points, what is drawn for them far out, and squares for cells of a grid. Pure. */
import type { LayerSpecification, SourceSpecification } from 'maplibre-gl';
import {
  cql2Text,
  type Expression,
  filterExpression,
  POINTS_ZOOM,
  splitFilters,
  tileProperties,
} from '../layers/filters.js';
import type { LayerLook } from '../layers/layer-look.js';
import type { Server } from '../server/server.js';
import type { Session } from '../state/session.js';
import type { ExplorerState, LayerState } from '../state/state.js';

/** Layer of the map that takes clicks for a collection. */
export const pointsLayerId = (collection: string): string => `points:${collection}`;
/** Takes them, too, where cells are drawn as squares. */
export const squaresLayerId = (collection: string): string => `squares:${collection}`;
export const sourceId = (collection: string): string => `tiles:${collection}`;

/** Addresses of the squares of a collection: answered by `grid-squares.ts`, not by a server. */
export const SQUARES_SCHEME = 'grid-squares';
export const squaresUrl = (collection: string, version: number): string =>
  `${SQUARES_SCHEME}://squares/${encodeURIComponent(collection)}/${version}`;

export interface Parts {
  readonly sources: Record<string, SourceSpecification>;
  readonly layers: LayerSpecification[];
}

/** Level 3 lies on a grid; which attributes its tiles have and how they are filtered is as for all. */
export const isGridded = (collection: string, { collections }: Session): boolean =>
  collections?.find(({ id }) => id === collection)?.egms?.level === 'L3';

export function collectionParts(
  layer: LayerState,
  look: LayerLook,
  state: ExplorerState,
  session: Session,
  server: Server,
): Parts {
  const { collection, visible, opacity, filters } = layer;
  const { onFeatures, onServer } = splitFilters(filters, session.refused[collection]);
  const visibility = visible ? 'visible' : 'none';
  const parts: Parts = { sources: {}, layers: [] };
  const source = pointsSource(layer, look, session, server, { onFeatures, onServer });
  parts.sources[sourceId(collection)] = source;
  if (look.pictureStyle) addPicture(parts, layer, look, state, session, server);
  const filter = filterExpression(onFeatures);
  const squares = state.threeD || look.fromZoom > 24 ? undefined : session.squares[collection];
  parts.layers.push({
    id: pointsLayerId(collection),
    type: 'circle',
    source: sourceId(collection),
    'source-layer': collection,
    layout: { visibility, ...(look.sortKey ? { 'circle-sort-key': look.sortKey } : {}) },
    paint: {
      'circle-color': look.colour,
      'circle-radius': look.radius,
      // Points that something else is drawn for stay there to be clicked.
      'circle-opacity': state.threeD ? 0 : shownBetween(look, opacity, squares === undefined),
    },
    ...(filter ? { filter } : {}),
  } as LayerSpecification);
  if (squares !== undefined) {
    parts.sources[squaresLayerId(collection)] = {
      type: 'geojson',
      data: squaresUrl(collection, squares),
      maxzoom: 18,
      // A square that lies beside a tile is not seen in it: they have no outline.
      buffer: 0,
      tolerance: 0,
    };
    parts.layers.push({
      id: squaresLayerId(collection),
      type: 'fill',
      source: squaresLayerId(collection),
      minzoom: Math.max(POINTS_ZOOM, look.fromZoom),
      layout: { visibility, ...(look.sortKey ? { 'fill-sort-key': look.sortKey } : {}) },
      paint: { 'fill-color': look.colour, 'fill-opacity': opacity, 'fill-antialias': false },
      ...(filter ? { filter } : {}),
    } as LayerSpecification);
  }
  return parts;
}

type Split = ReturnType<typeof splitFilters>;

function pointsSource(
  { collection }: LayerState,
  look: LayerLook,
  session: Session,
  server: Server,
  { onFeatures, onServer }: Split,
): SourceSpecification {
  const wanted = [look.attribute, ...onFeatures.map(({ attribute }) => attribute)];
  const carried = session.facts[collection]?.tileAttributes ?? [];
  const properties = tileProperties(wanted, carried)?.join(',');
  const filter = cql2Text(onServer);
  // Plain tiles have the shorter address, which everything on the way keeps.
  const isPlain = properties === undefined && filter === undefined;
  const url = isPlain
    ? server.url('tiles/COLLECTION/Z/X/Y.mvt')
    : server.url('collections/COLLECTION/tiles/WebMercatorQuad/Z/Y/X', { properties, filter });
  return {
    type: 'vector',
    tiles: [tilesOf(url, collection, session)],
    minzoom: 0,
    // Tiles of a grid are never dense; in large ones few squares reach over the edge of what is seen.
    maxzoom: isGridded(collection, session) ? POINTS_ZOOM : 18,
    promoteId: 'pid',
    ...boundsMember(collection, session),
  };
}

/** Drawn by the server until features have what they are coloured by. */
function addPicture(
  { sources, layers }: Parts,
  { collection, visible, opacity, filters }: LayerState,
  look: LayerLook,
  state: ExplorerState,
  session: Session,
  server: Server,
): void {
  const datetime = look.attribute === 'displacement' ? state.date : undefined;
  const query = { style: look.pictureStyle, datetime, filter: cql2Text(filters) };
  const url = tilesOf(server.url('map-tiles/COLLECTION/Z/X/Y.png', query), collection, session);
  const id = `picture:${collection}`;
  sources[id] = { type: 'raster', tiles: [url], tileSize: 256, maxzoom: 18, ...boundsMember(collection, session) };
  layers.push({
    id,
    type: 'raster',
    source: id,
    ...(look.fromZoom < 24 ? { maxzoom: look.fromZoom } : {}),
    layout: { visibility: visible ? 'visible' : 'none' },
    paint: { 'raster-opacity': opacity, 'raster-resampling': 'nearest', 'raster-fade-duration': 0 },
  });
}

/** Opacity of the points: none below pictures, and none where squares begin. */
function shownBetween(
  { pictureStyle, fromZoom }: LayerLook,
  opacity: number,
  isToTheEnd: boolean,
): number | Expression {
  const from = pictureStyle ? fromZoom : 0;
  if (from > 24) return 0;
  const to = isToTheEnd ? undefined : Math.max(POINTS_ZOOM, fromZoom);
  if (from === 0 && to === undefined) return opacity;
  const start = from === 0 ? opacity : 0;
  return [
    'step',
    ['zoom'],
    start,
    ...(from > 0 ? [from, opacity] : []),
    ...(to !== undefined && to > from ? [to, 0] : []),
  ];
}

/** Outside of them tiles are not worth asking for. */
function boundsMember(id: string, session: Session): { bounds?: [number, number, number, number] } {
  const box = session.collections?.find((each) => each.id === id)?.extent?.spatial?.bbox[0];
  if (!box) return {};
  const [west, south, east, north] = box.length === 6 ? [box[0], box[1], box[3], box[4]] : box;
  return { bounds: [west, Math.max(-85, south), east, Math.min(85, north)] };
}

/**
 * Braces must stay braces. What stands behind `#` does not reach the server: it only makes the address another one, for
 * tiles to be asked for again.
 */
const tilesOf = (url: string, collection: string, { tileGeneration }: Session): string =>
  url
    .replace('COLLECTION', encodeURIComponent(collection))
    .replace('Z/X/Y', '{z}/{x}/{y}')
    .replace('Z/Y/X', '{z}/{y}/{x}') + (tileGeneration > 0 ? `#${tileGeneration}` : '');
