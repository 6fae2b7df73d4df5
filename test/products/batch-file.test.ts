/** Points on disk: the same batches come back, to the bit; damage and unfinished files are refused. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openBatchFile, writeBatchFile } from '../../src/products/batch-file.js';
import { MISSING_TENTHS, NEGATIVE_ZERO_TENTHS, type PointBatch } from '../../src/products/point-batch.js';
import { syntheticBurst } from '../../src/products/synthetic-burst.js';
import { TEST_BURST } from '../support/synthetic-catalog.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-egms-batch-file-'));
});
afterEach(() => rm(folder, { recursive: true }));

const burst = syntheticBurst({ ...TEST_BURST, batchPoints: 100 });
const { header } = burst;

async function all(path: string): Promise<PointBatch[]> {
  const batches: PointBatch[] = [];
  for await (const batch of (await openBatchFile(path)).batches()) batches.push(batch);
  return batches;
}

describe('a batch file', () => {
  test('gives back header and batches as they were, as often as asked', async () => {
    const path = join(folder, 'a');
    const written = await writeBatchFile(path, header, burst.batches());
    expect(written.pointCount).toBe(burst.pointCount);
    const bytes = await readFile(path);
    expect(written.bytes).toBe(bytes.length);
    expect(written.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect((await openBatchFile(path)).header).toEqual(header);
    expect(await all(path)).toEqual([...burst.batches()]);
    expect(await all(path)).toEqual([...burst.batches()]);
    expect(await readdir(folder)).toEqual(['a']);
  });

  test('keeps missing values, negative zeros, and series in millimetres', async () => {
    const path = join(folder, 'b');
    const small = {
      generation: 'from-2020-2024',
      attributes: ['heightM', 'line'],
      dates: ['20200101', '20200113'],
    } as const;
    const tenths: PointBatch = {
      count: 2,
      firstRow: 5,
      pid: ['aaaaaaaaaa', 'bbbbbbbbbb'],
      attributes: [Float64Array.of(-0, Number.NaN), Float64Array.of(0.1, 1e300)],
      seriesTenths: Int16Array.of(MISSING_TENTHS, NEGATIVE_ZERO_TENTHS, 32766, -32766),
    };
    const mm: PointBatch = {
      count: 1,
      firstRow: 9,
      pid: ['cccccccccc'],
      attributes: [Float64Array.of(1), Float64Array.of(2)],
      seriesMm: Float64Array.of(Number.NaN, 4000.123),
    };
    await writeBatchFile(path, small, [tenths, mm]);
    const [first, second] = await all(path);
    expect(first).toEqual(tenths);
    expect(second).toEqual(mm);
    expect(Object.is(first.attributes[0][0], -0)).toBe(true);
  });

  test('is the same bytes for the same points, and replaces what was there', async () => {
    const one = await writeBatchFile(join(folder, 'one'), header, burst.batches());
    await writeFile(join(folder, 'two'), 'something else');
    const two = await writeBatchFile(join(folder, 'two'), header, burst.batches());
    expect(two).toEqual(one);
  });

  test('does not appear under its name when its writer stops half way', async () => {
    const path = join(folder, 'c');
    function* broken(): Generator<PointBatch> {
      yield* [...burst.batches()].slice(0, 2);
      throw new Error('killed');
    }
    await expect(writeBatchFile(path, header, broken())).rejects.toThrow('killed');
    await expect(openBatchFile(path)).rejects.toThrow(/ENOENT/);
    const aborted = AbortSignal.abort(new Error('dismissed'));
    await expect(writeBatchFile(path, header, burst.batches(), aborted)).rejects.toThrow('dismissed');
    await expect(openBatchFile(path)).rejects.toThrow(/ENOENT/);
  });

  test('refuses a changed byte wherever it stands, and says where it is', async () => {
    const path = join(folder, 'd');
    await writeBatchFile(path, header, burst.batches());
    const good = await readFile(path);
    for (let at = 0; at < good.length; at += 7919) {
      const bad = Buffer.from(good);
      bad[at] ^= 0x10;
      await writeFile(path, bad);
      await expect(all(path), `byte ${at}`).rejects.toThrow(/d: (damaged before byte \d+|not a file)/);
    }
  });

  test('refuses a file that was cut off, at the end of a block too', async () => {
    const path = join(folder, 'e');
    const { bytes } = await writeBatchFile(path, header, burst.batches());
    for (const length of [bytes - 1, bytes - 40, bytes - 5000, 20, 8, 0]) {
      await writeBatchFile(path, header, burst.batches());
      await truncate(path, length);
      await expect(all(path), `${length} bytes`).rejects.toThrow(/the file ends/);
    }
  });

  test('refuses batches that do not fit the header', async () => {
    const [batch] = burst.batches();
    const wrong = (change: Partial<PointBatch>) => writeBatchFile(join(folder, 'f'), header, [{ ...batch, ...change }]);
    await expect(wrong({ attributes: batch.attributes.slice(1) })).rejects.toThrow(/expected \d+ attributes/);
    await expect(wrong({ pid: batch.pid.slice(1) })).rejects.toThrow(/expected 100 pids, got 99/);
    await expect(wrong({ seriesTenths: new Int16Array(3) })).rejects.toThrow(/expected series of \d+ values, got 3/);
  });
});
