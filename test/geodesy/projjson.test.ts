import { describe, expect, test } from 'vitest';
import { allCrs, crsByUri } from '../../src/geodesy/crs.js';
import { projJson } from '../../src/geodesy/projjson.js';

describe('PROJJSON', () => {
  test('of EPSG:3035 names method, parameters and axes as the EPSG register does', () => {
    expect(projJson(crsByUri('EPSG:3035')!)).toMatchObject({
      type: 'ProjectedCRS',
      name: 'ETRS89-extended / LAEA Europe',
      base_crs: { name: 'ETRS89', id: { authority: 'EPSG', code: 4258 } },
      conversion: {
        name: 'Europe Equal Area 2001',
        method: { name: 'Lambert Azimuthal Equal Area', id: { authority: 'EPSG', code: 9820 } },
        parameters: [{ value: 52 }, { value: 10 }, { value: 4321000 }, { value: 3210000 }],
      },
      coordinate_system: { axis: [{ name: 'Northing' }, { name: 'Easting' }] },
      id: { authority: 'EPSG', code: 3035 },
    });
  });

  test('of a UTM zone puts its central meridian and easting first', () => {
    expect(projJson(crsByUri('EPSG:25832')!)).toMatchObject({
      name: 'ETRS89 / UTM zone 32N',
      base_crs: { name: 'ETRS89' },
      conversion: {
        name: 'UTM zone 32N',
        parameters: [{ value: 0 }, { value: 9 }, { value: 0.9996 }, { value: 500000 }, { value: 0 }],
      },
      coordinate_system: { axis: [{ name: 'Easting' }, { name: 'Northing' }] },
    });
    expect(projJson(crsByUri('EPSG:32625')!)).toMatchObject({ base_crs: { name: 'WGS 84' } });
  });

  test('is there for every system but the one formats take for granted', () => {
    const without = allCrs.filter((crs) => projJson(crs) === undefined).map((crs) => crs.code);
    expect(without).toEqual(['CRS84', '4326']);
    expect(projJson(crsByUri('EPSG:4258')!)).toMatchObject({ type: 'GeographicCRS', name: 'ETRS89' });
  });
});
