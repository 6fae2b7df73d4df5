import { describe, expect, test } from 'vitest';
import {
  InterferogramInversion,
  type InterferogramInversionOptions,
} from '../../../src/insar/interferograms/invert-interferograms.js';
import { type InvertedRows, PixelFlag } from '../../../src/insar/interferograms/inverted-rows.js';
import type { InterferogramSource } from '../../../src/insar/interferograms/open-interferograms.js';
import { epochDate } from '../../../src/products/epochs.js';
import { type MemoryPair, memorySource, RADIANS_PER_MM } from './memory-source.js';

const [WIDTH, HEIGHT, DATES] = [12, 9, 14];
const LEVER_M = 500_000;
const days = Array.from({ length: DATES }, (_, i) => 18_262 + 24 * i);
const baselines = days.map((_, i) => 90 * Math.sin(2.1 * i));
const velocityOf = (i: number) => -20 + (i % WIDTH) * 3;
const heightErrorOf = (i: number) => 15 * Math.sin(i);
/** Turbulent and orbital, none at the first date. */
const tiltOf = (date: number, i: number) =>
  date === 0 ? 0 : Math.sin(date) * ((i % WIDTH) - 0.5 * Math.floor(i / WIDTH));
const truthMm = (i: number, date: number) => (velocityOf(i) * (days[date] - days[0])) / 365;

interface Scene {
  readonly hasTilts?: boolean;
  /** Pairs of dates that are there. */
  readonly isThere?: (a: number, b: number) => boolean;
  readonly coherence?: (pair: number, i: number) => number;
  readonly spoil?: (a: number, b: number, i: number) => number;
}

function scene({
  hasTilts = false,
  isThere = () => true,
  coherence,
  spoil = () => 0,
}: Scene = {}): InterferogramSource {
  const pairs: MemoryPair[] = [];
  for (let a = 0; a < DATES; a++) {
    for (let b = a + 1; b < Math.min(DATES, a + 4); b++) {
      if (!isThere(a, b)) continue;
      const index = pairs.length;
      const phases = Array.from({ length: WIDTH * HEIGHT }, (_, i) => {
        const mm =
          truthMm(i, b) -
          truthMm(i, a) -
          (1000 * (baselines[b] - baselines[a]) * heightErrorOf(i)) / LEVER_M +
          (hasTilts ? tiltOf(b, i) - tiltOf(a, i) : 0);
        return mm * RADIANS_PER_MM + spoil(a, b, i);
      });
      pairs.push({
        reference: epochDate(days[a]),
        secondary: epochDate(days[b]),
        perpendicularBaselineM: baselines[b] - baselines[a],
        phases,
        ...(coherence ? { coherences: phases.map((_, i) => coherence(index, i)) } : {}),
      });
    }
  }
  return memorySource(pairs, WIDTH, HEIGHT, LEVER_M);
}

async function invert(source: InterferogramSource, options: InterferogramInversionOptions = {}) {
  const inversion = await InterferogramInversion.prepare(source, options);
  const batches: InvertedRows[] = [];
  for await (const rows of inversion.rows()) batches.push(rows);
  const all = (pick: (rows: InvertedRows) => ArrayLike<number>) => batches.flatMap((rows) => Array.from(pick(rows)));
  return { inversion, batches, all };
}

const largest = (values: readonly number[], wanted: (i: number) => number) =>
  values.reduce((most, value, i) => Math.max(most, Number.isNaN(value) ? Infinity : Math.abs(value - wanted(i))), 0);

describe('inversion of a network with known truth', () => {
  test('series, velocity and height error come back to the precision of the phases', async () => {
    const { all } = await invert(scene());
    expect(
      largest(
        all((rows) => rows.velocityMmPerYear),
        velocityOf,
      ),
    ).toBeLessThan(1e-4);
    expect(
      largest(
        all((rows) => rows.heightErrorM),
        heightErrorOf,
      ),
    ).toBeLessThan(1e-3);
    const series = all((rows) => rows.series);
    expect(largest(series, (k) => truthMm(Math.floor(k / DATES), k % DATES))).toBeLessThan(1e-3);
    expect(
      largest(
        all((rows) => rows.temporalCoherence),
        () => 1,
      ),
    ).toBeLessThan(1e-6);
    expect(all((rows) => rows.flags).every((flags) => flags === 0)).toBe(true);
  });

  test('a reference pixel is zero at all dates and everything else relative to it', async () => {
    const reference = { kind: 'pixel', row: 4, column: 7 } as const;
    const { all } = await invert(scene(), { reference });
    const at = 4 * WIDTH + 7;
    expect(
      largest(
        all((rows) => rows.velocityMmPerYear),
        (i) => velocityOf(i) - velocityOf(at),
      ),
    ).toBeLessThan(1e-4);
    expect(
      all((rows) => rows.series)
        .slice(at * DATES, (at + 1) * DATES)
        .every((mm) => Math.abs(mm) < 1e-9),
    ).toBe(true);
  });

  test.each(['pair', 'date'] as const)(
    'tilts of the dates are taken off by %s, with a reference area at zero',
    async (per) => {
      const reference = { kind: 'area', rows: { first: 2, count: 3 }, columns: { first: 3, count: 3 } } as const;
      const { all } = await invert(scene({ hasTilts: true }), { reference, ramps: { surface: 'plane', per } });
      const flat = await invert(scene(), { reference, ramps: { surface: 'plane', per } });
      const wanted = flat.all((rows) => rows.series);
      expect(
        largest(
          all((rows) => rows.series),
          (k) => wanted[k],
        ),
      ).toBeLessThan(1e-3);
      const centre = 3 * WIDTH + 4;
      expect(Math.abs(all((rows) => rows.velocityMmPerYear)[centre])).toBeLessThan(30);
    },
  );

  test('two subsets of dates still give velocity and height error, and say that they were joined', async () => {
    const { all } = await invert(scene({ isThere: (a, b) => (a - b) % 2 === 0 }));
    expect(all((rows) => rows.parts).every((parts) => parts === 2)).toBe(true);
    expect(all((rows) => rows.flags).every((flags) => flags === PixelFlag.joinedParts)).toBe(true);
    expect(
      largest(
        all((rows) => rows.velocityMmPerYear),
        velocityOf,
      ),
    ).toBeLessThan(1e-3);
    expect(
      largest(
        all((rows) => rows.heightErrorM),
        heightErrorOf,
      ),
    ).toBeLessThan(1e-2);
    // Between 13 even steps of v the pairs leave v + e, v - e, v + e, ...: 13 v^2 + 2 v e + 13 e^2 is least at e = -v / 13.
    const shiftMm = (i: number) => -(velocityOf(i) * 24) / 365 / 13;
    const joinedMm = (i: number, date: number) => truthMm(i, date) + (date % 2 === 1 ? shiftMm(i) : 0);
    expect(
      largest(
        all((rows) => rows.series),
        (k) => joinedMm(Math.floor(k / DATES), k % DATES),
      ),
    ).toBeLessThan(1e-3);
  });

  test('one wrong cycle is put right, and where that is not wanted the pixel is marked', async () => {
    const spoil = (a: number, b: number, i: number) => (a === 5 && b === 7 && i % 5 === 0 ? 2 * Math.PI : 0);
    const { all, inversion } = await invert(scene({ spoil }));
    expect(
      largest(
        all((rows) => rows.velocityMmPerYear),
        velocityOf,
      ),
    ).toBeLessThan(1e-4);
    const flags = all((rows) => rows.flags);
    const repaired = PixelFlag.openTriplets | PixelFlag.repaired;
    expect(flags.every((value, i) => value === (i % 5 === 0 ? repaired : 0))).toBe(true);
    expect(inversion.closure.repaired.reduce((sum, pixels) => sum + pixels)).toBe(Math.ceil((WIDTH * HEIGHT) / 5));
    const left = await invert(scene({ spoil }), { isRepairing: false });
    const open = PixelFlag.openTriplets | PixelFlag.unwrappingError;
    expect(left.all((rows) => rows.flags).every((value, i) => value === (i % 5 === 0 ? open : 0))).toBe(true);
  });

  test('coherence keeps poor pairs from spoiling the series, and none at all leaves no series', async () => {
    const spoil = (a: number, b: number) => (b - a === 3 ? Math.sin(9 * a) : 0);
    const isPoor = scene({ spoil, coherence: () => 0.5 }).description.pairs.map(
      ({ reference, secondary }) => Number(secondary) > 0 && daysBetween(reference, secondary) === 72,
    );
    const source = scene({ spoil, coherence: (pair, i) => (i === 3 ? 0 : isPoor[pair] ? 0.05 : 0.9) });
    const error = async (options: InterferogramInversionOptions) => {
      const { all } = await invert(source, options);
      return largest(
        all((rows) => rows.velocityMmPerYear).filter((_, i) => i !== 3),
        (i) => velocityOf(i < 3 ? i : i + 1),
      );
    };
    const [equal, weighted] = [await error({ weights: 'equal' }), await error({})];
    expect(weighted).toBeLessThan(equal / 20);
    expect(await error({ minCoherence: 0.3 })).toBeLessThan(1e-4);
    const { all } = await invert(source);
    expect(all((rows) => rows.flags)[3]).toBe(PixelFlag.noSeries);
    expect(all((rows) => rows.velocityMmPerYear)[3]).toBeNaN();
  });
});

const daysBetween = (a: string, b: string) => {
  const day = (date: string) => Date.UTC(Number(date.slice(0, 4)), Number(date.slice(4, 6)) - 1, Number(date.slice(6)));
  return (day(b) - day(a)) / 86_400_000;
};

describe('batches of rows', () => {
  test('their size changes no bit', async () => {
    const spoil = (a: number, b: number, i: number) => Math.sin(100 * a + 7 * b + i);
    const options = { reference: { kind: 'scene' }, ramps: { surface: 'quadratic' }, isRobust: true } as const;
    const [whole, single] = [
      await invert(scene({ spoil, hasTilts: true }), options),
      await invert(scene({ spoil, hasTilts: true }), { ...options, batchValues: 1 }),
    ];
    expect([whole.batches.length, single.batches.length]).toEqual([1, HEIGHT]);
    for (const key of ['series', 'velocityMmPerYear', 'velocityStd', 'heightErrorM', 'flags'] as const) {
      expect(single.all((rows) => rows[key])).toEqual(whole.all((rows) => rows[key]));
    }
  });

  test('an aborted inversion ends with the reason', async () => {
    const controller = new AbortController();
    const inversion = await InterferogramInversion.prepare(scene(), { batchValues: 1, signal: controller.signal });
    const rows = inversion.rows();
    await rows.next();
    controller.abort(new Error('dismissed'));
    await expect(rows.next()).rejects.toThrow('dismissed');
  });
});

describe('what cannot be done', () => {
  test('is refused with what was expected', async () => {
    const prepare = (options: InterferogramInversionOptions, given: Scene = {}) =>
      InterferogramInversion.prepare(scene(given), options);
    await expect(prepare({ reference: { kind: 'pixel', row: 9, column: 0 } })).rejects.toThrow(
      'reference: expected rows of 0 to 8, got 1 from 9',
    );
    const spoil = (a: number, b: number, i: number) => (a === 1 && b === 2 && i === 0 ? Number.NaN : 0);
    await expect(prepare({ reference: { kind: 'pixel', row: 0, column: 0 } }, { spoil })).rejects.toThrow(
      'reference: expected phases there in every pair, 20200125-20200218.tif has none',
    );
    await expect(prepare({ weights: 'coherence' })).rejects.toThrow('expected a coherence of every pair');
    await expect(prepare({ model: { stepDates: ['20200230'] } })).rejects.toThrow('expected YYYYMMDD, got 20200230');
  });
});
