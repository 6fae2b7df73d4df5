/** Writes a synthetic burst of any size as an EGMS CSV: the large file that the benches load. */
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { writeProductCsv } from '../src/products/csv-writer.js';
import { regularEpochs } from '../src/products/epochs.js';
import { productFileName } from '../src/products/file-name.js';
import type { PointBatch } from '../src/products/point-batch.js';
import { syntheticBurst } from '../src/products/synthetic-burst.js';

/** Path of the file made: an L2b burst of 80 x 20 km with `dateCount` epochs six days apart. */
export async function writeSyntheticBurst(folder: string, pointCount: number, dateCount: number, track = 44) {
  const dates = regularEpochs('20200103', '20291231', 6).slice(0, dateCount);
  const burst = syntheticBurst({
    track,
    burstCycle: 240,
    swath: 2,
    level: 'L2b',
    generation: 'from-2020-2024',
    release: { firstYear: 2020, lastYear: 2024 },
    redelivery: 1,
    centreEastingM: 4_450_000,
    centreNorthingM: 2_050_000,
    widthM: 80_000,
    heightM: 20_000,
    pointCount,
    dates,
    headingDeg: -9,
    incidenceDeg: 39,
    seed: 7,
    bowls: [{ eastingM: 4_450_000, northingM: 2_050_000, radiusM: 3_000, velocityUpMmPerYear: -20 }],
  });
  const path = join(folder, `${productFileName(burst.name)}.csv`);
  const csv = writeProductCsv(toAsync(burst.batches()), { level: burst.name.level, header: burst.header });
  await pipeline(Readable.from(csv, { objectMode: true }), createWriteStream(path));
  return path;
}

async function* toAsync(batches: Iterable<PointBatch>): AsyncGenerator<PointBatch> {
  yield* batches;
}
