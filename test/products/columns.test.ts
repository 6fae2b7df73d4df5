import { describe, expect, test } from 'vitest';
import { pointColumns } from '../../src/catalog/points/point-columns.js';
import { attributeColumns, INTEGER_ATTRIBUTES } from '../../src/products/columns.js';

const names = (...args: Parameters<typeof attributeColumns>) => attributeColumns(...args).map((column) => column.name);
const requiredNames = (...args: Parameters<typeof attributeColumns>) =>
  attributeColumns(...args)
    .filter((column) => column.required)
    .map((column) => column.name);

// First lines of real files without their dates.
const L2B_2020_2024 =
  'mp_type,latitude,longitude,easting,northing,height_ortho,height_ellipse,line,pixel,rmse_ts,temporal_coherence,amplitude_dispersion,' +
  'incidence_angle,track_angle,los_east,los_north,los_up,mean_velocity,mean_velocity_std,acceleration,acceleration_std,' +
  'seasonality,seasonality_std,gnss_velocity';
const L3_2020_2024 =
  'easting,northing,height_ortho,rmse_ts,mean_velocity,mean_velocity_std,acceleration,acceleration_std,seasonality,' +
  'seasonality_std,gnss_velocity_n,gnss_velocity_e,gnss_velocity_u';
// The product description's list for older releases.
const L2A_TO_2019_2023 =
  'cluster_label,mp_type,latitude,longitude,easting,northing,height,height_wgs84,line,pixel,rmse,temporal_coherence,' +
  'amplitude_dispersion,incidence_angle,track_angle,los_east,los_north,los_up,mean_velocity,mean_velocity_std,' +
  'acceleration,acceleration_std,seasonality,seasonality_std';
const L3_TO_2019_2023 =
  'easting,northing,height,rmse,mean_velocity,mean_velocity_std,acceleration,acceleration_std,seasonality,seasonality_std';

describe('attribute columns', () => {
  test('stand in the order of the files', () => {
    expect(names('L2b', 'from-2020-2024').join()).toBe(L2B_2020_2024);
    expect(names('L3', 'from-2020-2024').join()).toBe(L3_2020_2024);
    expect(names('L2a', 'to-2019-2023').join()).toBe(L2A_TO_2019_2023);
    expect(names('L3', 'to-2019-2023').join()).toBe(L3_TO_2019_2023);
  });

  test('of the older L2b are those of L2a without the cluster, and the GNSS velocity may be missing', () => {
    expect(requiredNames('L2b', 'to-2019-2023').join()).toBe(L2A_TO_2019_2023.replace('cluster_label,', ''));
    expect(names('L2b', 'to-2019-2023').at(-1)).toBe('gnss_velocity');
  });

  test('never repeat a name or an attribute', () => {
    for (const level of ['L2a', 'L2b', 'L3'] as const) {
      for (const generation of ['to-2019-2023', 'from-2020-2024'] as const) {
        const columns = attributeColumns(level, generation);
        expect(new Set(columns.map((column) => column.name)).size).toBe(columns.length);
        expect(new Set(columns.map((column) => column.attribute)).size).toBe(columns.length);
      }
    }
  });

  test('of whole numbers are those that the database holds as integers', () => {
    const integers = pointColumns.filter(({ sqlType }) => sqlType === 'integer').map(({ attribute }) => attribute);
    expect([...INTEGER_ATTRIBUTES].sort()).toEqual(integers.sort());
  });

  test('give cell centres of level 3 without decimals, and places of level 2 to the centimetre', () => {
    const easting = (level: 'L2b' | 'L3') =>
      attributeColumns(level, 'from-2020-2024').find((column) => column.attribute === 'eastingM');
    expect(easting('L3')?.decimals).toBe(0);
    expect(easting('L2b')?.decimals).toBe(2);
  });
});
