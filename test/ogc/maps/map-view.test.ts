import { describe, expect, test } from 'vitest';
import { crsByUri } from '../../../src/geodesy/crs.js';
import { transformPoint } from '../../../src/geodesy/transform.js';
import { mapView, type ViewWishes } from '../../../src/ogc/maps/map-view.js';

const crs84 = crsByUri('CRS84')!;
const mercator = crsByUri('EPSG:3857')!;
const laea = crsByUri('EPSG:3035')!;

/** Ten kilometres square around the middle of EPSG:3035. */
const box = { minX: 4_316_000, minY: 3_205_000, maxX: 4_326_000, maxY: 3_215_000 };
const extent = { minX: 9.9, minY: 51.9, maxX: 10.1, maxY: 52.1 };
const view = (wishes: Partial<ViewWishes>) => mapView({ crs: laea, extent, ...wishes });

test.each([0, -1, 4097, 1.5])('a side of %s is told by its own name, box or not', (side) => {
  for (const name of ['width', 'height'] as const) {
    for (const wishes of [{}, { bbox: { box, crs: laea } }, { center: { x: 10, y: 52, crs: crs84 } }]) {
      expect(() => view({ ...wishes, [name]: side })).toThrow(`${name}: expected 1 to 4096 whole pixels, got ${side}`);
    }
  }
});

describe('a map of a box', () => {
  const bbox = { box, crs: laea };

  test('has the size that is asked for', () => {
    expect(view({ bbox, width: 300, height: 200 })).toEqual({
      crs: laea,
      box,
      widthPx: 300,
      heightPx: 200,
      pixelRatio: 1,
    });
  });

  test('is 1024 pixels on its longer side without a word', () => {
    expect(view({ bbox })).toMatchObject({ widthPx: 1024, heightPx: 1024 });
    const flat = { box: { ...box, maxY: 3_210_000 }, crs: laea };
    expect(view({ bbox: flat })).toMatchObject({ widthPx: 1024, heightPx: 512 });
  });

  test('keeps pixels square on the ground when one side is given', () => {
    expect(view({ bbox, width: 400 })).toMatchObject({ widthPx: 400, heightPx: 400 });
    // At 60 degrees a degree of longitude is half as long as one of latitude.
    const degrees = { box: { minX: 10, minY: 59.5, maxX: 12, maxY: 60.5 }, crs: crs84 };
    expect(view({ crs: crs84, bbox: degrees, height: 500 })).toMatchObject({ widthPx: 500, heightPx: 500 });
  });

  test('has the pixels of its scale: 0.28 mm each', () => {
    // 10 km at 1 : 100,000 are 100 mm, 357.14 pixels.
    expect(view({ bbox, 'scale-denominator': 100_000 })).toMatchObject({ widthPx: 357, heightPx: 357 });
    expect(view({ bbox, 'scale-denominator': 100_000, 'mm-per-pixel': 0.1 })).toMatchObject({
      widthPx: 1000,
      pixelRatio: 2.8000000000000003,
    });
    // Mercator's metres at 60 degrees are half a metre of ground.
    const y = 6_378_137 * Math.log(Math.tan(Math.PI / 4 + Math.PI / 6));
    const stretched = { box: { minX: -10_000, minY: y - 10_000, maxX: 10_000, maxY: y + 10_000 }, crs: mercator };
    expect(view({ crs: mercator, bbox: stretched, 'scale-denominator': 100_000 })).toMatchObject({ widthPx: 357 });
  });

  test('in another system holds all of it', () => {
    const asked = { minX: 9.9, minY: 51.9, maxX: 10.1, maxY: 52.1 };
    const { box: image } = view({ bbox: { box: asked, crs: crs84 } });
    const project = transformPoint(crs84, laea);
    for (const x of [9.9, 10, 10.1]) {
      for (const y of [51.9, 52, 52.1]) {
        const [easting, northing] = project(x, y);
        expect(easting).toBeGreaterThanOrEqual(image.minX);
        expect(easting).toBeLessThanOrEqual(image.maxX);
        expect(northing).toBeGreaterThanOrEqual(image.minY);
        expect(northing).toBeLessThanOrEqual(image.maxY);
      }
    }
    expect(image.maxX - image.minX).toBeLessThan(13_800);
  });

  test('across the antimeridian goes on eastwards', () => {
    const wrapped = { box: { minX: 170, minY: -5, maxX: -170, maxY: 5 }, crs: crs84 };
    expect(view({ crs: crs84, bbox: wrapped }).box).toEqual({ minX: 170, minY: -5, maxX: 190, maxY: 5 });
  });

  test.each([
    ['a scale and a width', { 'scale-denominator': 1000, width: 5 }, /^scale-denominator: /],
    ['a scale and a height', { 'scale-denominator': 1000, height: 5 }, /^scale-denominator: /],
    ['a scale of more pixels than there may be', { 'scale-denominator': 100 }, /^width: expected 1 to 4096/],
    ['a width beyond the limit', { width: 4097, height: 10 }, /^width: expected 1 to 4096 whole pixels, got 4097/],
    ['a height beyond the limit', { width: 10, height: 1e9 }, /^height: expected 1 to 4096/],
    ['half a pixel', { width: 10.5, height: 10 }, /^width: /],
    ['no pixel', { width: 0, height: 10 }, /^width: /],
    ['a centre as well', { center: { x: 10, y: 52, crs: crs84 } }, /^bbox: a map has either/],
    ['a subset as well', { subset: { x: [1, 2], crs: laea } as const }, /^bbox: a map has either/],
  ])('is refused with %s', (_, wishes, reason) => {
    expect(() => view({ bbox, ...wishes })).toThrow(reason);
  });

  test('that its system does not reach is refused', () => {
    const south = { box: { minX: 0, minY: -89, maxX: 1, maxY: -86 }, crs: crs84 };
    expect(() => view({ crs: mercator, bbox: south })).toThrow(/^bbox: .* that EPSG:3857 reaches/);
  });
});

describe('a map of a subset', () => {
  test('is that of the box, and of all where an axis is left out', () => {
    const both = view({ subset: { x: [4_316_000, 4_326_000], y: [3_205_000, 3_215_000], crs: laea } });
    expect(both.box).toEqual(box);
    const one = view({ crs: crs84, subset: { y: [51.95, 52], crs: crs84 } });
    expect(one.box).toEqual({ minX: 9.9, minY: 51.95, maxX: 10.1, maxY: 52 });
    const open = view({ crs: crs84, subset: { x: [10, undefined], crs: crs84 } });
    expect(open.box).toEqual({ minX: 10, minY: 51.9, maxX: 10.1, maxY: 52.1 });
  });
});

describe('a map around a centre', () => {
  const center = { x: 10, y: 52, crs: crs84 };

  test('at a scale has the ground of its pixels', () => {
    const { box: ground, ...size } = view({ center, 'scale-denominator': 50_000, width: 400, height: 200 });
    expect(size).toMatchObject({ widthPx: 400, heightPx: 200 });
    // 0.28 mm at 1 : 50,000 are 14 m; the centre is the origin of the projection.
    expect(ground.minX).toBeCloseTo(4_321_000 - 2800, 6);
    expect(ground.maxX).toBeCloseTo(4_321_000 + 2800, 6);
    expect(ground.minY).toBeCloseTo(3_210_000 - 1400, 6);
    expect(ground.maxY).toBeCloseTo(3_210_000 + 1400, 6);
  });

  test('in degrees spans more of them eastwards', () => {
    const { box: ground } = view({ crs: crs84, center: { x: 10, y: 60, crs: crs84 }, 'scale-denominator': 50_000 });
    expect((ground.maxX - ground.minX) / (ground.maxY - ground.minY)).toBeCloseTo(2, 9);
    expect(ground.maxY - ground.minY).toBeCloseTo((1024 * 14) / 111_319.49079, 9);
  });

  test('without a scale has that of the whole', () => {
    const whole = view({});
    const near = view({ center, width: 100, height: 100 });
    const resolution = (whole.box.maxX - whole.box.minX) / whole.widthPx;
    expect((near.box.maxX - near.box.minX) / 100 / resolution).toBeCloseTo(1, 2);
    expect(view({ center, height: 70 })).toMatchObject({ widthPx: 70, heightPx: 70 });
  });

  test('that its system does not reach is refused', () => {
    const pole = { x: 0, y: -90, crs: crs84 };
    expect(() => view({ crs: mercator, center: pole, 'scale-denominator': 1 })).toThrow(
      /^(center|scale-denominator): /,
    );
  });
});

describe('a map of everything', () => {
  test('holds the extent with a margin, 1024 pixels on the longer side', () => {
    const { box: ground, widthPx, heightPx } = view({ crs: crs84 });
    expect(ground.minX).toBeLessThan(extent.minX);
    expect(ground.maxY).toBeGreaterThan(extent.maxY);
    expect(ground.maxX - ground.minX).toBeLessThan(0.22);
    expect(Math.max(widthPx, heightPx)).toBe(1024);
    expect(widthPx / heightPx).toBeCloseTo(Math.cos((52 * Math.PI) / 180), 2);
  });

  test('in a viewport of another shape shows more instead of stretching', () => {
    const { box: ground, widthPx, heightPx } = view({ width: 800, height: 400 });
    expect([widthPx, heightPx]).toEqual([800, 400]);
    expect((ground.maxX - ground.minX) / (ground.maxY - ground.minY)).toBeCloseTo(2, 9);
    const whole = view({});
    expect(ground.maxY - ground.minY).toBeCloseTo(whole.box.maxY - whole.box.minY, 3);
  });

  test('at a scale is as large as that makes it', () => {
    const { box: ground, widthPx } = view({ 'scale-denominator': 200_000 });
    expect((ground.maxX - ground.minX) / widthPx).toBeCloseTo(56, 9);
    expect(() => view({ 'scale-denominator': 1000 })).toThrow(/^width: expected 1 to 4096/);
    // Around the middle of it, when the viewport is smaller.
    const part = view({ 'scale-denominator': 1000, width: 100, height: 100 });
    expect(part.box.maxX - part.box.minX).toBeCloseTo(28, 6);
  });

  test('that is a single point has ground around it', () => {
    const point = { minX: 10, minY: 52, maxX: 10, maxY: 52 };
    const { box: ground } = view({ extent: point });
    expect(ground.maxX - ground.minX).toBeCloseTo(100, 1);
  });
});
