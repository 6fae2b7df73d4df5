import { readFile, rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { amplitudeStep } from '../../../../src/insar/psi/amplitude/amplitude-step.js';
import { readGains } from '../../../../src/insar/psi/amplitude/amplitude-tasks.js';
import { blockFile } from '../../../../src/insar/psi/step-files.js';
import { wantedBlocks } from '../../../../src/insar/psi/step-setting.js';
import { amplitudesOf, type SmallWork, smallWork } from '../small-work.js';

const [ROWS, COLUMNS, DATES] = [72, 96, 24];
/** What was done to the images: known to the test alone. */
const factorOf = (date: number) => Math.exp(0.3 * Math.cos(2 * date));
const EMPTY = 5;

let small: SmallWork;
const warnings: string[] = [];
beforeAll(async () => {
  small = await smallWork({ rows: ROWS, columns: COLUMNS, dates: DATES }, (image, date, firstRow) => {
    for (let k = 0; k < image.length; k++) image[k] *= date === EMPTY ? Number.NaN : factorOf(date);
    // A hole in half of the dates and one more, and in a few.
    const row = 10 - firstRow;
    if (row < 0 || row * COLUMNS * 2 >= image.length) return;
    if (date % 2 === 0 || date < 4) image.fill(Number.NaN, 2 * (row * COLUMNS + 20), 2 * (row * COLUMNS + 24));
    if (date < 4) image.fill(Number.NaN, 2 * (row * COLUMNS + 40), 2 * (row * COLUMNS + 44));
  });
});
afterAll(() => small.remove());

describe('the step amplitude', () => {
  test('finds by what factors images differ, to one percent', async () => {
    const setting = await small.work('a', 32, { log: (_, message) => warnings.push(message) });
    const { gain } = await amplitudeStep(setting);
    expect(gain[EMPTY]).toBeNaN();
    expect(warnings).toEqual([`left out, for their images are empty: ${setting.store.header.dates[EMPTY]}`]);
    const known = Array.from(gain, (value, date) => Math.log(value * factorOf(date))).filter((_, i) => i !== EMPTY);
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    const rms = Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length);
    expect(rms).toBeLessThan(0.01);
  });

  test('finds the mean and dispersion of every pixel, NaN below half of the dates', async () => {
    const setting = await small.work('b', 32);
    const { gain } = await amplitudeStep(setting);
    const images = await Promise.all(
      Array.from(gain, (_, date) => small.stack.readTile(date, { first: 0, count: ROWS })),
    );
    for (const block of wantedBlocks(setting)) {
      const { mean, dispersion } = await amplitudesOf(setting, block.index);
      expect(mean.length).toBe(block.rows * block.columns);
      for (let k = 0; k < mean.length; k += 7) {
        const row = block.firstRow + Math.floor(k / block.columns);
        const column = block.firstColumn + (k % block.columns);
        const amplitudes = images
          .map(
            (image, date) =>
              gain[date] * Math.hypot(image[2 * (row * COLUMNS + column)], image[2 * (row * COLUMNS + column) + 1]),
          )
          .filter((amplitude) => !Number.isNaN(amplitude));
        const average = amplitudes.reduce((sum, a) => sum + a, 0) / amplitudes.length;
        const sigma = Math.sqrt(amplitudes.reduce((sum, a) => sum + (a - average) ** 2, 0) / amplitudes.length);
        expect(mean[k] / average).toBeCloseTo(1, 5);
        if (amplitudes.length < 12) expect(dispersion[k]).toBeNaN();
        else expect(dispersion[k]).toBeCloseTo(sigma / average, 5);
      }
    }
    const first = await amplitudesOf(setting, 0);
    expect(first.dispersion[10 * wantedBlocks(setting)[0].columns + 20]).toBeNaN();
  });

  test('does again only what is missing, and gives the same', async () => {
    const setting = await small.work('c', 32);
    await amplitudeStep(setting);
    const path = blockFile(setting.folder, 'amplitude', 1);
    const before = await readFile(path);
    await rm(path);
    const tasks: string[] = [];
    const shares: number[] = [];
    await amplitudeStep({
      ...setting,
      crew: {
        run: (task, signal) => {
          tasks.push(task.step);
          return setting.crew.run(task, signal);
        },
      },
      onProgress: (share) => shares.push(share),
    });
    expect(tasks).toEqual(['amplitude']);
    expect(await readFile(path)).toEqual(before);
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
  });

  test('leaves out blocks that nobody wants, and ends when it is told to', async () => {
    const setting = await small.work('d', 32, { isWanted: ({ index }) => index === 1 });
    await amplitudeStep(setting);
    await expect(amplitudesOf(setting, 0)).rejects.toThrow('ENOENT');
    expect((await amplitudesOf(setting, 1)).mean.length).toBeGreaterThan(0);
    const stopped = await small.work('e', 32, { signal: AbortSignal.abort(new Error('dismissed')) });
    const crew = { run: () => Promise.reject(new Error('dismissed')) };
    await expect(amplitudeStep({ ...stopped, crew })).rejects.toThrow('dismissed');
    await expect(readGains(stopped.folder)).rejects.toThrow('ENOENT');
  });
});
