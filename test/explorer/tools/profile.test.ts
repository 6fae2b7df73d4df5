import { describe, expect, test } from 'vitest';
import { distanceM, type Position } from '../../../explorer/src/tools/ellipsoid.js';
import { alongLine, corridors, runningMedian } from '../../../explorer/src/tools/profile.js';
import { decodeSelection, encodeSelection, groundsOf } from '../../../explorer/src/tools/selection.js';

const line: Position[] = [
  [11.6, 44.6],
  [11.62, 44.6],
  [11.62, 44.62],
];
const point = (pid: string, longitude: number, latitude: number, value = 0) => ({
  pid,
  longitude,
  latitude,
  values: [value],
});

describe('a profile', () => {
  test('places points by their distance along and beside the line', () => {
    const [first, second] = alongLine(line, 200, [point('b', 11.62, 44.61), point('a', 11.61, 44.6005)]);
    expect(first.pid).toBe('a');
    expect(first.alongM).toBeCloseTo(distanceM(line[0], [11.61, 44.6]), 0);
    // North of a line that runs east lies to its left.
    expect(first.besideM).toBeCloseTo(-distanceM([11.61, 44.6], [11.61, 44.6005]), 0);
    expect(second.alongM).toBeCloseTo(distanceM(line[0], line[1]) + distanceM(line[1], [11.62, 44.61]), 0);
  });

  test('leaves out what is too far or beyond the ends, and takes nobody twice', () => {
    const points = [
      point('far', 11.61, 44.605),
      point('before', 11.599, 44.6),
      point('in', 11.61, 44.6),
      point('in', 11.61, 44.6),
    ];
    expect(alongLine(line, 200, points).map(({ pid }) => pid)).toEqual(['in']);
  });

  test('keeps a point in the outer corner of a bend', () => {
    const [corner] = alongLine(line, 200, [point('corner', 11.6205, 44.5995)]);
    expect(corner.alongM).toBeCloseTo(distanceM(line[0], line[1]), 0);
  });

  test('asks for ground that holds every point it can show', () => {
    const inRing = (ring: readonly Position[], [x, y]: Position) =>
      ring.reduce((isIn, [x1, y1], i) => {
        const [x2, y2] = ring[(i + 1) % ring.length];
        return y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1) ? !isIn : isIn;
      }, false);
    const rings = corridors(line, 300);
    const grid = Array.from({ length: 2500 }, (_, i) =>
      point(String(i), 11.59 + (i % 50) * 0.001, 44.59 + Math.floor(i / 50) * 0.001),
    );
    const shown = alongLine(line, 300, grid);
    expect(shown.length).toBeGreaterThan(50);
    for (const { pid } of shown) {
      const { longitude, latitude } = grid[Number(pid)];
      expect(rings.some((ring) => inRing(ring, [longitude, latitude]))).toBe(true);
    }
  });

  test('has the median of each piece', () => {
    const values = [1, 9, 2, 4, 6].map((value, i) => ({
      pid: '',
      alongM: [0, 10, 20, 90, 100][i],
      besideM: 0,
      values: [value],
    }));
    expect(runningMedian(values, 100, 4)).toEqual([
      { alongM: 12.5, median: 2 },
      { alongM: 87.5, median: 5 },
    ]);
  });
});

describe('a selection in the address', () => {
  test('comes back as it went', () => {
    const circle = { kind: 'circle', centre: [11.6, 44.6], radiusM: 250 } as const;
    const polygon = { kind: 'polygon', ring: line } as const;
    const walk = { kind: 'line', line, widthM: 200 } as const;
    for (const each of [circle, polygon, walk]) {
      expect(decodeSelection(JSON.parse(JSON.stringify(encodeSelection(each))))).toEqual(each);
    }
  });

  test('is none when it makes no sense', () => {
    const wrong = [
      null,
      3,
      {},
      {
        polygon: [
          [1, 2],
          [3, 4],
        ],
      },
      {
        polygon: [
          [1, 2],
          [3, 4],
          [5, 'x'],
        ],
      },
      { circle: [1, 2] },
    ];
    const tooMuch = [
      { circle: [1, 2], radius: 1e9 },
      {
        line: [
          [0, 91],
          [1, 1],
        ],
        width: 5,
      },
      {
        line: [
          [0, 0],
          [1, 1],
        ],
        width: 0,
      },
    ];
    for (const each of [...wrong, ...tooMuch]) expect(decodeSelection(each)).toBeUndefined();
  });

  test('is what the server is asked for', () => {
    expect(groundsOf({ kind: 'polygon', ring: line })).toEqual([
      'POLYGON((11.6 44.6,11.62 44.6,11.62 44.62,11.6 44.6))',
    ]);
    expect(groundsOf({ kind: 'line', line, widthM: 100 })).toHaveLength(2);
  });
});
