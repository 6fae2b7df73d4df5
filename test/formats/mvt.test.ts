import { describe, expect, test } from 'vitest';
import { encodeMvt, type MvtPointLayer } from '../../src/formats/mvt.js';
import { readVectorTile } from '../support/vector-tile.js';

const MISSING = -(2 ** 31);

function layer(overrides: Partial<MvtPointLayer> = {}): MvtPointLayer {
  return {
    name: 'points',
    extent: 4096,
    count: 3,
    x: Uint16Array.of(0, 25, 4095),
    y: Uint16Array.of(0, 17, 4095),
    columns: [
      { kind: 'texts', name: 'pid', bytes: Buffer.from('AAABB\0C\0\0'), width: 3 },
      {
        kind: 'numbers',
        name: 'mean_velocity',
        values: Int32Array.of(-423, MISSING, 100),
        decimals: 2,
        missing: MISSING,
      },
      { kind: 'numbers', name: 'count', values: Uint32Array.of(1, 4_000_000_000, 1), decimals: 0 },
    ],
    ...overrides,
  };
}

describe('a vector tile', () => {
  test('is, byte for byte, what the specification makes of one point', () => {
    // Section 4.3.4.2 of the specification: a point at (25, 17) is MoveTo [9, 50, 34]. The rest by hand from the .proto.
    const bytes = encodeMvt([
      layer({
        name: 'p',
        count: 1,
        x: Uint16Array.of(25),
        y: Uint16Array.of(17),
        columns: [{ kind: 'numbers', name: 'n', values: Int32Array.of(-2), decimals: 0 }],
      }),
    ]);
    expect(Buffer.from(bytes).toString('hex')).toBe(
      [
        '1a1c', // layer, 28 bytes
        '7802', // version 2
        '0a0170', // name "p"
        '120b', // feature of 11 bytes
        '12020000', // tags [0, 0]
        '1801', // point
        '2203093222', // geometry [9, 50, 34]
        '1a016e', // key "n"
        '22023003', // value: sint -2 = 3
        '288020', // extent 4096
      ].join(''),
    );
  });

  test('read by another reader holds what was put in', () => {
    const [read] = readVectorTile(encodeMvt([layer()]));
    expect(read).toMatchObject({ name: 'points', version: 2, extent: 4096 });
    expect(read.features).toEqual([
      { points: [[0, 0]], properties: { pid: 'AAA', mean_velocity: -4.23, count: 1 } },
      { points: [[25, 17]], properties: { pid: 'BB', count: 4_000_000_000 } },
      { points: [[4095, 4095]], properties: { pid: 'C', mean_velocity: 1, count: 1 } },
    ]);
  });

  test('holds equal numbers once', () => {
    const count = 1000;
    const values = Int32Array.from({ length: count }, (_, i) => (i % 7) * 1000 - 3000);
    const numbers = (name: string) => ({ kind: 'numbers' as const, name, values, decimals: 3 });
    const [read] = readVectorTile(
      encodeMvt([
        layer({ count, x: new Uint16Array(count), y: new Uint16Array(count), columns: [numbers('a'), numbers('b')] }),
      ]),
    );
    expect([...read.values].sort((a, b) => Number(a) - Number(b))).toEqual([-3, -2, -1, 0, 1, 2, 3]);
    expect(read.features[999].properties).toEqual({ a: 2, b: 2 });
  });

  test('tells numbers far apart from each other', () => {
    const values = Int32Array.of(-(2 ** 31) + 1, 0, 2 ** 31 - 1);
    const [read] = readVectorTile(
      encodeMvt([layer({ columns: [{ kind: 'numbers', name: 'v', values, decimals: 0 }] })]),
    );
    expect(read.features.map(({ properties }) => properties.v)).toEqual([...values]);
  });

  test('has a layer for each with features, and no bytes without any', () => {
    const empty = layer({ name: 'empty', count: 0 });
    const read = readVectorTile(encodeMvt([layer({ name: 'Straße' }), empty, layer({ name: 'b' })]));
    expect(read.map(({ name }) => name)).toEqual(['Straße', 'b']);
    expect(encodeMvt([empty])).toHaveLength(0);
    expect(encodeMvt([])).toHaveLength(0);
  });

  test('of many points survives the way there and back', () => {
    const count = 20_000;
    const random = (i: number, n: number) => (Math.imul(i + 1, 2654435761) >>> 0) % n;
    const x = Uint16Array.from({ length: count }, (_, i) => random(i, 4096));
    const y = Uint16Array.from({ length: count }, (_, i) => random(i * 31, 4096));
    const values = Int32Array.from({ length: count }, (_, i) => random(i * 7, 2_000_000) - 1_000_000);
    const bytes = Buffer.from(Array.from({ length: count }, (_, i) => String(i).padStart(10, '0')).join(''));
    const [read] = readVectorTile(
      encodeMvt([
        layer({
          count,
          x,
          y,
          columns: [
            { kind: 'texts', name: 'pid', bytes, width: 10 },
            { kind: 'numbers', name: 'v', values, decimals: 2 },
          ],
        }),
      ]),
    );
    const wrong = read.features.filter(
      ({ points: [[px, py]], properties: { pid, v } }, i) =>
        px !== x[i] || py !== y[i] || pid !== String(i).padStart(10, '0') || v !== values[i] / 100,
    );
    expect(read.features).toHaveLength(count);
    expect(wrong).toEqual([]);
  });

  test('refuses columns that are too short', () => {
    const short = { kind: 'numbers' as const, name: 'v', values: new Int32Array(2), decimals: 0 };
    expect(() => encodeMvt([layer({ columns: [short] })])).toThrow(/expected 3 numbers, got 2/);
    const texts = { kind: 'texts' as const, name: 'pid', bytes: new Uint8Array(5), width: 3 };
    expect(() => encodeMvt([layer({ columns: [texts] })])).toThrow(/expected 9 bytes, got 5/);
  });
});
