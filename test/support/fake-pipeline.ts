/**
 * Stands for the pipeline where something else is tested: points on a lattice of the stack's own grid, with known series, and
 * numbers about them of the form that the real one gives. The same every time.
 */
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { transformPoint } from '../../src/geodesy/transform.js';
import { DEFAULT_PSI_PARAMETERS } from '../../src/insar/psi/psi-parameters.js';
import type { EpochQuality, Histogram, PsiQuality, QualityMap } from '../../src/insar/psi/quality/psi-quality.js';
import type { PsiResult, RunPipeline } from '../../src/insar/psi/run-pipeline.js';
import type { PointColumns } from '../../src/insar/psi/step-files.js';
import type { SlcStack } from '../../src/insar/stack/slc-stack.js';
import { yearsSinceFirst } from '../../src/products/epochs.js';
import { SeededRandom } from '../../src/products/seeded-random.js';

export interface FakeOptions {
  /** Rows and columns from point to point; none at all with `Infinity`. */
  readonly every?: number;
  readonly clusters?: number;
  /** Places of dates that are found to hold nothing. */
  readonly emptyDates?: readonly number[];
  /** Told whenever the pipeline is started. */
  readonly onRun?: (folder: string) => void;
  /** Called after the first progress: to stop the run in the middle. */
  readonly midway?: () => void | Promise<void>;
}

/** Velocity of a point, mm/yr. */
export const fakeVelocity = (row: number, column: number): number => 0.1 * row - 0.05 * column;

export const fakePipeline =
  ({ every = 8, clusters = 1, emptyDates = [], onRun, midway }: FakeOptions = {}): RunPipeline =>
  async (stack, folder, { parameters, signal, onProgress, log }) => {
    onRun?.(folder);
    await mkdir(folder, { recursive: true });
    onProgress(0.1, 'filling the tile store');
    await midway?.();
    signal.throwIfAborted();
    const kept = join(folder, 'half.done');
    log('info', (await stat(kept).catch(() => undefined)) ? 'going on' : 'starting');
    await writeFile(kept, '');
    onProgress(0.5, 'phase linking, block 1 of 2');
    const dates = stack.description.acquisitions.map(({ date }) => date).filter((_, i) => !emptyDates.includes(i));
    const blocks = await fakeBlocks(stack, dates, every, clusters);
    onProgress(1, 'done');
    const pointCount = blocks.reduce((sum, { row }) => sum + row.length, 0);
    return {
      dates,
      pointCount,
      quality: { ...fakeQuality(stack, blocks, clusters), parameters },
      points: async function* () {
        yield* blocks;
      },
    } satisfies PsiResult;
  };

/** Two blocks, the upper and the lower half. */
async function fakeBlocks(
  stack: SlcStack,
  dates: readonly string[],
  every: number,
  clusters: number,
): Promise<PointColumns[]> {
  const half = Math.floor(stack.heightPixels / 2);
  const ranges = [
    [0, half],
    [half, stack.heightPixels],
  ] as const;
  const blocks: PointColumns[] = [];
  for (const [first, last] of ranges) {
    const places: [number, number][] = [];
    for (let row = first; row < last; row += every) {
      for (let column = 0; column < stack.widthPixels; column += every) places.push([row, column]);
    }
    if (Number.isFinite(every) && places.length > 0) blocks.push(await fakeBlock(stack, dates, places, clusters));
  }
  return blocks;
}

async function fakeBlock(
  stack: SlcStack,
  dates: readonly string[],
  places: readonly (readonly [number, number])[],
  clusters: number,
): Promise<PointColumns> {
  const { place, description, widthPixels, heightPixels } = stack;
  const years = yearsSinceFirst(dates);
  const whole = { first: 0, count: heightPixels };
  const [height, east, north, up] = await Promise.all(
    (['height', 'losEast', 'losNorth', 'losUp'] as const).map((layer) => stack.readGeometry(layer, whole)),
  );
  const toDegrees = transformPoint(`EPSG:${description.epsg}`, 'OGC:CRS84');
  const at = (values: Float32Array) => Float32Array.from(places, ([row, column]) => values[row * widthPixels + column]);
  const degrees = places.map(([row, column]) =>
    toDegrees(place!.west + (column + 0.5) * place!.pixelWidth, place!.north - (row + 0.5) * place!.pixelHeight),
  );
  return {
    row: Int32Array.from(places, ([row]) => row),
    column: Int32Array.from(places, ([, column]) => column),
    // Every third is a distributed scatterer of 30 pixels.
    samples: Int32Array.from(places, (_, i) => (i % 3 === 2 ? 30 : 0)),
    dispersion: Float32Array.from(places, (_, i) => 0.1 + 0.002 * (i % 100)),
    cluster: Int32Array.from(places, (_, i) => i % clusters),
    longitudeDeg: Float64Array.from(degrees, ([longitude]) => longitude),
    latitudeDeg: Float64Array.from(degrees, ([, latitude]) => latitude),
    heightM: Float64Array.from(at(height), (value) => value + 1.5),
    heightErrorM: new Float32Array(places.length).fill(1.5),
    heightErrorStdM: new Float32Array(places.length).fill(0.3),
    losEast: at(east),
    losNorth: at(north),
    losUp: at(up),
    coherence: Float32Array.from(places, (_, i) => 0.9 - 0.001 * (i % 100)),
    hiddenStdMm: new Float32Array(places.length),
    noiseFactor: new Float32Array(places.length).fill(1),
    displacementMm: Float32Array.from(
      places.flatMap(([row, column]) => [...years].map((t) => fakeVelocity(row, column) * t)),
    ),
  };
}

export function fakeQuality(
  { description, widthPixels, heightPixels }: Pick<SlcStack, 'description' | 'widthPixels' | 'heightPixels'>,
  blocks: readonly PointColumns[],
  clusters: number,
): PsiQuality {
  const random = new SeededRandom(5);
  const dates = description.acquisitions.map(({ date }) => date);
  const points = blocks.reduce((sum, { row }) => sum + row.length, 0);
  const distributed = blocks.reduce((sum, { samples }) => sum + samples.filter((value) => value > 0).length, 0);
  const cellPixels = 8;
  const [rows, columns] = [Math.ceil(heightPixels / cellPixels), Math.ceil(widthPixels / cellPixels)];
  const map = (value: (row: number, column: number) => number | null): QualityMap => ({
    rows,
    columns,
    cellPixels,
    values: Array.from({ length: rows * columns }, (_, i) => value(Math.floor(i / columns), i % columns)),
  });
  const bell = (from: number, step: number, classes: number, middle: number, width: number): Histogram => ({
    from,
    step,
    counts: Array.from({ length: classes }, (_, i) =>
      Math.round(points * Math.exp(-(((from + (i + 0.5) * step - middle) / width) ** 2))),
    ),
  });
  const bowl = (row: number, column: number) =>
    Math.exp(-((row / rows - 0.4) ** 2 + (column / columns - 0.6) ** 2) * 20);
  const seen = (row: number, column: number) =>
    points > 0 && random.uniform() < 0.4 + 0.6 * bowl(row, column) ? 1 : null;
  const masked = (value: (row: number, column: number) => number) =>
    map((row, column) => (seen(row, column) === null ? null : value(row, column)));
  const epochs = dates.map((date, i): EpochQuality => {
    const [a, b, phase] = [random.gaussian() / 10, random.gaussian() / 10, 7 * random.uniform()];
    const isReference = i === description.referenceIndex;
    return {
      date,
      amplitudeGain: 1 + 0.02 * random.gaussian(),
      validShare: i === 3 ? 0 : 1,
      residues: Math.round(20 * random.uniform()),
      cycles: Math.round(10 * random.uniform()),
      isCheapest: true,
      rampMmPerKm: [a, b],
      stratifiedMmPerKm: 5 * random.gaussian(),
      turbulenceRmsMm: isReference ? 0 : 2 + 3 * random.uniform(),
      noiseRmsMm: isReference ? 0 : 1.5 + random.uniform(),
      atmosphereMm: map((row, column) =>
        isReference ? 0 : 6 * Math.sin(0.15 * row + phase) * Math.cos(0.11 * column - phase) + a * row + b * column,
      ),
    };
  });
  return {
    dates,
    referenceDate: dates[description.referenceIndex],
    widthPixels,
    heightPixels,
    parameters: DEFAULT_PSI_PARAMETERS,
    warnings: ['one date holds <nothing> & is left out'],
    steps: [
      { name: 'tile store', seconds: 4.2 },
      { name: 'amplitude', seconds: 6.7 },
      { name: 'candidates', seconds: 88 },
      { name: 'network', seconds: 20.1 },
      { name: 'points', seconds: 41 },
    ],
    counts: {
      pixels: widthPixels * heightPixels,
      usableDates: dates.length - 1,
      persistentCandidates: points - distributed,
      distributedCandidates: distributed,
      networkPoints: Math.round(points / 4),
      persistentPoints: points - distributed,
      distributedPoints: distributed,
      clusters: points > 0 ? clusters : 0,
    },
    arcs: {
      count: points,
      threshold: 0.42,
      aboveThreshold: Math.round(0.95 * points),
      kept: Math.round(0.93 * points),
      rejected: Math.round(0.02 * points),
      coherence: bell(0, 0.02, 50, 0.85, 0.12),
      lengthM: bell(0, 25, 60, 200, 120),
      triangles: Math.round(0.6 * points),
      failingTriangles: 3,
      closureRmsMmPerYear: points > 0 ? 0.12 : null,
      closureRmsM: points > 0 ? 0.4 : null,
    },
    epochs,
    histograms: {
      dispersion: bell(0, 0.02, 60, 0.5, 0.2),
      linkedCoherence: bell(0, 0.02, 50, 0.6, 0.2),
      coherence: bell(0, 0.02, 50, 0.88, 0.1),
      velocityMmPerYear: bell(-60, 1, 120, 0, 5),
      heightErrorM: bell(-120, 2, 120, 0, 12),
    },
    maps: {
      dispersion: map((row, column) => 0.6 - 0.4 * bowl(row, column) + 0.05 * random.gaussian()),
      coherence: masked((row, column) => 0.6 + 0.35 * bowl(row, column)),
      velocityMmPerYear: masked((row, column) => -14 * bowl(row, column) + random.gaussian()),
      pointsPerKm2: masked((row, column) => 400 + 3000 * bowl(row, column) * random.uniform()),
    },
  };
}
