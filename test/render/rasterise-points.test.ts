import { describe, expect, test } from 'vitest';
import { type Canvas, straightPixels } from '../../src/render/canvas.js';
import { compileRamp } from '../../src/render/colour-ramp.js';
import { type PointLook, rasterisePoints } from '../../src/render/rasterise-points.js';

/** Values 1 to 4 are red, green, blue and translucent white; others are not drawn. */
const ramp = compileRamp({
  type: 'classes',
  classes: ['#ff0000', '#00ff00', '#0000ff', '#ffffff80'].map((colour, i) => ({ min: i + 0.5, max: i + 1.5, colour })),
});
const look: PointLook = { ramp, radiusPx: 3, order: 'magnitude' };
const SIZE = { widthPx: 40, heightPx: 30 };

function drawn(points: readonly (readonly [x: number, y: number, value: number])[], changes: Partial<PointLook> = {}) {
  const [x, y] = [0, 1].map((column) => Float64Array.from(points, (point) => point[column]));
  return rasterisePoints(
    SIZE,
    { x, y, values: Float32Array.from(points, ([, , value]) => value) },
    { ...look, ...changes },
  );
}

const pixel = ({ widthPx, pixels }: Canvas, column: number, row: number) => [
  ...pixels.subarray((row * widthPx + column) * 4, (row * widthPx + column) * 4 + 4),
];

/** Sum of alpha in pixels, and where its weight lies. */
function weightOf({ widthPx, heightPx, pixels }: Canvas) {
  let [area, x, y] = [0, 0, 0];
  for (let row = 0; row < heightPx; row++) {
    for (let column = 0; column < widthPx; column++) {
      const alpha = pixels[(row * widthPx + column) * 4 + 3] / 255;
      area += alpha;
      x += alpha * (column + 0.5);
      y += alpha * (row + 0.5);
    }
  }
  return { area, x: x / area, y: y / area };
}

describe('rasterisePoints', () => {
  test.each([0.6, 1, 2.5, 6])(
    'a point of radius %s covers pi r squared, centred where it stands to a sixteenth of a pixel',
    (radiusPx) => {
      for (const [x, y] of [
        [20, 15],
        [20.49, 15.51],
        [19.03, 14.97],
        [20.5, 15.5],
      ]) {
        const weight = weightOf(drawn([[x, y, 1]], { radiusPx }));
        expect(Math.abs(weight.area - Math.PI * radiusPx ** 2)).toBeLessThan(0.06);
        expect(Math.abs(weight.x - x)).toBeLessThan(1 / 16 + 0.02);
        expect(Math.abs(weight.y - y)).toBeLessThan(1 / 16 + 0.02);
      }
    },
  );

  test('the pixel that holds a point has its colour, at the very borders too', () => {
    for (const [x, y] of [
      [0.01, 0.01],
      [39.99, 29.99],
      [0, 29.5],
      [39.5, 0],
      [20, 15],
    ]) {
      expect(pixel(drawn([[x, y, 1]]), Math.floor(x), Math.floor(y))).toEqual([255, 0, 0, 255]);
    }
  });

  test('a point outside draws what of it reaches in, and the rest of the canvas stays empty', () => {
    const canvas = drawn([[-15 / 16, 241 / 16, 1]]);
    expect(pixel(canvas, 0, 14)).toEqual([255, 0, 0, 255]);
    const { area } = weightOf(canvas);
    // The segment of a circle of radius 3 beyond a line 15/16 away from its centre.
    expect(area).toBeCloseTo(9 * Math.acos(5 / 16) - (15 / 16) * Math.sqrt(9 - (15 / 16) ** 2), 1);
    expect(
      weightOf(
        drawn([
          [-3.2, 15, 1],
          [43.2, 15, 1],
          [5, -3.2, 1],
        ]),
      ).area,
    ).toBe(0);
  });

  test('a point cut by the border is the same as the part of one that is not', () => {
    const whole = drawn([
      [10.3, 10.7, 1],
      [11.9, 9.2, 2],
    ]);
    const cut = drawn([
      [0.3, 0.7, 1],
      [1.9, -0.8, 2],
    ]);
    for (let row = 0; row < 8; row++) {
      for (let column = 0; column < 8; column++)
        expect(pixel(cut, column, row)).toEqual(pixel(whole, column + 10, row + 10));
    }
  });

  test('the strongest is in front whatever the order of rows', () => {
    const points = [
      [20, 15, 3],
      [20.5, 15, 1],
      [19.5, 15, 2],
    ] as const;
    for (const rows of [points, [...points].reverse()]) expect(pixel(drawn(rows), 20, 15)).toEqual([0, 0, 255, 255]);
    expect(pixel(drawn(points, { order: 'descending' }), 20, 15)).toEqual([255, 0, 0, 255]);
    expect(pixel(drawn(points, { order: 'given' }), 20, 15)).toEqual([0, 255, 0, 255]);
  });

  test('edges mix with what lies behind, and a translucent point lets it shine through', () => {
    const canvas = drawn([
      [20, 15, 1],
      [20, 15, 4],
    ]);
    // 128 of 255 white over red.
    expect(pixel(canvas, 20, 15)).toEqual([255, 128, 128, 255]);
    const edge = pixel(drawn([[20, 15, 1]], { radiusPx: 0.5 }), 20, 15);
    expect(edge[0]).toBe(edge[3]);
  });

  test('matches a plain back-to-front painter in floating point within a few units', () => {
    const random = randomNumbers(5);
    const points = Array.from({ length: 400 }, () => [random() * 40, random() * 30, 0.5 + random() * 4] as const);
    const canvas = drawn(points, { radiusPx: 2.2 });
    const expected = paintedPlainly(points, 2.2);
    let worst = 0;
    canvas.pixels.forEach((channel, index) => {
      worst = Math.max(worst, Math.abs(channel - expected[index]));
    });
    // One unit of rounding for each layer that shows.
    expect(worst).toBeLessThan(6);
  });

  test('a point looks the same wherever it stands on a tall canvas, and the strongest is in front there too', () => {
    const cluster = [
      [0.2, 0.3, 1],
      [1.7, 2.1, 3],
      [-2.2, 1.4, 2],
      [0.4, -2.6, 4],
    ] as const;
    const canvasAt = (line: number) =>
      rasterisePoints(
        { widthPx: 20, heightPx: 300 },
        {
          x: Float64Array.from(cluster, ([x]) => 10 + x),
          y: Float64Array.from(cluster, ([, y]) => line + y),
          values: Float32Array.from(cluster, ([, , value]) => value),
        },
        { ...look, outline: { colour: [7, 7, 7, 255], widthPx: 1.3 } },
      );
    const expected = canvasAt(32).words.subarray(20 * 20, 20 * 45);
    for (let line = 33; line < 280; line++) {
      const words = canvasAt(line).words.subarray(20 * (line - 12), 20 * (line + 13));
      if (words.some((word, index) => word !== expected[index])) expect(words, `at line ${line}`).toEqual(expected);
    }
  });

  test('NaN, places that are nowhere and values without colour draw nothing', () => {
    const points = [
      [Number.NaN, 1, 1],
      [1, Number.NaN, 1],
      [5, 5, Number.NaN],
      [5, 5, 9],
      [Infinity, 5, 1],
    ] as const;
    expect(weightOf(drawn(points)).area).toBe(0);
    expect(weightOf(drawn([])).area).toBe(0);
  });

  test('an outline lies around the point and in front of weaker points', () => {
    const canvas = drawn(
      [
        [20, 15, 2],
        [15, 15, 1],
      ],
      { outline: { colour: [9, 9, 9, 255], widthPx: 3 } },
    );
    expect(pixel(canvas, 20, 15)).toEqual([0, 255, 0, 255]);
    expect(pixel(canvas, 13, 15)).toEqual([255, 0, 0, 255]);
    // The rim of the stronger one is 3 to 6 px away, where the weaker one would reach.
    expect(pixel(canvas, 15, 15)).toEqual([9, 9, 9, 255]);
    expect(pixel(canvas, 24, 15)).toEqual([9, 9, 9, 255]);
  });

  test('a halo surrounds the selected together, in front of stronger ones that are not', () => {
    const halo = { min: 1.5, max: 2.5, colour: [0, 0, 0, 255] as const, widthPx: 3 };
    const canvas = drawn(
      [
        [20, 15, 2],
        [24, 15, 2],
        [22, 15, 3],
      ],
      { halo },
    );
    for (const column of [18, 20, 21, 23, 25]) expect(pixel(canvas, column, 15)).toEqual([0, 255, 0, 255]);
    expect(pixel(canvas, 15, 15)).toEqual([0, 0, 0, 255]);
    expect(pixel(canvas, 28, 15)).toEqual([0, 0, 0, 255]);
  });

  test('the same points give the same bytes, and a canvas of colours without alpha multiplied in is made of them', () => {
    const points = [
      [20.2, 15.1, 1],
      [22, 14, 4],
    ] as const;
    expect(drawn(points).pixels).toEqual(drawn(points).pixels);
    const straight = straightPixels(drawn([[20, 15, 1]]));
    for (let i = 0; i < straight.length; i += 4) if (straight[i + 3] > 0) expect(straight[i]).toBe(255);
  });

  test('columns of different lengths are refused', () => {
    const points = { x: new Float64Array(2), y: new Float64Array(2), values: new Float32Array(3) };
    expect(() => rasterisePoints(SIZE, points, look)).toThrow('2, 2 and 3');
  });
});

/** Each disc over those before, 32 x 32 samples a pixel of nothing but its own phase, alpha multiplied in. */
function paintedPlainly(points: readonly (readonly [number, number, number])[], radius: number): Float64Array {
  const out = new Float64Array(SIZE.widthPx * SIZE.heightPx * 4);
  const colours = [
    [255, 0, 0, 255],
    [0, 255, 0, 255],
    [0, 0, 255, 255],
    [128, 128, 128, 128],
  ];
  for (const [x, y, value] of [...points].sort((a, b) => Math.fround(a[2]) - Math.fround(b[2]))) {
    const colour = colours[Math.floor(Math.fround(value) - 0.5)];
    if (!colour) continue;
    const [atX, atY] = [x, y].map((place) => (Math.floor(place * 8) + 0.5) / 8);
    for (let row = Math.max(0, Math.floor(y) - 4); row < Math.min(SIZE.heightPx, y + 4); row++) {
      for (let column = Math.max(0, Math.floor(x) - 4); column < Math.min(SIZE.widthPx, x + 4); column++) {
        let covered = 0;
        for (let s = 0; s < 1024; s++) {
          const [dx, dy] = [column + ((s % 32) + 0.5) / 32 - atX, row + (Math.floor(s / 32) + 0.5) / 32 - atY];
          if (dx * dx + dy * dy < radius * radius) covered++;
        }
        const at = (row * SIZE.widthPx + column) * 4;
        const share = covered / 1024;
        for (let c = 0; c < 4; c++) out[at + c] = colour[c] * share + out[at + c] * (1 - (share * colour[3]) / 255);
      }
    }
  }
  return out;
}

function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
