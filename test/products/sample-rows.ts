/** Rows of real EGMS files, cut to a few dates, and what reads text through the reader in chunks of any size. */
import { openProductCsv, type ReadOptions } from '../../src/products/csv-reader.js';
import type { PointBatch } from '../../src/products/point-batch.js';

export const L2B_NAMES =
  'pid,mp_type,latitude,longitude,easting,northing,height_ortho,height_ellipse,line,pixel,rmse_ts,temporal_coherence,' +
  'amplitude_dispersion,incidence_angle,track_angle,los_east,los_north,los_up,mean_velocity,mean_velocity_std,' +
  'acceleration,acceleration_std,seasonality,seasonality_std,gnss_velocity';

/** Names up to 2019_2023. */
export const OLD_L2A_NAMES =
  'pid,cluster_label,mp_type,latitude,longitude,easting,northing,height,height_wgs84,line,pixel,rmse,temporal_coherence,' +
  'amplitude_dispersion,incidence_angle,track_angle,los_east,los_north,los_up,mean_velocity,mean_velocity_std,' +
  'acceleration,acceleration_std,seasonality,seasonality_std';

export const L3_NAMES =
  'pid,easting,northing,height_ortho,rmse_ts,mean_velocity,mean_velocity_std,acceleration,acceleration_std,' +
  'seasonality,seasonality_std,gnss_velocity_n,gnss_velocity_e,gnss_velocity_u';

export const OLD_L3_NAMES =
  'pid,easting,northing,height,rmse,mean_velocity,mean_velocity_std,acceleration,acceleration_std,' +
  'seasonality,seasonality_std';

/** Two points of EGMS_L2b_022_0845_IW2_VV_2020_2024_1 without their series. */
export const L2B_POINTS = [
  '166ax5Ofja,0,38.690708,13.171103,4598603.43,1739722.18,-46.6,-3.0,1217,4670,2.4,0.86,0.48,37.31,191.42,' +
    '0.594,-0.12,0.795,-2.1,0.1,0.24,0.19,1.0,0.2,-1.6',
  '166ax5Ofjb,0,38.690723,13.171006,4598594.94,1739723.52,-43.0,0.6,1217,4671,1.7,0.92,0.39,37.31,191.42,' +
    '0.594,-0.12,0.795,-2.0,0.1,-0.05,0.13,0.7,0.1,-1.6',
] as const;

/** Three dates, the last line ended, the second series with a negative zero. */
export const L2B_TEXT = [
  `${L2B_NAMES},20200103,20200109,20200115`,
  `${L2B_POINTS[0]},-1.0,-1.7,0.0`,
  `${L2B_POINTS[1]},12.3,-0.0,-104.8`,
  '',
].join('\n');

export const L2B_NAME = 'EGMS_L2b_022_0845_IW2_VV_2020_2024_1';

export async function* chunked(content: string | Buffer, chunkBytes = 1 << 16): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

/** Everything in a file, its batches included. */
export async function readAll(input: AsyncIterable<Buffer> | string, options: Partial<ReadOptions> = {}) {
  const source = typeof input === 'string' ? chunked(input) : input;
  const csv = await openProductCsv(source, { where: 'FILE.csv', ...options });
  const batches: PointBatch[] = [];
  for await (const batch of csv.batches()) batches.push(batch);
  return { ...csv, batches, summary: csv.summary() };
}
