/** Which column of `egms.point` holds which attribute. */
import type { AttributeName } from '../../products/point-batch.js';

export interface PointColumn {
  readonly attribute: AttributeName;
  readonly column: string;
  readonly sqlType: 'integer' | 'double precision';
}

const integer = (attribute: AttributeName, column: string): PointColumn => ({ attribute, column, sqlType: 'integer' });
const double = (attribute: AttributeName, column: string): PointColumn => ({
  attribute,
  column,
  sqlType: 'double precision',
});

/** Every attribute column, in the order loaders write them. */
export const pointColumns: readonly PointColumn[] = [
  integer('mpTypeM2', 'mp_type_m2'),
  integer('line', 'line'),
  integer('pixel', 'pixel'),
  integer('clusterLabel', 'cluster_label'),
  double('longitudeDeg', 'longitude_deg'),
  double('latitudeDeg', 'latitude_deg'),
  double('eastingM', 'easting_m'),
  double('northingM', 'northing_m'),
  double('heightM', 'height_m'),
  double('heightEllipsoidM', 'height_ellipsoid_m'),
  double('rmseMm', 'rmse_mm'),
  double('temporalCoherence', 'temporal_coherence'),
  double('amplitudeDispersion', 'amplitude_dispersion'),
  double('incidenceDeg', 'incidence_deg'),
  double('trackAngleDeg', 'track_angle_deg'),
  double('losEast', 'los_east'),
  double('losNorth', 'los_north'),
  double('losUp', 'los_up'),
  double('velocityMmPerYear', 'velocity_mm_per_year'),
  double('velocityStdMmPerYear', 'velocity_std_mm_per_year'),
  double('accelerationMmPerYear2', 'acceleration_mm_per_year2'),
  double('accelerationStdMmPerYear2', 'acceleration_std_mm_per_year2'),
  double('seasonalityMm', 'seasonality_mm'),
  double('seasonalityStdMm', 'seasonality_std_mm'),
  double('gnssVelocityMmPerYear', 'gnss_velocity_mm_per_year'),
  double('gnssVelocityNorthMmPerYear', 'gnss_velocity_north_mm_per_year'),
  double('gnssVelocityEastMmPerYear', 'gnss_velocity_east_mm_per_year'),
  double('gnssVelocityUpMmPerYear', 'gnss_velocity_up_mm_per_year'),
];

export const columnOf: ReadonlyMap<AttributeName, string> = new Map(pointColumns.map((c) => [c.attribute, c.column]));
