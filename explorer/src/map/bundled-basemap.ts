/** The base map that travels with the program: land, borders, places. Needs no other server, so it also works offline. */
import type { LayerSpecification, SourceSpecification } from 'maplibre-gl';

export interface Ground {
  readonly sources: Record<string, SourceSpecification>;
  readonly layers: LayerSpecification[];
  /** Above the data. */
  readonly labels: LayerSpecification[];
}

const COLOURS = {
  light: { sea: '#dbe6ec', land: '#f6f5f1', border: '#b5b3ab', text: '#4b5258', halo: '#f6f5f1' },
  dark: { sea: '#10181d', land: '#1d262b', border: '#4a565d', text: '#b9c4ca', halo: '#1d262b' },
};

export const ATTRIBUTION = 'Natural Earth';

export function bundledGround(isDark: boolean, folder: string): Ground {
  const colours = COLOURS[isDark ? 'dark' : 'light'];
  const source = (name: string): SourceSpecification => ({
    type: 'geojson',
    data: `${folder}/${name}.json`,
    attribution: name === 'land' ? ATTRIBUTION : undefined,
    maxzoom: 10,
  });
  return {
    sources: { 'base-land': source('land'), 'base-borders': source('borders'), 'base-places': source('places') },
    layers: [
      { id: 'base-sea', type: 'background', paint: { 'background-color': colours.sea } },
      { id: 'base-land', type: 'fill', source: 'base-land', paint: { 'fill-color': colours.land } },
      {
        id: 'base-borders',
        type: 'line',
        source: 'base-borders',
        paint: { 'line-color': colours.border, 'line-width': ['interpolate', ['linear'], ['zoom'], 3, 0.6, 8, 1.4] },
      },
    ],
    labels: [
      {
        id: 'base-places',
        type: 'symbol',
        source: 'base-places',
        maxzoom: 11,
        filter: ['>=', ['get', 'rank'], ['step', ['zoom'], 6.6, 4, 5.8, 5, 0]],
        layout: {
          'text-field': ['get', 'name'],
          'text-size': ['interpolate', ['linear'], ['get', 'rank'], 4, 11, 7.5, 14],
          'text-font': ['sans-serif'],
          'symbol-sort-key': ['-', ['get', 'rank']],
          'text-padding': 6,
        },
        paint: { 'text-color': colours.text, 'text-halo-color': colours.halo, 'text-halo-width': 1.4 },
      },
    ],
  };
}

/** Nothing but a colour. */
export const blankGround = (isDark: boolean): Ground => ({
  sources: {},
  layers: [
    { id: 'base-sea', type: 'background', paint: { 'background-color': COLOURS[isDark ? 'dark' : 'light'].land } },
  ],
  labels: [],
});
