/** Decomposition of two large bursts, over HTTP, on the worker of a server: time, memory, and whether both grow in step. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { regularEpochs } from '../src/products/epochs.js';
import type { SyntheticBurstSpec } from '../src/products/synthetic-burst.js';
import { residentPeakMiB } from './child-process.js';
import { type Measurement, round } from './report.js';
import { BenchServer, secondsOf } from './server.js';
import { publishBurst, withCatalog } from './synthetic-catalog.js';
import { emptyDatabase } from './target.js';

const PORT = 5873;
const SIZES = [500_000, 1_000_000];
const EPOCHS = 250;
/** Points per square kilometre stay the same: half the points lie on half the area. */
const POINTS_PER_KM2 = 625;
const HEIGHT_M = 20_000;

export async function benchDecompose(url: string): Promise<readonly Measurement[]> {
  const seconds: number[] = [];
  let peakMiB = 0;
  for (const points of SIZES) {
    const folder = await mkdtemp(join(tmpdir(), 'open-egms-bench-'));
    await emptyDatabase(url);
    await withCatalog(url, async (database) => {
      for (const spec of burstsOf(points)) await publishBurst(database, spec);
    });
    const server = new BenchServer(url, folder, PORT);
    await server.start();
    try {
      const { jobID } = await server.execute('decompose', {
        inputs: {
          ascending: [{ collection: 'l2b-ascending-2020-2024' }],
          descending: [{ collection: 'l2b-descending-2020-2024' }],
        },
      });
      seconds.push(secondsOf(await server.success(jobID)));
      peakMiB = Math.max(peakMiB, residentPeakMiB(server.workerPid!));
    } finally {
      await server.kill('SIGTERM');
      await rm(folder, { recursive: true, force: true });
    }
  }
  const [half, whole] = seconds;
  const size = `${SIZES[1] / 1e6} + ${SIZES[1] / 1e6} million points x ${EPOCHS} dates`;
  return [
    { what: `decompose, ${size}, PostgreSQL (s)`, measured: round(whole), asked: '< 180', met: whole < 180 },
    { what: 'peak memory of its worker (MiB)', measured: round(peakMiB), asked: '< 1,000', met: peakMiB < 1_000 },
    {
      what: `the same beside half the points (${round(half)} s), ratio`,
      measured: round(whole / half),
      asked: '<= 2.3',
      met: whole / half <= 2.3,
    },
  ];
}

function burstsOf(pointCount: number): readonly SyntheticBurstSpec[] {
  const shared = {
    burstCycle: 240,
    swath: 2,
    level: 'L2b',
    generation: 'from-2020-2024',
    release: { firstYear: 2020, lastYear: 2024 },
    redelivery: 1,
    centreEastingM: 4_450_000,
    centreNorthingM: 2_050_000,
    widthM: (pointCount / POINTS_PER_KM2 / (HEIGHT_M / 1000)) * 1000,
    heightM: HEIGHT_M,
    pointCount,
    bowls: [{ eastingM: 4_450_000, northingM: 2_050_000, radiusM: 3_000, velocityUpMmPerYear: -20 }],
  } as const;
  const dates = (first: string) => regularEpochs(first, '20291231', 6).slice(0, EPOCHS);
  return [
    { ...shared, track: 44, headingDeg: -9, incidenceDeg: 39, seed: 7, dates: dates('20200103') },
    { ...shared, track: 95, headingDeg: 191, incidenceDeg: 38, seed: 8, dates: dates('20200104') },
  ];
}
