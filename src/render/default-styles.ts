/** The styles that every collection has: one for each thing that can be coloured, and the familiar rainbow. */
import type { ColourScale } from './colour-scale.js';
import type { DrawOrder } from './draw-order.js';
import type { PointSize, PointStyle, StyleAttribute, StyleProperty } from './style.js';

/** Small where points lie thick, as large as a roof where they can be told apart. */
export const DEFAULT_SIZE: PointSize = {
  stops: [
    { zoom: 8, radiusPx: 1.2 },
    { zoom: 12, radiusPx: 1.8 },
    { zoom: 14, radiusPx: 2.8 },
    { zoom: 16, radiusPx: 4.5 },
    { zoom: 18, radiusPx: 7 },
  ],
};

/** Range of the EGMS Explorer's default legend. */
const VELOCITY_MM_PER_YEAR = { min: -20, max: 20 };

const style = (
  id: string,
  title: string,
  attribute: StyleAttribute | StyleProperty,
  scale: ColourScale,
  order: DrawOrder,
): PointStyle => ({
  id,
  title,
  attribute: typeof attribute === 'string' ? { type: 'property', name: attribute } : attribute,
  scale,
  size: DEFAULT_SIZE,
  opacity: 1,
  order,
});

/** The first is the default of collections that have a velocity. */
export const defaultStyles: readonly PointStyle[] = [
  style(
    'velocity',
    'Mean velocity',
    'mean_velocity',
    { type: 'palette', palette: 'rdylbu', ...VELOCITY_MM_PER_YEAR },
    'magnitude',
  ),
  style(
    'velocity-rainbow',
    'Mean velocity, EGMS rainbow',
    'mean_velocity',
    { type: 'palette', palette: 'egms-rainbow', ...VELOCITY_MM_PER_YEAR },
    'magnitude',
  ),
  style(
    'velocity-vik',
    'Mean velocity, vik',
    'mean_velocity',
    { type: 'palette', palette: 'vik', reversed: true, ...VELOCITY_MM_PER_YEAR },
    'magnitude',
  ),
  style(
    'acceleration',
    'Acceleration',
    'acceleration',
    { type: 'palette', palette: 'roma', min: -5, max: 5 },
    'magnitude',
  ),
  style(
    'seasonality',
    'Seasonality',
    'seasonality',
    { type: 'palette', palette: 'batlow', min: 0, max: 10 },
    'ascending',
  ),
  style(
    'rmse',
    'Noise (rmse)',
    'rmse',
    { type: 'palette', palette: 'lajolla', reversed: true, min: 0, max: 8 },
    'ascending',
  ),
  style(
    'temporal-coherence',
    'Temporal coherence',
    'temporal_coherence',
    { type: 'palette', palette: 'viridis', min: 0.4, max: 1 },
    'ascending',
  ),
  style('height', 'Height', 'height', { type: 'palette', palette: 'bamako', min: 0, max: 1000 }, 'ascending'),
  style(
    'displacement',
    'Displacement',
    { type: 'displacement' },
    { type: 'palette', palette: 'rdylbu', min: -60, max: 60 },
    'magnitude',
  ),
];

/** The plain style of an attribute. */
export function defaultStyleOf(attribute: StyleAttribute): PointStyle {
  const same = ({ attribute: other }: PointStyle) =>
    other.type === attribute.type &&
    (other.type !== 'property' || attribute.type !== 'property' || other.name === attribute.name);
  return { ...defaultStyles.find(same)!, attribute };
}

/** A style for cells of a grid instead of points. */
export const asCells = (pointStyle: PointStyle, sizeM: number): PointStyle => ({ ...pointStyle, cells: { sizeM } });
