import { describe, expect, test } from 'vitest';
import { geographicToLaea } from '../../src/geodesy/laea.js';
import { createAttributeModel } from '../../src/products/attributes.js';
import { attributeColumns } from '../../src/products/columns.js';
import { regularEpochs } from '../../src/products/epochs.js';
import { orbitDirection, parseProductName, productFileName } from '../../src/products/file-name.js';
import { decodeL2Pid } from '../../src/products/pid.js';
import type { AttributeName, PointBatch } from '../../src/products/point-batch.js';
import { describeProduct } from '../../src/products/product-xml.js';
import { demonstrationBursts, type SyntheticBurstSpec, syntheticBurst } from '../../src/products/synthetic-burst.js';
import { REGIONAL_MOTION } from '../../src/products/synthetic-ground.js';
import type { SyntheticProduct } from '../../src/products/synthetic-product.js';
import { mmOfTenths } from '../../src/products/tenths.js';

const spec: SyntheticBurstSpec = {
  track: 44,
  burstCycle: 240,
  swath: 2,
  level: 'L2b',
  generation: 'from-2020-2024',
  release: { firstYear: 2020, lastYear: 2024 },
  redelivery: 1,
  centreEastingM: 4_660_000,
  centreNorthingM: 1_980_000,
  widthM: 6000,
  heightM: 5000,
  pointCount: 1500,
  dates: regularEpochs('20200103', '20241225', 12),
  headingDeg: -9,
  incidenceDeg: 38.5,
  seed: 5,
  bowls: [],
  batchPoints: 400,
};
const descending = { headingDeg: 191, incidenceDeg: 36 };

/** Points of a whole product, by attribute. */
function tableOf(product: SyntheticProduct) {
  const batches = [...product.batches()];
  const { attributes, dates } = product.header;
  const column = (name: AttributeName) => batches.flatMap((batch) => [...batch.attributes[attributes.indexOf(name)]]);
  const series = batches.flatMap((batch) =>
    Array.from({ length: batch.count }, (_, i) =>
      Float64Array.from(batch.seriesTenths!.subarray(i * dates.length, (i + 1) * dates.length), mmOfTenths),
    ),
  );
  return { batches, column, series, pid: batches.flatMap((batch) => batch.pid) };
}

const table = tableOf(syntheticBurst(spec));

describe('a synthetic burst', () => {
  test('is complete: all points, in batches that follow each other', () => {
    expect(table.batches.map((batch: PointBatch) => [batch.firstRow, batch.count])).toEqual([
      [0, 400],
      [400, 400],
      [800, 400],
      [1200, 300],
    ]);
    for (const batch of table.batches) {
      expect(batch.pid).toHaveLength(batch.count);
      expect(batch.attributes.every((values) => values.length === batch.count && !values.some(Number.isNaN))).toBe(
        true,
      );
      expect(batch.seriesTenths).toHaveLength(batch.count * spec.dates.length);
    }
  });

  test('has every column of its generation, in the order of the files', () => {
    expect(syntheticBurst(spec).header).toEqual({
      generation: 'from-2020-2024',
      attributes: attributeColumns('L2b', 'from-2020-2024').map((column) => column.attribute),
      dates: spec.dates,
    });
    const older = {
      ...spec,
      level: 'L2a',
      generation: 'to-2019-2023',
      release: { firstYear: 2015, lastYear: 2021 },
      redelivery: 0,
    } as const;
    expect(syntheticBurst(older).header.attributes[0]).toBe('clusterLabel');
    expect(syntheticBurst({ ...older, level: 'L2b' }).header.attributes).not.toContain('gnssVelocityMmPerYear');
  });

  test('numbers its points: pids are unique and say their own burst, line and pixel, row after row', () => {
    const lines = table.column('line');
    const pixels = table.column('pixel');
    expect(new Set(table.pid).size).toBe(spec.pointCount);
    for (const [i, pid] of table.pid.entries()) {
      const own = {
        producer: 0,
        track: 44,
        burstCycle: 240,
        swath: 2,
        polarisation: 'VV',
        line: lines[i],
        pixel: pixels[i],
      };
      expect(decodeL2Pid(pid)).toEqual(own);
      if (i > 0) expect(lines[i] * 65_536 + pixels[i]).toBeGreaterThan(lines[i - 1] * 65_536 + pixels[i - 1]);
    }
  });

  test('lies where it says: longitude and latitude are those of easting and northing, within the area', () => {
    const [longitude, latitude] = [table.column('longitudeDeg'), table.column('latitudeDeg')];
    const [easting, northing] = [table.column('eastingM'), table.column('northingM')];
    for (let i = 0; i < spec.pointCount; i++) {
      const place = geographicToLaea(longitude[i], latitude[i]);
      // Six decimals of a degree.
      expect(Math.hypot(place.eastingM - easting[i], place.northingM - northing[i])).toBeLessThan(0.1);
      expect(Math.hypot(easting[i] - spec.centreEastingM, northing[i] - spec.centreNorthingM)).toBeLessThan(3920);
    }
  });

  test('looks along unit vectors of its incidence and heading, from west when it ascends', () => {
    for (const [orbit, overrides] of [
      ['ascending', {}],
      ['descending', descending],
    ] as const) {
      const burst = tableOf(syntheticBurst({ ...spec, ...overrides, pointCount: 100 }));
      const { headingDeg } = { ...spec, ...overrides };
      const los = (['losEast', 'losNorth', 'losUp'] as const).map(burst.column);
      for (const [i, incidenceDeg] of burst.column('incidenceDeg').entries()) {
        const [east, north, up] = los.map((component) => component[i]);
        expect(orbitDirection(east)).toBe(orbit);
        expect(Math.hypot(east, north, up)).toBeCloseTo(1, 2);
        expect(up).toBeCloseTo(Math.cos((incidenceDeg * Math.PI) / 180), 2);
        expect(Math.atan2(north, -east)).toBeCloseTo(
          Math.atan2(Math.sin((headingDeg * Math.PI) / 180), Math.cos((headingDeg * Math.PI) / 180)),
          2,
        );
      }
    }
  });

  test('publishes the attributes that its series have', () => {
    const model = createAttributeModel(spec.dates);
    const velocity = table.column('velocityMmPerYear');
    const rmse = table.column('rmseMm');
    for (const [i, series] of table.series.entries()) {
      const computed = model.attributes(series);
      expect(Math.abs(computed.velocityMmPerYear - velocity[i])).toBeLessThanOrEqual(0.05 + 1e-9);
      expect(Math.abs(computed.rmseMm - rmse[i])).toBeLessThanOrEqual(0.05 + 1e-9);
      expect(Math.abs(model.valueAtFirstEpochMm(series))).toBeLessThan(0.1);
    }
    const meanRmse = rmse.reduce((sum, value) => sum + value, 0) / rmse.length;
    expect(meanRmse).toBeGreaterThan(2);
    expect(meanRmse).toBeLessThan(3);
  });

  test('is the same every time, and another with another seed', () => {
    const again = tableOf(syntheticBurst(spec));
    expect(again.pid).toEqual(table.pid);
    expect(again.series).toEqual(table.series);
    expect(tableOf(syntheticBurst({ ...spec, seed: 6 })).pid).not.toEqual(table.pid);
  });

  test('two geometries together give back the motion they were made from', () => {
    // Nothing but the region's motion: mean velocities of both sides, and the north that neither sees well, known.
    const [a, d] = [spec, { ...spec, ...descending, seed: 9 }].map((each) => {
      const burst = tableOf(syntheticBurst(each));
      const mean = (name: AttributeName) => burst.column(name).reduce((sum, value) => sum + value, 0) / spec.pointCount;
      return {
        v: mean('velocityMmPerYear') - REGIONAL_MOTION.northMmPerYear * mean('losNorth'),
        e: mean('losEast'),
        u: mean('losUp'),
      };
    });
    const determinant = a.e * d.u - d.e * a.u;
    expect(Math.abs((a.v * d.u - d.v * a.u) / determinant - REGIONAL_MOTION.eastMmPerYear)).toBeLessThan(0.1);
    expect(Math.abs((a.e * d.v - d.e * a.v) / determinant - REGIONAL_MOTION.upMmPerYear)).toBeLessThan(0.1);
  });

  test('of level 2a moves against nothing but itself', () => {
    const relative = tableOf(syntheticBurst({ ...spec, level: 'L2a' })).column('velocityMmPerYear');
    expect(Math.abs(relative.reduce((sum, value) => sum + value, 0) / relative.length)).toBeLessThan(0.1);
  });

  test('can be large without being held: the first batch of 1.8 million points comes alone', () => {
    const first = syntheticBurst({ ...spec, widthM: 60_000, heightM: 20_000, pointCount: 1_800_000 })
      .batches()
      .next();
    expect(first.value?.count).toBe(400);
  });

  test('needs lines and pixels that a pid can number, and a suffix unless it is of 2015-2021', () => {
    expect(() => syntheticBurst({ ...spec, heightM: 40_000 })).toThrow(/1..2048 lines/);
    expect(() => syntheticBurst({ ...spec, redelivery: 0 })).toThrow(/expected 1 or more for release 2020-2024, got 0/);
  });
});

describe('the demonstration', () => {
  const products = demonstrationBursts();
  const tables = products.map(tableOf);

  test('shows one place from both sides, under names EGMS could have given', () => {
    expect(products.map((product) => productFileName(product.name))).toEqual([
      'EGMS_L2b_117_0264_IW2_VV_2020_2024_1',
      'EGMS_L2b_095_0808_IW2_VV_2020_2024_1',
    ]);
    for (const product of products) {
      expect(parseProductName(productFileName(product.name))).toEqual(product.name);
      expect(product.header.dates.length).toBeGreaterThanOrEqual(150);
      expect(describeProduct(product.metadata)).toMatchObject({ level: 'L2b', swath: 2, productionDate: '2025-06-30' });
    }
    expect(tables.map((each) => orbitDirection(each.column('losEast')[0]))).toEqual(['ascending', 'descending']);
    for (const each of tables) expect(Math.abs(each.pid.length - 8000)).toBeLessThanOrEqual(100);
  });

  test('has two bowls that sink, and ground between them that does not', () => {
    for (const each of tables) {
      const [easting, northing, velocity] = (['eastingM', 'northingM', 'velocityMmPerYear'] as const).map(each.column);
      const meanNear = (eastM: number, northM: number) => {
        const near = velocity.filter(
          (_, i) => Math.hypot(easting[i] - 4_449_500 - eastM, northing[i] - 2_392_500 - northM) < 300,
        );
        return near.reduce((sum, value) => sum + value, 0) / near.length;
      };
      // Along the line of sight, about 0.78 of the vertical.
      expect(meanNear(500, 500)).toBeLessThan(-12);
      expect(meanNear(-2300, -1700)).toBeLessThan(-5);
      expect(meanNear(-1500, 1000)).toBeGreaterThan(-3);
    }
  });
});
