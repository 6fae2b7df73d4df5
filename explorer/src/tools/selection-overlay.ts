/** How a selection, and one that is being drawn, looks on the map. */
import type { LayerSpecification } from 'maplibre-gl';
import type { Overlay } from '../state/session.js';
import { circleRing, distanceM, type Position } from './ellipsoid.js';
import { outlines, type Selection, type SelectionKind } from './selection.js';

type Geometry =
  | { readonly type: 'Polygon'; readonly coordinates: number[][][] }
  | { readonly type: 'LineString' | 'MultiPoint'; readonly coordinates: number[][] };

const closed = (ring: readonly Position[]): number[][][] => [[...ring, ring[0]].map((each) => [...each])];
const open = (line: readonly Position[]): number[][] => line.map((each) => [...each]);

export function selectionOverlay(selection: Selection, isDark: boolean): Overlay {
  const areas = outlines(selection).map((ring): Geometry => ({ type: 'Polygon', coordinates: closed(ring) }));
  const line: Geometry[] = selection.kind === 'line' ? [{ type: 'LineString', coordinates: open(selection.line) }] : [];
  return overlayOf('selection', [...areas, ...line], isDark, selection.kind === 'line');
}

export function draftOverlay(
  kind: SelectionKind,
  shown: readonly Position[],
  corners: readonly Position[],
  isDark: boolean,
): Overlay {
  const parts: Geometry[] = [{ type: 'MultiPoint', coordinates: open(corners) }];
  if (kind === 'circle' && shown.length > 1) {
    const radiusM = distanceM(shown[0], shown.at(-1)!);
    if (radiusM > 0) parts.push({ type: 'Polygon', coordinates: closed(circleRing(shown[0], radiusM)) });
  } else if (kind === 'polygon' && shown.length > 2) parts.push({ type: 'Polygon', coordinates: closed(shown) });
  if (shown.length > 1) parts.push({ type: 'LineString', coordinates: open(shown) });
  return overlayOf('draft', parts, isDark, false);
}

function overlayOf(name: string, parts: readonly Geometry[], isDark: boolean, isCorridor: boolean): Overlay {
  const source = `tools-${name}`;
  const [colour, edge] = isDark ? ['#ffd166', '#0b1114'] : ['#10242e', '#ffffff'];
  const features = parts.map((geometry) => ({ type: 'Feature' as const, properties: {}, geometry }));
  const stroke = (
    id: string,
    width: number,
    paint: string,
    opacity: number,
    isOutline: boolean,
  ): LayerSpecification => ({
    id: `${source}-${id}`,
    type: 'line',
    source,
    layout: { 'line-join': 'round', 'line-cap': 'round' },
    filter: isOutline ? ['==', ['geometry-type'], 'Polygon'] : ['!=', ['geometry-type'], 'Polygon'],
    paint: { 'line-color': paint, 'line-width': width, 'line-opacity': opacity },
  });
  return {
    sources: { [source]: { type: 'geojson', data: { type: 'FeatureCollection', features } } },
    layers: [
      {
        id: `${source}-fill`,
        type: 'fill',
        source,
        filter: ['==', ['geometry-type'], 'Polygon'],
        paint: { 'fill-color': colour, 'fill-opacity': 0.1 },
      },
      ...(isCorridor ? [] : [stroke('outline-edge', 4.5, edge, 0.8, true), stroke('outline', 2, colour, 1, true)]),
      stroke('line-edge', 4.5, edge, 0.8, false),
      stroke('line', 2, colour, 1, false),
      {
        id: `${source}-corners`,
        type: 'circle',
        source,
        filter: ['==', ['geometry-type'], 'MultiPoint'],
        paint: { 'circle-radius': 4.5, 'circle-color': colour, 'circle-stroke-width': 2, 'circle-stroke-color': edge },
      },
    ],
  };
}
