/** Features as the map draws them: translucent areas with an outline, lines, dots; and where a click finds them again. Pure. */
import type { LayerSpecification } from 'maplibre-gl';
import type { Overlay } from '../state/session.js';
import { AREA_COLOUR } from './area-colours.js';

export interface Drawn {
  /** Of the source; its layers begin with it. */
  readonly id: string;
  readonly features: readonly GeoJSON.Feature[];
}

/** Marks layers whose features answer to clicks. */
const CLICKABLE = 'clickable';

/** First one topmost. */
export function featuresOverlay(drawn: readonly Drawn[], isDark: boolean): Overlay | undefined {
  if (drawn.length === 0) return undefined;
  return {
    sources: Object.fromEntries(
      drawn.map(({ id, features }) => [
        id,
        { type: 'geojson', data: { type: 'FeatureCollection', features: features.map(slim) } },
      ]),
    ),
    layers: drawn.toReversed().flatMap(({ id }) => layersOf(id, isDark)),
  };
}

/** Numbered: ids of text do not come back from the map. What is nested is for whoever looks the feature up. */
function slim({ geometry, properties }: GeoJSON.Feature, index: number): GeoJSON.Feature {
  const velocity = properties?.mean_velocity;
  return {
    type: 'Feature',
    id: index,
    geometry,
    properties: typeof velocity === 'number' ? { mean_velocity: velocity } : {},
  };
}

function layersOf(source: string, isDark: boolean): LayerSpecification[] {
  const common = { source, metadata: { [CLICKABLE]: true } };
  const edge = isDark ? '#0b1114' : '#ffffff';
  const isPolygon = ['==', ['geometry-type'], 'Polygon'];
  const isPoint = ['==', ['geometry-type'], 'Point'];
  return [
    {
      ...common,
      id: `${source}:fill`,
      type: 'fill',
      filter: isPolygon,
      paint: { 'fill-color': AREA_COLOUR, 'fill-opacity': 0.32, 'fill-antialias': false },
    },
    {
      ...common,
      id: `${source}:edge`,
      type: 'line',
      filter: ['!', isPoint],
      layout: { 'line-join': 'round' },
      paint: { 'line-color': edge, 'line-width': 4, 'line-opacity': 0.8 },
    },
    {
      ...common,
      id: `${source}:line`,
      type: 'line',
      filter: ['!', isPoint],
      layout: { 'line-join': 'round' },
      paint: { 'line-color': AREA_COLOUR, 'line-width': 2 },
    },
    {
      ...common,
      id: `${source}:point`,
      type: 'circle',
      filter: isPoint,
      paint: {
        'circle-color': AREA_COLOUR,
        'circle-radius': 4.5,
        'circle-stroke-color': edge,
        'circle-stroke-width': 1,
      },
    },
  ] as LayerSpecification[];
}

/** Layers of the overlays that answer to clicks, topmost first. */
export const clickableLayers = (overlays: Readonly<Record<string, Overlay>>): readonly string[] =>
  Object.values(overlays)
    .flatMap(({ layers }) => layers)
    .filter(({ metadata }) => (metadata as Record<string, unknown> | undefined)?.[CLICKABLE] === true)
    .map(({ id }) => id)
    .reverse();
