import { describe, expect, test } from 'vitest';
import { encodeMvt } from '../../src/formats/mvt.js';
import { decodeOverviewCells } from '../../src/formats/overview-cells.js';
import {
  decodeChunkFront,
  decodePointChunk,
  encodePointChunk,
  frontBytes,
  headBytesOf,
  MISSING,
  pidText,
} from '../../src/formats/point-chunk.js';
import { MAX_SINGLE_POINTS, pointsLayer } from '../../src/formats/tile-layer.js';
import { webMercatorQuad } from '../../src/geodesy/tile-matrix-sets.js';

const ATTRIBUTES = [
  { number: 0, name: 'mean_velocity' },
  { number: 1, name: 'temporal_coherence' },
];
/** Over Ustica; west edge 13.1836, about 0.088 degrees wide. */
const TILE = { zoom: 12, row: 1569, column: 2198 };

/** Points on a line from west to east through the tile and beyond it on either side. */
function chunk(count: number, velocity: (i: number) => number) {
  const longitude = Int32Array.from({ length: count }, (_, i) => Math.round((13.17 + (0.12 * i) / count) * 1e7));
  return encodePointChunk({
    count,
    longitude,
    latitude: new Int32Array(count).fill(38.72e7),
    easting: new Int32Array(count),
    northing: new Int32Array(count),
    tie: Uint16Array.from({ length: count }, (_, i) => i % 3),
    attributes: [
      Int32Array.from({ length: count }, (_, i) => velocity(i)),
      new Int32Array(count).fill(870),
      undefined,
      Int32Array.from({ length: count }, (_, i) => (i === 0 ? MISSING : 100_000 + i)),
    ],
    pid: Buffer.from(Array.from({ length: count }, (_, i) => String(i).padStart(7, '0')).join('')),
    pidWidth: 7,
  });
}

const isInside = (i: number, count: number) => {
  const longitudeDeg = Math.round((13.17 + (0.12 * i) / count) * 1e7) / 1e7;
  return Math.floor(((longitudeDeg + 180) / 360) * 4096) === TILE.column;
};

describe('a chunk of points', () => {
  test('comes back as it was packed, missing values included', () => {
    const bytes = chunk(5, (i) => (i === 2 ? MISSING : -100 * i));
    const read = decodePointChunk(bytes);
    expect([...read.attributes[0]!]).toEqual([0, -100, -32768, -300, -400]);
    expect(read.attributes[0]).toBeInstanceOf(Int16Array);
    // Too large for 16 bits.
    expect([...read.attributes[3]!]).toEqual([MISSING, 100_001, 100_002, 100_003, 100_004]);
    expect([...read.tie]).toEqual([0, 1, 2, 0, 1]);
    expect(pidText(read.pid, read.pidWidth, 4)).toBe('0000004');
  });

  test('can be read as far as its head', () => {
    const bytes = chunk(5, (i) => i);
    const head = decodePointChunk(bytes.subarray(0, headBytesOf(bytes)));
    expect([...head.attributes[0]!]).toEqual([0, 1, 2, 3, 4]);
    expect(head.attributes[3]).toBeUndefined();
    expect(head.longitude).toEqual(decodePointChunk(bytes).longitude);
  });

  test('can be read as far as the front, cut behind any of its attributes', () => {
    const bytes = chunk(5, (i) => (i === 3 ? 100_000 : i));
    const whole = decodePointChunk(bytes);
    for (const attributes of [0, 1, 2, 3]) {
      const front = decodeChunkFront(bytes.subarray(0, frontBytes(5, attributes)));
      expect(front.longitude).toEqual(whole.longitude);
      expect(front.latitude).toEqual(whole.latitude);
      expect(front.attributes.slice(0, attributes)).toEqual(whole.attributes.slice(0, attributes));
      expect([front.easting.length, front.pid.length, front.tie.length]).toEqual([0, 0, 0]);
    }
    expect(() => decodeChunkFront(bytes.subarray(0, 40))).toThrow(/point chunk: expected/);
  });

  test('that is cut or of another format is refused', () => {
    const bytes = chunk(5, (i) => i);
    expect(() => decodePointChunk(bytes.subarray(0, 60))).toThrow(/point chunk: expected \d+ bytes more/);
    expect(() => decodePointChunk(new Uint8Array(64))).toThrow('expected format 2, got 0');
    expect(() => decodeOverviewCells(new Uint8Array(64))).toThrow('expected format 2, got 0');
  });
});

describe('a layer of points', () => {
  test('has those inside the tile, one by one', () => {
    const count = 1000;
    const layer = pointsLayer('p', [chunk(count, (i) => i)], ATTRIBUTES, webMercatorQuad, TILE);
    const inside = Array.from({ length: count }, (_, i) => i).filter((i) => isInside(i, count));
    expect(layer.count).toBe(inside.length);
    expect(layer.columns.map(({ name }) => name)).toEqual(['pid', 'mean_velocity', 'temporal_coherence']);
  });

  test('has no trace of a chunk that lies beside the tile, whatever attributes its points have', () => {
    const inside = decodePointChunk(chunk(50, (i) => i));
    const beside = { ...inside, latitude: new Int32Array(50).fill(38.9e7), pid: new Uint8Array(50 * 9), pidWidth: 9 };
    const poor = encodePointChunk({ ...inside, attributes: [inside.attributes[0]] });
    const layer = (parts: readonly Uint8Array[]) => pointsLayer('p', parts, ATTRIBUTES, webMercatorQuad, TILE);
    expect(layer([encodePointChunk(beside), poor]).columns.map(({ name }) => name)).toEqual(['pid', 'mean_velocity']);
    const encoded = [[poor], [encodePointChunk(beside), poor]].map((parts) => encodeMvt([layer(parts)]));
    expect(encoded[1]).toEqual(encoded[0]);
  });

  test('denser than a screen joins them, counts every one and shows the fastest', () => {
    const count = 3 * MAX_SINGLE_POINTS;
    const velocity = (i: number) => (i % 1000 === 500 ? -20_000 - (i % 7) : i % 300);
    const layer = pointsLayer('p', [chunk(count, velocity)], ATTRIBUTES, webMercatorQuad, TILE);
    const inside = Array.from({ length: count }, (_, i) => i).filter((i) => isInside(i, count));
    expect(inside.length).toBeGreaterThan(MAX_SINGLE_POINTS);
    expect(layer.count).toBeLessThanOrEqual(64);
    const column = (name: string) => {
      const found = layer.columns.find((candidate) => candidate.name === name)!;
      return found.kind === 'numbers' ? [...found.values].slice(0, layer.count) : [];
    };
    expect(column('count').reduce((a, b) => a + b)).toBe(inside.length);
    const all = inside.map(velocity);
    expect(Math.min(...column('velocity_min'))).toBe(Math.min(...all));
    expect(Math.max(...column('velocity_max'))).toBe(Math.max(...all));
    // Of every square the fastest, by looking at all of its points.
    const squares = new Map<number, number>();
    for (const i of inside) {
      const u = ((Math.round((13.17 + (0.12 * i) / count) * 1e7) / 1e7 + 180) / 360) * 4096 - TILE.column;
      const square = Math.floor((Math.floor(u * 4096) * 64) / 4096);
      const held = squares.get(square);
      if (held === undefined || Math.abs(velocity(i)) > Math.abs(held)) squares.set(square, velocity(i));
    }
    expect(column('mean_velocity')).toEqual(
      [...squares.keys()].sort((a, b) => a - b).map((square) => squares.get(square)),
    );
  });
});
