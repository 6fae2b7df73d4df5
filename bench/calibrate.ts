/** Calibration of ten overlapping bursts, over HTTP, on the worker of a server: how long each phase takes, and the memory. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { regularEpochs } from '../src/products/epochs.js';
import type { SyntheticBurstSpec } from '../src/products/synthetic-burst.js';
import { residentPeakMiB } from './child-process.js';
import { type Measurement, round } from './report.js';
import { BenchServer } from './server.js';
import { publishBurst, withCatalog } from './synthetic-catalog.js';
import { emptyDatabase } from './target.js';

const PORT = 5875;
const BURSTS = 10;
const POINTS = 200_000;
const EPOCHS = 200;
const SOUTH_M = 2_000_000;
/** Bursts follow each other along the track and share a tenth. */
const HEIGHT_M = 20_000;
const STEP_M = 18_000;

export async function benchCalibrate(url: string): Promise<readonly Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'open-egms-bench-'));
  await emptyDatabase(url);
  await withCatalog(url, async (database) => {
    for (const spec of burstSpecs()) await publishBurst(database, spec);
  });
  const server = new BenchServer(url, folder, PORT);
  await server.start();
  try {
    const { jobID } = await server.execute('calibrate', {
      inputs: { points: [{ collection: 'l2a-ascending-2020-2024' }], gnssModel: gnssGrid() },
      outputs: { ascending: { collection: 'bench-calibrated' } },
    });
    const { started, finished } = await server.success(jobID);
    const { lines } = await server.get<{ lines: { time: string; message: string }[] }>(
      `/jobs/${jobID}/logs?f=json&limit=1000`,
    );
    const at = (beginning: string) => Date.parse(lines.find(({ message }) => message.startsWith(beginning))!.time);
    const seconds = (from: number, to: number) => (to - from) / 1000;
    const reading = seconds(Date.parse(started!), at('adjusting'));
    const adjusting = seconds(at('adjusting'), at('correcting'));
    const correcting = seconds(at('correcting'), at('publishing'));
    const publishing = seconds(at('publishing'), Date.parse(finished!));
    const size = `${(BURSTS * POINTS) / 1e6} million points over ${BURSTS} bursts x ${EPOCHS} dates`;
    const after = adjusting + correcting;
    const peakMiB = residentPeakMiB(server.workerPid!);
    return [
      { what: `calibrate, ${size}: reading (s)`, measured: round(reading), asked: '-', met: true },
      { what: 'adjusting (s)', measured: round(adjusting), asked: '-', met: true },
      {
        what: 'adjusting and correcting, the second reading, of series, included (s)',
        measured: round(after),
        asked: '< 60',
        met: after < 60,
      },
      { what: 'publishing (s)', measured: round(publishing), asked: '-', met: true },
      { what: 'peak memory of its worker (MiB)', measured: round(peakMiB), asked: '< 1,000', met: peakMiB < 1_000 },
    ];
  } finally {
    await server.kill('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  }
}

function burstSpecs(): readonly SyntheticBurstSpec[] {
  return Array.from({ length: BURSTS }, (_, i) => ({
    track: 44,
    burstCycle: 240 + i,
    swath: 2,
    level: 'L2a',
    generation: 'from-2020-2024',
    release: { firstYear: 2020, lastYear: 2024 },
    redelivery: 1,
    centreEastingM: 4_450_000,
    centreNorthingM: SOUTH_M + HEIGHT_M / 2 + i * STEP_M,
    widthM: 80_000,
    heightM: HEIGHT_M,
    pointCount: POINTS,
    dates: regularEpochs('20200103', '20291231', 6).slice(0, EPOCHS),
    headingDeg: -9,
    incidenceDeg: 39,
    seed: 7 + i,
    bowls: [],
  }));
}

/** A smooth field on the 50 km grid of A-EPND, as its file has it. */
function gnssGrid(): string {
  const lines = ['#N E Up SigmaN SigmaE SigmaUP easting northing'];
  for (let northing = SOUTH_M - 100_000; northing <= SOUTH_M + 350_000; northing += 50_000) {
    for (let easting = 4_300_000; easting <= 4_600_000; easting += 50_000) {
      const [n, e, up] = [1.5 + easting / 1e7, -0.5 + northing / 1e7, -1 + (easting + northing) / 2e7];
      lines.push(`${n.toFixed(3)} ${e.toFixed(3)} ${up.toFixed(3)} 0.2 0.3 0.5 ${easting} ${northing}`);
    }
  }
  return lines.join('\n');
}
