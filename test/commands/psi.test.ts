/** The command with a pipeline that takes no hours: what lies in the folder afterwards, and after it was stopped. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { psi } from '../../src/commands/psi.js';
import type { PsiFlags } from '../../src/commands/psi-options.js';
import { openProductCsv } from '../../src/products/csv-reader.js';
import { openProductFile } from '../../src/products/product-file.js';
import { type FakeOptions, fakePipeline } from '../support/fake-pipeline.js';
import { writeTinyStack } from '../support/tiny-stack.js';

const NAME = 'EGMS_L2a_117_0264_IW2_VV_2020_2020_1';

let root: string;
let stack: string;
let folder: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'open-egms-psi-command-'));
  stack = await writeTinyStack(root, 'ascending');
});
afterAll(() => rm(root, { recursive: true }));
beforeEach(() => {
  folder = join(root, 'result');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function call(fake: FakeOptions = {}, flags: PsiFlags = {}, signal = new AbortController().signal) {
  const lines: string[] = [];
  const out = { isTTY: false, write: (text: string) => lines.push(text) } as unknown as NodeJS.WriteStream;
  const code = await psi(stack, {
    flags: { out: folder, threads: '1', ...flags },
    signal,
    softwareVersion: 'test',
    out,
    pipeline: fakePipeline(fake),
  });
  return { code, text: lines.join('') };
}

describe('open-egms psi', () => {
  test('leaves the product as EGMS delivers it, a report and its numbers', async () => {
    const { code, text } = await call();
    expect(code).toBe(0);
    expect((await readdir(folder)).sort()).toEqual([`${NAME}.zip`, 'quality.json', 'report.html']);
    expect(text).toContain(`wrote      ${join(folder, NAME)}.zip`);
    expect(text).toContain('done       48 points (32 persistent, 16 distributed)');
    const product = await openProductFile(join(folder, `${NAME}.zip`));
    const reader = await openProductCsv(product.csv.stream(), { level: 'L2a', where: NAME });
    expect(reader.header.dates).toHaveLength(12);
    let points = 0;
    for await (const batch of reader.batches()) points += batch.count;
    expect([points, reader.summary().reproducible]).toEqual([48, true]);
    expect(product.xmlText).toContain('<product_level>L2a</product_level>');
    await product.close();
    expect(JSON.parse(await readFile(join(folder, 'quality.json'), 'utf8')).product).toBe(NAME);
  });

  test('stopped says how to go on, and goes on', async () => {
    const stopping = new AbortController();
    const stopped = await call({ midway: () => stopping.abort() }, {}, stopping.signal);
    expect(stopped.code).toBe(130);
    expect(stopped.text).toMatch(
      /stopped {4}what was done is kept in .*psi-work-[0-9a-f]{8}: the same command goes on/,
    );
    const again = await call();
    expect(again.text).toMatch(/going on {3}with what was done in .*psi-work-/);
    expect((await readdir(folder)).filter((name) => name.startsWith('psi-work'))).toEqual([]);
  });

  test('with other parameters begins anew and tells of the unfinished work', async () => {
    const stopping = new AbortController();
    await call({ midway: () => stopping.abort() }, {}, stopping.signal);
    const { text } = await call({}, { maxDispersion: '0.3' });
    expect(text).not.toContain('going on');
    expect(text).toMatch(/psi-work-[0-9a-f]{8}: unfinished, of other images or parameters/);
  });

  test('tells that dates of less than a year hardly tell velocities', async () => {
    const { text } = await call();
    expect(text).toMatch(/note {7}the dates span \d{2} days: velocity, acceleration and yearly wave/);
  });

  test('twice at once on one folder is refused, and the first goes on', async () => {
    const { code } = await call({
      midway: async () => {
        await expect(call()).rejects.toMatchObject({
          code: 'DataDirectoryBusy',
          detail: expect.stringMatching(/psi-work-.* is in use by process \d+; stop it, or choose another --out/),
        });
      },
    });
    expect(code).toBe(0);
    expect((await readdir(folder)).sort()).toEqual([`${NAME}.zip`, 'quality.json', 'report.html']);
  });

  test('with a full disk says that what was done is kept', async () => {
    const lines: string[] = [];
    const out = { isTTY: false, write: (text: string) => lines.push(text) } as unknown as NodeJS.WriteStream;
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
    });
    const pipeline = () => Promise.reject(full);
    const flags = { out: folder };
    const signal = new AbortController().signal;
    await expect(psi(stack, { flags, signal, softwareVersion: 'test', out, pipeline })).rejects.toBe(full);
    expect(lines.join('')).toMatch(
      /failed {5}what was done is kept in .*psi-work-[0-9a-f]{8}: the same command goes on/,
    );
  });

  test('keeps the work when the pipeline fails', async () => {
    await expect(
      call({
        midway: () => {
          throw new Error('the disk broke');
        },
      }),
    ).rejects.toThrow('the disk broke');
    expect((await readdir(folder)).filter((name) => name.startsWith('psi-work'))).toHaveLength(1);
  });

  test('without a point writes no product and says so', async () => {
    const { code, text } = await call({ every: Number.POSITIVE_INFINITY });
    expect(code).toBe(0);
    expect((await readdir(folder)).sort()).toEqual(['quality.json', 'report.html']);
    expect(text).toContain('no points  nothing was steady enough');
  });

  test.each([
    [{ minCoherence: 'high' }, /--min-coherence: expected a number, got high/],
    [{ trend: 'cubic' }, /--trend: expected one of common, plane, air, got cubic/],
    [{ threads: '0' }, /--threads: expected a whole number from 1 to 256, got 0/],
    [{ aoi: '1,2,3' }, /--aoi: expected west, south, east, north/],
    [{ geoidHeight: '1e9' }, /--geoid-height: expected -120 to 120 m, got 1e9/],
    [{ release: '2024' }, /--release: expected years in order, as 2020-2024, got 2024/],
  ])('refuses %o before anything is made', async (flags, message) => {
    await expect(call({}, flags)).rejects.toMatchObject({ detail: expect.stringMatching(message) });
    await expect(readdir(folder)).rejects.toThrow('ENOENT');
  });

  test('leaves what else lies in the folder alone', async () => {
    await mkdir(folder);
    await writeFile(join(folder, 'mine.txt'), 'mine');
    await call();
    expect(await readFile(join(folder, 'mine.txt'), 'utf8')).toBe('mine');
  });
});
