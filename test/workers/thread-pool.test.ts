/** The pool over the thread that encodes vector tiles, from the compiled program. */
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { ServiceError } from '../../src/errors.js';
import { encodeOverviewCells } from '../../src/formats/overview-cells.js';
import { failedAnswer, ThreadPool } from '../../src/workers/thread-pool.js';
import type { VectorTile, VectorTileTask } from '../../src/workers/vector-tile.js';
import { readVectorTile } from '../support/vector-tile.js';

const pools: ThreadPool<VectorTileTask, VectorTile>[] = [];
afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.close();
});
const poolOf = (size: number) => {
  const pool = new ThreadPool<VectorTileTask, VectorTile>('workers/vector-tile-thread.js', size);
  pools.push(pool);
  return pool;
};

/** One cell that stands for `points` points. */
function task(points: number): VectorTileTask {
  const one = (value: number) => Int32Array.of(value);
  const bytes = encodeOverviewCells({
    count: 1,
    pidWidth: 2,
    cell: Uint16Array.of(65),
    points: Uint32Array.of(points),
    valued: Uint32Array.of(points),
    sum: Float64Array.of(-250 * points),
    min: one(-500),
    max: one(100),
    x: Uint16Array.of(70),
    y: Uint16Array.of(80),
    velocity: one(-500),
    coherence: one(900),
    height: one(12_345),
    pid: Buffer.from('ab'),
    easting: one(464_000_000),
    northing: one(172_000_000),
    tie: new Uint16Array(1),
    acceleration: one(-120),
    seasonality: one(310),
    rmse: one(150),
  });
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  const attributes = [{ number: 0, name: 'mean_velocity' }];
  return {
    setId: 'WebMercatorQuad',
    tile: { zoom: 3, row: 2, column: 4 },
    layers: [{ name: 'layer', kind: 'cells', parts: [shared, shared], attributes }],
  };
}

describe('threads that encode', () => {
  test('answer each task with its own tile', async () => {
    const pool = poolOf(2);
    const tiles = await Promise.all([1, 2, 3, 4, 5].map((points) => pool.run(task(points))));
    const read = tiles.map(({ gzip }) => readVectorTile(gunzipSync(gzip))[0].features[0]);
    // Two parts of the same cell are added up.
    expect(read.map(({ properties }) => properties.count)).toEqual([2, 4, 6, 8, 10]);
    expect(read[0]).toEqual({
      points: [[70, 80]],
      properties: { pid: 'ab', mean_velocity: -5, count: 2, velocity_mean: -2.5, velocity_min: -5, velocity_max: 1 },
    });
  });

  test('give equal bytes for equal tasks', async () => {
    const pool = poolOf(2);
    const [first, second] = await Promise.all([pool.run(task(7)), pool.run(task(7))]);
    expect(Buffer.from(first.gzip).equals(Buffer.from(second.gzip))).toBe(true);
  });

  test('say what went wrong, and go on', async () => {
    const pool = poolOf(1);
    await expect(pool.run({ ...task(1), setId: 'Quadkeys' })).rejects.toThrow('no tile matrix set Quadkeys');
    expect((await pool.run(task(1))).byteLength).toBeGreaterThan(0);
  });

  test('keep the kind of an error that a person can mend', async () => {
    const pool = new ThreadPool<object, unknown>('insar/psi/crew/psi-thread.js', 1);
    pools.push(pool as unknown as (typeof pools)[number]);
    const failed = pool.run({ step: 'gains', folder: '/no/such/folder' });
    await expect(failed).rejects.toBeInstanceOf(ServiceError);
    await expect(failed).rejects.toMatchObject({ status: 422, code: 'InvalidStack' });
    const system = Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC', syscall: 'write' });
    expect(failedAnswer(system)).toMatchObject({ ok: false, system: { code: 'ENOSPC', syscall: 'write' } });
    const defect = pool.run({ step: 'unwrap' });
    await expect(defect).rejects.toBeInstanceOf(Error);
    await expect(defect).rejects.not.toBeInstanceOf(ServiceError);
  });

  test('do not begin what nobody waits for any more', async () => {
    const pool = poolOf(1);
    const controller = new AbortController();
    const first = pool.run(task(1));
    const second = pool.run(task(2), controller.signal);
    expect(pool.waiting).toBe(1);
    controller.abort(new Error('gone'));
    await expect(second).rejects.toThrow('gone');
    expect(pool.waiting).toBe(0);
    await first;
    await expect(pool.run(task(3), controller.signal)).rejects.toThrow('gone');
  });

  test('that are closed take nothing on', async () => {
    const pool = poolOf(1);
    await pool.close();
    await expect(pool.run(task(1))).rejects.toThrow('closed');
  });
});
