/**
 * The pipeline: from a stack of radar images to points with displacement series, EGMS level 2a. Steps leave their results in
 * files below the folder of the work; what is there is not done again, so that a run that was killed goes on where it was.
 */
import { setMaxListeners } from 'node:events';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { invalidParameter, invalidStack } from '../../errors.js';
import { fillTileStore } from '../stack/fill-tile-store.js';
import type { SlcStack } from '../stack/slc-stack.js';
import { turn } from '../turns.js';
import { amplitudeStep } from './amplitude/amplitude-step.js';
import { AreaMask, type AreaOfInterest } from './area-mask.js';
import { type Block, blocksOf } from './blocks.js';
import { candidatesStep } from './candidates/candidates-step.js';
import { readColumns } from './columns-file.js';
import { openCrew } from './crew/psi-task.js';
import { boxText, footprint, touches } from './footprint.js';
import { groundSpacing } from './ground-spacing.js';
import { networkStep } from './network/network-step.js';
import { StackPlane } from './network/places.js';
import { type PhaseModel, phaseModel } from './phase-model.js';
import type { PipelineWork } from './pipeline-work.js';
import { pointsStep } from './points/points-step.js';
import type { PsiParameters } from './psi-parameters.js';
import type { PsiQuality, StepTime } from './quality/psi-quality.js';
import { gatherQuality } from './quality/quality.js';
import { blockFile, type PointColumns, storeFolder } from './step-files.js';

export interface PipelineOptions {
  readonly parameters: PsiParameters;
  readonly areaOfInterest?: AreaOfInterest;
  readonly threads: number;
  readonly signal: AbortSignal;
  /** `share` of the whole work, 0 to 1, and what is being done: `phase linking, block 12 of 96`. */
  readonly onProgress: (share: number, activity: string) => void;
  readonly log: (level: 'info' | 'warn', message: string) => void;
}

export interface PsiResult {
  /** `YYYYMMDD`, of the series. */
  readonly dates: readonly string[];
  readonly pointCount: number;
  readonly quality: PsiQuality;
  /** Points of the blocks, one block after another; only blocks with points. May be called again. */
  points(): AsyncGenerator<PointColumns>;
}

/** Shares of the whole work at which steps end, as measured with 60 dates on two threads. */
const ENDS = { store: 0.2, amplitude: 0.27, candidates: 0.75, network: 0.85, points: 0.99 } as const;
/** Fewer dates than that cannot be told from noise, whatever they show. */
const FEWEST_DATES = 8;
/** Threads that wait for a signal are many, and no leak. */
const LISTENERS = 100_000;

/**
 * @param folder of this work alone: made when it is not there, and to be removed by whoever has taken the points
 * @throws `invalidStack` for images that cannot be processed; `notEnoughRoom` before anything is written
 */
export async function runPipeline(stack: SlcStack, folder: string, options: PipelineOptions): Promise<PsiResult> {
  const { parameters, areaOfInterest, threads, onProgress, log } = options;
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  setMaxListeners(LISTENERS, signal);
  const clock = new StepClock();
  if (areaOfInterest) await refuseOutside(stack, areaOfInterest);
  await refuseAnother(stack, folder, options);
  for (const notice of stack.notices) log('warn', notice);
  const store = await fillTileStore(stack, storeFolder(folder), {
    signal,
    besideDiskBytes: stepBytes(stack),
    onProgress: (share) => onProgress(share * ENDS.store, 'reading images'),
  });
  await store.close();
  clock.lap('reading images');
  const usable = store.usableDates.length;
  if (usable < FEWEST_DATES) {
    throw invalidStack(stack.folder, `expected at least ${FEWEST_DATES} images with values, got ${usable}`);
  }
  const crew = openCrew(threads);
  try {
    const area = areaOfInterest && new AreaMask(areaOfInterest);
    const { rowM, columnM } = await groundSpacing(stack);
    const work: PipelineWork = {
      ...{ stack, folder, store, parameters, area, crew, threads, signal, log },
      blocks: blocksOf(store.header),
      pixelAreaM2: rowM * columnM,
    };
    const step =
      (from: number, to: number, name = '') =>
      (share: number, activity = name) =>
        onProgress(from + share * (to - from), activity);
    const isWanted = area && (await nearArea(stack, area));
    const { gain } = await amplitudeStep({
      ...work,
      isWanted,
      onProgress: step(ENDS.store, ENDS.amplitude, 'amplitudes'),
    });
    clock.lap('amplitudes');
    const linking = step(ENDS.amplitude, ENDS.candidates, 'scatterers and phase linking');
    const { referenceDate } = await candidatesStep(stack, { ...work, isWanted, onProgress: linking });
    clock.lap('scatterers and phase linking');
    const model = await modelOf(stack, store.usableDates, referenceDate);
    await networkStep(work, model, step(ENDS.candidates, ENDS.network));
    clock.lap('network');
    const found = await pointsStep(work, areaOfInterest, model, step(ENDS.network, ENDS.points));
    clock.lap('points');
    onProgress(ENDS.points, 'quality');
    const quality = await gatherQuality(work, model, found, {
      gain,
      validPixels: store.validPixels,
      steps: clock.times,
    });
    onProgress(1, 'done');
    const pointCount = found.points.reduce((sum, count) => sum + count, 0);
    return { dates: model.dates, pointCount, quality, points: () => pointsOf(work, found.points) };
  } catch (error) {
    // What the other threads are at is of no use any more.
    stop.abort(error);
    throw error;
  } finally {
    await crew.close();
  }
}

/** For those who run it, and their tests. */
export type RunPipeline = typeof runPipeline;

async function* pointsOf({ blocks, folder }: PipelineWork, counts: readonly number[]): AsyncGenerator<PointColumns> {
  for (const [k, { index }] of blocks.entries()) {
    if (counts[k] === 0) continue;
    yield (await readColumns<keyof PointColumns>(blockFile(folder, 'points', index))) as unknown as PointColumns;
    await turn();
  }
}

/** Blocks that may hold points of the area; in radar geometry it is not known beforehand where they lie. */
async function nearArea(stack: SlcStack, area: AreaMask): Promise<((block: Block) => boolean) | undefined> {
  const plane = await new StackPlane(stack).open();
  if (plane.isRadar) return undefined;
  return ({ firstRow, rows, firstColumn, columns }) => {
    const corners = [firstRow, firstRow + rows].flatMap((row) =>
      [firstColumn, firstColumn + columns].map((column) => plane.toDegrees(...plane.ofPixel(row, column))),
    );
    const [longitudes, latitudes] = [corners.map(([longitude]) => longitude), corners.map(([, latitude]) => latitude)];
    return area.isNear(
      Math.min(...longitudes),
      Math.min(...latitudes),
      Math.max(...longitudes),
      Math.max(...latitudes),
    );
  };
}

/** Rows that are tried, as shares of the image: R sin(incidence) hardly changes along them. */
const ROWS_TRIED = [0.5, 0.4, 0.6, 0.25, 0.75, 0.1, 0.9, 0];

/** With R sin(incidence) of the middle of the stack, or of the next of some rows that have it. */
async function modelOf(stack: SlcStack, usableDates: readonly number[], referenceDate: number): Promise<PhaseModel> {
  for (const share of ROWS_TRIED) {
    const rows = { first: Math.min(stack.heightPixels - 1, Math.floor(share * stack.heightPixels)), count: 1 };
    const [east, north, range] = await Promise.all(
      (['losEast', 'losNorth', 'slantRangeM'] as const).map((layer) =>
        stack.readGeometry(layer, rows, new Float64Array(stack.widthPixels)),
      ),
    );
    const values = range.map((rangeM, i) => rangeM * Math.hypot(east[i], north[i])).filter((value) => value > 0);
    if (values.length === 0) continue;
    return phaseModel(stack.description, usableDates, referenceDate, values.sort()[values.length >> 1]);
  }
  throw invalidStack(stack.folder, 'expected lines of sight and slant ranges, found none in any of the rows tried');
}

async function refuseOutside(stack: SlcStack, area: AreaOfInterest): Promise<void> {
  const images = await footprint(stack);
  if (!images || touches(area, images)) return;
  throw invalidParameter('aoi', `lies outside of the images of ${stack.folder}, which are ${boxText(images)}`);
}

/** Of the pixels, in a dense town, that become points. */
const POINT_SHARE = 0.2;
/** Of a point and one date: linked, whole, and as displacement; and of a point without them. */
const POINT_DATE_BYTES = 12;
const POINT_BYTES = 300;
/** Mean and dispersion of the amplitude. */
const PIXEL_BYTES = 8;

/** What the steps write beside the tiles, as measured, with some room. */
function stepBytes({ widthPixels, heightPixels, description }: SlcStack): number {
  const pointBytes = POINT_BYTES + POINT_DATE_BYTES * description.acquisitions.length;
  return Math.ceil(widthPixels * heightPixels * (PIXEL_BYTES + POINT_SHARE * pointBytes));
}

const REQUEST_FILE = 'run.json';

/** A folder of work goes on with what it was begun with. */
async function refuseAnother(stack: SlcStack, folder: string, { parameters, areaOfInterest }: PipelineOptions) {
  await mkdir(folder, { recursive: true });
  const path = join(folder, REQUEST_FILE);
  const { widthPixels, heightPixels, description } = stack;
  const wanted = JSON.stringify({
    ...{ widthPixels, heightPixels, areaOfInterest },
    parameters: Object.fromEntries(Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1))),
    acquisitions: description.acquisitions,
  });
  const before = await readFile(path, 'utf8').catch(() => undefined);
  if (before === undefined) {
    // Under another name first: a kill leaves none, or the whole one.
    await writeFile(`${path}.draft`, wanted, { flush: true });
    await rename(`${path}.draft`, path);
  } else if (before !== wanted) {
    throw invalidStack(folder, 'holds the work of another stack, or of other parameters; remove the folder');
  }
}

class StepClock {
  readonly times: StepTime[] = [];
  #since = performance.now();

  lap(name: string): void {
    const now = performance.now();
    this.times.push({ name, seconds: Math.round((now - this.#since) / 10) / 100 });
    this.#since = now;
  }
}
