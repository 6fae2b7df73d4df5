/** Layers of other servers in words of MapLibre. Pure. */
import type { LayerSpecification, SourceSpecification } from 'maplibre-gl';
import type { Overlay } from '../state/session.js';
import type { ExternalLayer } from './external-layer.js';

/** Features that have been read, by the address of their layer. */
export type ReadFeatures = Readonly<Record<string, GeoJSON.FeatureCollection | undefined>>;

const EMPTY: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };
/** One after the other, so that layers can be told apart. */
const COLOURS = ['#d1495b', '#00798c', '#7b4fb5', '#b8860b', '#2e8b57', '#5a5a5a'];

/** The same for the same address wherever it stands in the list, so that moving a layer fetches nothing anew. */
export function externalId(url: string): string {
  let hash = 2_166_136_261;
  for (let i = 0; i < url.length; i++) hash = Math.imul(hash ^ url.charCodeAt(i), 16_777_619);
  return `import:${(hash >>> 0).toString(36)}`;
}

/** `layers`: topmost first. Undefined when there is nothing to draw. */
export function externalOverlay(
  layers: readonly ExternalLayer[],
  features: ReadFeatures,
  passedOn: (url: string) => string,
): Overlay | undefined {
  if (layers.length === 0) return undefined;
  const sources: Record<string, SourceSpecification> = {};
  const drawn: LayerSpecification[] = [];
  layers.forEach((layer, index) => {
    const id = externalId(layer.url);
    sources[id] = sourceOf(layer, features[layer.url], passedOn);
    drawn.unshift(...layersOf(layer, id, COLOURS[(layers.length - 1 - index) % COLOURS.length]));
  });
  return { sources, layers: drawn, isBelow: true };
}

function sourceOf(
  layer: ExternalLayer,
  features: GeoJSON.FeatureCollection | undefined,
  passedOn: (url: string) => string,
): SourceSpecification {
  const { kind, url, isProxied, minZoom, maxZoom, bounds, credit, tileSize = 256 } = layer;
  const attribution = credit === undefined ? {} : { attribution: escapedHtml(credit) };
  if (kind === 'features') return { type: 'geojson', data: features ?? EMPTY, ...attribution };
  const tiles = {
    tiles: [isProxied ? passedOn(url) : url],
    ...(minZoom === undefined ? {} : { minzoom: minZoom }),
    ...(maxZoom === undefined ? {} : { maxzoom: maxZoom }),
    ...(bounds
      ? {
          bounds: [bounds[0], Math.max(-85, bounds[1]), bounds[2], Math.min(85, bounds[3])] as [
            number,
            number,
            number,
            number,
          ],
        }
      : {}),
    ...attribution,
  };
  return kind === 'raster' ? { type: 'raster', tileSize, ...tiles } : { type: 'vector', ...tiles };
}

function layersOf(layer: ExternalLayer, source: string, colour: string): LayerSpecification[] {
  const { kind, opacity, isHidden, sourceLayers = [] } = layer;
  const visibility = isHidden ? 'none' : 'visible';
  if (kind === 'raster') {
    return [{ id: source, type: 'raster', source, layout: { visibility }, paint: { 'raster-opacity': opacity } }];
  }
  const parts = kind === 'features' ? [undefined] : sourceLayers;
  return parts.flatMap((part): LayerSpecification[] => {
    const common = { source, layout: { visibility }, ...(part === undefined ? {} : { 'source-layer': part }) } as const;
    const id = part === undefined ? source : `${source}:${part}`;
    return [
      {
        ...common,
        id: `${id}:fill`,
        type: 'fill',
        filter: ofGeometry('Polygon'),
        paint: { 'fill-color': colour, 'fill-opacity': opacity * 0.25 },
      },
      {
        ...common,
        id: `${id}:line`,
        type: 'line',
        filter: ['!=', ['geometry-type'], 'Point'],
        paint: { 'line-color': colour, 'line-width': 1.4, 'line-opacity': opacity },
      },
      {
        ...common,
        id: `${id}:circle`,
        type: 'circle',
        filter: ofGeometry('Point'),
        paint: {
          'circle-color': colour,
          'circle-radius': 3.5,
          'circle-opacity': opacity,
          'circle-stroke-color': '#ffffff',
          'circle-stroke-width': 0.7,
          'circle-stroke-opacity': opacity,
        },
      },
    ] as LayerSpecification[];
  });
}

const ofGeometry = (name: 'Polygon' | 'Point') => ['==', ['geometry-type'], name];

/** MapLibre puts attributions into the page as HTML. */
export const escapedHtml = (text: string): string => text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
