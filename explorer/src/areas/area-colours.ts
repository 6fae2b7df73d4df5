/** How areas are coloured: by their mean velocity. None lies near zero, so that even slow ones can be told apart. */
import type { LayerLook, Stop } from '../layers/layer-look.js';

export const VELOCITY = 'mean_velocity';

/** mm/yr. Reds move away from the satellite, or down; blues towards it, or up: as the points do. */
const STOPS: readonly Stop[] = [
  { value: -20, colour: '#67001f' },
  { value: -10, colour: '#b2182b' },
  { value: -5, colour: '#d6604d' },
  { value: -1, colour: '#f08a62' },
  { value: 1, colour: '#67a9cf' },
  { value: 5, colour: '#4393c3' },
  { value: 10, colour: '#2166ac' },
  { value: 20, colour: '#053061' },
];
/** Of features without a velocity. */
export const PLAIN_COLOUR = '#7b4fb5';

/** In words of MapLibre. */
export const AREA_COLOUR: unknown = [
  'case',
  ['==', ['typeof', ['get', VELOCITY]], 'number'],
  ['interpolate', ['linear'], ['get', VELOCITY], ...STOPS.flatMap(({ value, colour }) => [value, colour])],
  PLAIN_COLOUR,
];

/** For the legend. */
export const areaLook = (title: string): Pick<LayerLook, 'title' | 'unit' | 'stops' | 'isSteps' | 'attribute'> => ({
  attribute: VELOCITY,
  title,
  unit: 'mm/yr',
  stops: STOPS,
  isSteps: false,
});
