/**
 * Points at their height, by deck.gl: those that the map has loaded for the view. Loaded when 3D is switched on. A cell
 * stands at the height of its fastest point, as on the flat map.
 */
import { ScatterplotLayer } from '@deck.gl/layers';
import { MapboxOverlay } from '@deck.gl/mapbox';
import type { Application } from '../application.js';
import { filterExpression, splitFilters } from '../layers/filters.js';
import type { LayerLook } from '../layers/layer-look.js';
import type { LayerState } from '../state/state.js';
import { sourceId } from './collection-parts.js';
import { layerLook } from './map-style.js';
import type { MapView, PickedPoint } from './map-view.js';

/** More are drawn slowly on machines without a good graphics card. */
const MOST_POINTS = 100_000;

interface Standing extends PickedPoint {
  readonly position: [number, number, number];
  readonly colour: [number, number, number];
}

export function showPointsAtHeight(app: Application, view: MapView): void {
  const { map } = view;
  // deck.gl looks up the map library's own types, which are those of another release.
  tellElevation(map);
  const overlay = new MapboxOverlay({ interleaved: false, layers: [] });
  map.addControl(overlay as unknown as Parameters<typeof map.addControl>[0]);
  if (map.getPitch() < 20) map.easeTo({ pitch: 60, duration: 400 });
  view.pickStanding = ({ x, y }, radius) => overlay.pickObject({ x, y, radius })?.object as Standing | undefined;
  const draw = () => overlay.setProps({ layers: layersOf(app, view) });
  const ends = [
    app.state.subscribe((now) => (now.threeD ? draw() : end())),
    app.session.subscribe((now, before) => now.styles !== before.styles && draw()),
  ];
  map.on('idle', draw);
  const end = () => {
    view.pickStanding = undefined;
    map.off('idle', draw);
    for (const stop of ends) stop();
    map.removeControl(overlay as unknown as Parameters<typeof map.addControl>[0]);
    map.easeTo({ pitch: 0, duration: 400 });
  };
  draw();
}

/** With relief deck.gl wants to know how high the middle of the map lies, of a member that the map library has no more. */
function tellElevation(map: MapView['map']): void {
  if ('transform' in map) return;
  Object.defineProperty(map, 'transform', { get: () => ({ elevation: map.getCenterElevation() }) });
}

function layersOf(app: Application, view: MapView): ScatterplotLayer<Standing>[] {
  const [state, session] = [app.state.get(), app.session.get()];
  return (state.layers ?? [])
    .filter(({ visible, collection }) => visible && session.facts[collection])
    .toReversed()
    .map((layer) => {
      const look = layerLook(layer, state, session);
      return new ScatterplotLayer<Standing>({
        id: `standing-${layer.collection}`,
        data: standing(view, layer, look, session.refused[layer.collection]),
        getPosition: ({ position }) => position,
        getFillColor: ({ colour }) => colour,
        getRadius: 3 * layer.pointSize,
        radiusUnits: 'pixels',
        billboard: true,
        pickable: true,
        opacity: layer.opacity,
        parameters: { depthCompare: 'less-equal' },
      });
    });
}

function standing(view: MapView, layer: LayerState, look: LayerLook, refused: string | undefined): Standing[] {
  const { map } = view;
  const source = sourceId(layer.collection);
  if (!map.getSource(source)) return [];
  const filter = filterExpression(splitFilters(layer.filters, refused).onFeatures);
  const features = map.querySourceFeatures(source, {
    sourceLayer: layer.collection,
    ...(filter ? { filter: filter as never } : {}),
  });
  const seen = new Set<unknown>();
  const points: Standing[] = [];
  for (const { properties, geometry } of features) {
    // A point at the edge is in two tiles.
    if (geometry.type !== 'Point' || seen.has(properties.pid) || points.length >= MOST_POINTS) continue;
    seen.add(properties.pid);
    const heightM = Number(properties.height_ortho ?? properties.height ?? 0);
    const value =
      look.attribute === 'mean_velocity'
        ? (properties.velocity_mean ?? properties.mean_velocity)
        : properties[look.attribute];
    const [longitude, latitude] = geometry.coordinates;
    points.push({
      collection: layer.collection,
      pid: String(properties.pid),
      properties,
      longitude,
      latitude,
      position: [longitude, latitude, heightM],
      colour: colourOf(look, value === undefined ? undefined : Number(value)),
    });
  }
  return points;
}

function colourOf({ stops, isSteps }: LayerLook, value: number | undefined): [number, number, number] {
  if (value === undefined || stops.length === 0) return [154, 165, 171];
  const above = stops.findIndex((stop) => stop.value > value);
  if (above === 0) return rgb(stops[0].colour);
  if (above < 0) return rgb(stops.at(-1)!.colour);
  const [low, high] = [stops[above - 1], stops[above]];
  const share = isSteps ? 0 : (value - low.value) / (high.value - low.value);
  const [from, to] = [rgb(low.colour), rgb(high.colour)];
  return [0, 1, 2].map((i) => Math.round(from[i] + (to[i] - from[i]) * share)) as [number, number, number];
}

/** `#rrggbb` or `rgb(r, g, b)`. */
function rgb(colour: string): [number, number, number] {
  const digits = /^#([0-9a-f]{6})/i.exec(colour)?.[1];
  if (digits) return [0, 2, 4].map((at) => Number.parseInt(digits.slice(at, at + 2), 16)) as [number, number, number];
  return (colour.match(/\d+/g) ?? [154, 165, 171]).slice(0, 3).map(Number) as [number, number, number];
}
