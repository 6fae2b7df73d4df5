/** The areas as a collection of this server, when the request asks for one: polygons with typed properties. */
import { refusePoints } from '../../src/catalog/features/collection-name.js';
import type { FeatureColumn } from '../../src/catalog/features/feature-table.js';
import type { ComputedFeature, FeatureCollectionContent } from '../../src/catalog/features/publish-features.js';
import type { PointSelection } from '../../src/catalog/points/point-selection.js';
import { invalidParameter } from '../../src/errors.js';
import type { ProcessContext } from '../../src/jobs/process.js';
import { isoDate } from '../../src/products/epochs.js';
import { type ActiveArea, geometryOf, propertiesOf } from './active-area.js';
import type { Parameters } from './parameters.js';

export const PUBLISHED = 'published';

/** Undefined when nothing is to be published: unlike other outputs, this one is made only when it is asked for. */
export function publishedId(
  { wantedOutputs, outputCollections }: Pick<ProcessContext, 'wantedOutputs' | 'outputCollections'>,
  { identity: { geometry, release } }: PointSelection,
): string | undefined {
  const named = outputCollections[PUBLISHED];
  return named ?? (wantedOutputs.has(PUBLISHED) ? `active-areas-${geometry}-${release}` : undefined);
}

/** Found out before the work, not after. */
export async function refuseName(
  { database }: Pick<ProcessContext, 'database'>,
  id: string,
  { collection }: PointSelection,
): Promise<void> {
  if (id === collection.id) throw invalidParameter('outputs', `${id} is the input; give the output another name`);
  await refusePoints(database, id);
}

export function publishedAreas(
  id: string,
  areas: readonly ActiveArea[],
  { collection, identity }: PointSelection,
  { title, withSeries }: Parameters,
  rule: string,
): FeatureCollectionContent {
  return {
    id,
    title: title ?? `Active deformation areas, ${identity.level} ${identity.geometry}, ${identity.release}`,
    description:
      `Areas where points of ${collection.id} move: ${rule}. Velocities are those of the points, towards the satellite ` +
      'positive (L2), up or east positive (L3). Computed by Open EGMS, not delivered by EGMS.',
    keywords: ['ground motion', 'active deformation areas', 'ADA'],
    geometryType: 'Polygon',
    columns: withSeries ? [...SHAPE, ...MOTION] : SHAPE,
    features: features(areas),
  };
}

function* features(areas: readonly ActiveArea[]): Generator<ComputedFeature> {
  for (const area of areas) {
    const dates = area.motion?.series.dates ?? [];
    const span = dates.length > 0 && { start_date: isoDate(dates[0]), end_date: isoDate(dates[dates.length - 1]) };
    yield { id: area.id, geometry: geometryOf(area), properties: { ...propertiesOf(area), ...span } };
  }
}

const SHAPE: readonly FeatureColumn[] = [
  { name: 'count', type: 'integer', title: 'Points', description: 'Measurement points in the area', unit: '1' },
  { name: 'area_m2', type: 'number', title: 'Area', description: 'Measured in EPSG:3035, true to size', unit: 'm2' },
  { name: 'density_per_km2', type: 'number', title: 'Density of points', unit: '/km2' },
  { name: 'mean_velocity', type: 'number', title: 'Mean velocity', description: 'Mean of its points', unit: 'mm/a' },
  {
    name: 'mean_velocity_spread',
    type: 'number',
    title: 'Spread of velocities',
    description: 'Standard deviation of the velocities of its points, divided by n',
    unit: 'mm/a',
  },
  {
    name: 'max_velocity',
    type: 'number',
    title: 'Greatest velocity',
    description: 'Velocity of the fastest point, with its sign',
    unit: 'mm/a',
  },
];

const MOTION: readonly FeatureColumn[] = [
  {
    name: 'trend',
    type: 'text',
    title: 'Trend',
    description: 'stable, linear, accelerating, decelerating, step, seasonal or unknown: of the mean series',
  },
  {
    name: 'trend_velocity',
    type: 'number',
    title: 'Velocity of the trend',
    description: 'Beside the annual wave',
    unit: 'mm/a',
  },
  { name: 'acceleration', type: 'number', title: 'Acceleration', unit: 'mm/a2' },
  {
    name: 'seasonality',
    type: 'number',
    title: 'Seasonality',
    description: 'Amplitude of the annual wave',
    unit: 'mm',
  },
  { name: 'step_date', type: 'date', title: 'Date of the step', description: 'First date after it' },
  { name: 'step_mm', type: 'number', title: 'Height of the step', unit: 'mm' },
  { name: 'rmse', type: 'number', title: 'RMSE', description: 'Of the mean series about the model chosen', unit: 'mm' },
  {
    name: 'temporal_index',
    type: 'number',
    title: 'Temporal index',
    description: 'Mean correlation of each series with itself one date later',
    unit: '1',
  },
  {
    name: 'spatial_index',
    type: 'number',
    title: 'Spatial index',
    description: 'Mean correlation of pairs of series',
    unit: '1',
  },
  {
    name: 'quality',
    type: 'integer',
    title: 'Quality class',
    description: '1 very reliable, 2 reliable, 3 to be looked at, 4 not reliable',
    unit: '1',
  },
  {
    name: 'start_date',
    type: 'date',
    title: 'First date',
    description: 'Of its series',
    role: 'primary-interval-start',
  },
  { name: 'end_date', type: 'date', title: 'Last date', description: 'Of its series', role: 'primary-interval-end' },
];
