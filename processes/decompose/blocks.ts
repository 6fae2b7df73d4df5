/**
 * The work itself, block by block: read the points, sum them up in cells, solve the cells, keep the rows in a file. Each
 * finished block is a checkpoint; one whose file is gone, because the job moved to another machine, is made again.
 */
import { join } from 'node:path';
import type { PointBlock } from '../../src/catalog/points/point-selection.js';
import {
  BlockAccumulator,
  type LookPoints,
  type UnusedPoints,
} from '../../src/insar/decomposition/block-accumulator.js';
import { encodeBlock, isBlockFile, writeBlockFile } from '../../src/insar/decomposition/block-file.js';
import {
  blockRows,
  type CellRow,
  type LossCounts,
  MIN_EPOCHS,
  noLosses,
  type RowOptions,
  SeriesModels,
} from '../../src/insar/decomposition/block-rows.js';
import { type Block, boxOf, type CellGrid } from '../../src/insar/decomposition/cell-grid.js';
import { turn } from '../../src/insar/turns.js';
import type { ProcessContext } from '../../src/jobs/process.js';
import { decodeL2Pid } from '../../src/products/pid.js';
import type { Parameters } from './parameters.js';
import type { Plan } from './plan.js';
import { newRows, POINT_ATTRIBUTES, productKeyOf, type Source } from './sources.js';
import type { SurveyedBlock } from './survey.js';

/** What a block came to; plain JSON. */
export interface BlockSummary extends Block {
  readonly fileName: string;
  readonly sha256: string;
  readonly rows: number;
  readonly losses: LossCounts;
  readonly unused: UnusedPoints;
  readonly pointsByLook: Readonly<Record<string, number>>;
  /** Points by producer, as the number of the first character of their pids. */
  readonly producers: Readonly<Record<string, number>>;
  /** Rows of which some GNSS velocity is known. */
  readonly rowsWithGnss: number;
}

export interface BlockWork {
  readonly context: Pick<ProcessContext, 'folder' | 'signal' | 'checkpoint' | 'progress'>;
  readonly sources: readonly Source[];
  readonly parameters: Parameters;
  readonly plan: Plan;
  readonly grid: CellGrid;
  /** Stands for the versions of the collections, see `sources.ts`. */
  readonly versions: string;
}

/** Shares of the whole work at which the blocks begin and end. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export async function computeBlocks(
  work: BlockWork,
  blocks: readonly SurveyedBlock[],
  span: Span,
): Promise<readonly BlockSummary[]> {
  const total = blocks.reduce((sum, { points }) => sum + points, 0);
  const models = new SeriesModels(work.plan.grid.dates);
  const summaries: BlockSummary[] = [];
  let before = 0;
  for (const [index, block] of blocks.entries()) {
    const told = (points: number) =>
      work.context.progress(
        span.from + ((span.to - span.from) * Math.min(before + points, total)) / total,
        `combining points, block ${index + 1} of ${blocks.length}`,
      );
    summaries.push(await finishedBlock(work, block, models, told));
    before += block.points;
    told(0);
  }
  return summaries;
}

/** The block's summary, and its file in place. */
async function finishedBlock(
  work: BlockWork,
  block: SurveyedBlock,
  models: SeriesModels,
  told: (points: number) => void,
): Promise<BlockSummary> {
  const { context, versions } = work;
  let isFresh = false;
  const remembered = await context.checkpoint(`block:${block.row}:${block.column}@${versions}`, async () => {
    isFresh = true;
    return computeBlock(work, block, models, told);
  });
  if (isFresh) return remembered;
  context.signal.throwIfAborted();
  if (await isBlockFile(join(context.folder, remembered.fileName), remembered.sha256)) return remembered;
  return computeBlock(work, block, models, told);
}

async function computeBlock(
  work: BlockWork,
  block: SurveyedBlock,
  models: SeriesModels,
  told: (points: number) => void,
): Promise<BlockSummary> {
  const { context, parameters, plan, grid } = work;
  const epochs = plan.grid.dates.length;
  const { gnssModel } = parameters;
  const north = parameters.north === 'gnss' ? gnssModel : undefined;
  const accumulator = new BlockAccumulator(grid, block, epochs, {
    weighting: parameters.weighting,
    ...(north && { north: (e: number, n: number) => north.at(e, n)?.northMmPerYear ?? Number.NaN }),
  });
  const producers = await readPoints(work, block, accumulator, told);
  const losses = noLosses();
  const options: RowOptions = {
    weighting: parameters.weighting,
    minPointsPerGeometry: parameters.minPointsPerGeometry,
    maxConditionNumber: parameters.maxConditionNumber,
    minEpochs: MIN_EPOCHS,
    isNorthCompensated: north !== undefined,
    ...(gnssModel && { gnssAt: (eastingM, northingM) => gnssModel.at(eastingM, northingM) }),
  };
  const rows: CellRow[] = [];
  let untilTurn = VALUES_PER_TURN;
  for (const row of blockRows(accumulator, grid, block, models, epochs, options, losses)) {
    if (row) rows.push(row);
    untilTurn -= epochs;
    if (untilTurn > 0) continue;
    untilTurn = VALUES_PER_TURN;
    await turn(context.signal);
  }
  const fileName = `block-${block.row}-${block.column}.bin`;
  return {
    row: block.row,
    column: block.column,
    fileName,
    sha256: await writeBlockFile(join(context.folder, fileName), encodeBlock(rows, epochs)),
    rows: rows.length,
    losses,
    unused: accumulator.unused,
    pointsByLook: Object.fromEntries(accumulator.pointsByLook),
    producers,
    rowsWithGnss: rows.filter(({ gnssUpMmPerYear }) => !Number.isNaN(gnssUpMmPerYear)).length,
  };
}

/** Displacements solved, or interpolated, in one turn of the event loop: some 50 ms. */
const VALUES_PER_TURN = 300_000;

/** Points by producer. */
async function readPoints(
  { context, sources, plan, grid }: BlockWork,
  block: SurveyedBlock,
  accumulator: BlockAccumulator,
  told: (points: number) => void,
): Promise<Record<string, number>> {
  const producers: Record<string, number> = {};
  const seen = new Map<string, Set<string>>();
  const pointsPerTurn = Math.ceil(VALUES_PER_TURN / plan.grid.dates.length);
  let read = 0;
  for (const source of sources) {
    const request = { attributes: POINT_ATTRIBUTES, withSeries: true, box: boxOf(grid, block), signal: context.signal };
    for await (const points of source.selection.blocks(request)) {
      const { look } = plan.products.get(productKeyOf(source, points.product))!;
      const columns = columnsOf(points);
      for (const [from, to] of newRows(source, points.pid, seen, pointsPerTurn)) {
        accumulator.add(look, columns, from, to);
        for (let row = from; row < to; row++) {
          const producer = decodeL2Pid(points.pid[row])?.producer;
          if (producer !== undefined) producers[producer] = (producers[producer] ?? 0) + 1;
        }
        await turn(context.signal);
      }
      read += points.count;
      told(read);
    }
  }
  return producers;
}

function columnsOf({ count, pid, attributes, displacementMm }: PointBlock): LookPoints {
  const column = (name: (typeof POINT_ATTRIBUTES)[number]) => attributes[POINT_ATTRIBUTES.indexOf(name)];
  return {
    count,
    pid,
    eastingM: column('eastingM'),
    northingM: column('northingM'),
    heightM: column('heightM'),
    losEast: column('losEast'),
    losNorth: column('losNorth'),
    losUp: column('losUp'),
    rmseMm: column('rmseMm'),
    gnssVelocityMmPerYear: column('gnssVelocityMmPerYear'),
    displacementMm,
  };
}
