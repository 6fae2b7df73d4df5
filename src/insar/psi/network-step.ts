/** The step `network`: candidates get their places, the best of them become the primary network, and that is solved. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { turn } from '../turns.js';
import type { Block } from './blocks.js';
import { readColumns, writeColumns } from './columns-file.js';
import { writeNetwork } from './network-file.js';
import { NetworkPointCollector } from './network-points.js';
import type { PhaseModel } from './phase-model.js';
import type { PipelineWork, StepProgress } from './pipeline-work.js';
import { type PlaceColumns, StackPlane, writePlaces } from './places.js';
import { primaryNetwork } from './primary-network.js';
import { blockFile, type CandidateColumns, stepFile } from './step-files.js';
import { exists } from './step-setting.js';

/** Noisier candidates are not for the network. */
const MAX_SIGMA_RAD = 0.9;

export const NETWORK_FILE = 'network.columns';
/** What is told of the arcs and dates of the network. */
export const ARCS_FILE = 'arcs.columns';

export async function networkStep(work: PipelineWork, model: PhaseModel, onProgress: StepProgress): Promise<void> {
  const { folder, parameters, signal } = work;
  const path = stepFile(folder, 'network', NETWORK_FILE);
  if (await exists(path)) return;
  await mkdir(dirname(path), { recursive: true });
  await placesStep(work, (share) => onProgress(0.1 * share, 'placing candidates'));
  const collector = new NetworkPointCollector(parameters.networkCellM, model.dates.length, MAX_SIGMA_RAD);
  for (const block of work.blocks) {
    const found = await placedCandidates(work, block, model);
    if (found) collector.add({ block: block.index, ...found.candidates, ...found.places, phasesRad: found.phasesRad });
    await turn(signal);
  }
  const points = collector.points();
  onProgress(0.15, `${points.count} points in the network`);
  const network = await primaryNetwork(points, {
    ...work,
    model,
    onProgress: (share, activity) => onProgress(0.15 + 0.85 * share, activity),
  });
  const { arcs, epochs } = network;
  const { integration } = arcs;
  await writeColumns(stepFile(folder, 'network', ARCS_FILE), {
    lengthM: arcs.lengthM,
    coherence: arcs.coherence,
    state: integration?.arcState ?? new Uint8Array(arcs.coherence.length).fill(2),
    threshold: Float64Array.of(arcs.threshold),
    points: Float64Array.of(points.count),
    triangles: Float64Array.of(integration?.statistics.triangles ?? 0, integration?.statistics.failingTriangles ?? 0),
    closureRms: Float64Array.from(integration?.quantities ?? [], ({ closureRms }) => closureRms),
    residues: Float64Array.from(epochs, ({ residues }) => residues),
    cycles: Float64Array.from(epochs, ({ cycles }) => cycles),
    isCheapest: Uint8Array.from(epochs, ({ isCheapest }) => (isCheapest ? 1 : 0)),
  });
  // Last: whoever finds it finds the step done.
  await writeNetwork(path, points, network);
}

const placesFile = (folder: string, block: number): string =>
  stepFile(folder, 'network', `places-${String(block).padStart(5, '0')}.columns`);

async function placesStep(work: PipelineWork, onProgress: (share: number) => void): Promise<void> {
  const { stack, folder, blocks, signal } = work;
  const plane = await new StackPlane(stack).open();
  let first = 0;
  while (first < blocks.length) {
    let end = first + 1;
    while (end < blocks.length && blocks[end].firstRow === blocks[first].firstRow) end++;
    const strip = blocks.slice(first, end);
    const isDone = await Promise.all(strip.map(({ index }) => exists(placesFile(folder, index))));
    if (isDone.includes(false)) {
      const candidates = await Promise.all(strip.map(({ index }) => candidatesOf(folder, index)));
      await writePlaces(stack, plane, strip, candidates, ({ index }) => placesFile(folder, index), signal);
    }
    first = end;
    onProgress(first / blocks.length);
  }
}

/** Undefined for a block without candidates. */
async function candidatesOf(folder: string, block: number): Promise<CandidateColumns | undefined> {
  const path = blockFile(folder, 'candidates', block);
  if (!(await exists(path))) return undefined;
  const columns = (await readColumns<keyof CandidateColumns>(path)) as unknown as CandidateColumns;
  return columns.row.length === 0 ? undefined : columns;
}

export interface PlacedCandidates {
  readonly candidates: Omit<CandidateColumns, 'phasesRad'>;
  readonly places: PlaceColumns;
  /** (n, dates of the phase model) */
  readonly phasesRad: Float32Array;
}

/** Candidates of a block that are wanted, with their places; undefined when there are none. */
export async function placedCandidates(
  { folder, area }: Pick<PipelineWork, 'folder' | 'area'>,
  { index }: Pick<Block, 'index'>,
  { epochs }: PhaseModel,
): Promise<PlacedCandidates | undefined> {
  const found = await candidatesOf(folder, index);
  if (!found) return undefined;
  const places = (await readColumns<keyof PlaceColumns>(placesFile(folder, index))) as unknown as PlaceColumns;
  const wanted = Int32Array.from(found.row.keys()).filter(
    (p) =>
      Number.isFinite(places.eastM[p] + places.northM[p] + places.rangeSineM[p] + places.heightM[p]) &&
      (area?.has(places.longitudeDeg[p], places.latitudeDeg[p]) ?? true),
  );
  if (wanted.length === 0) return undefined;
  const { phasesRad, ...rest } = found;
  const allDates = phasesRad.length / found.row.length;
  const phases = new Float32Array(wanted.length * epochs.length);
  wanted.forEach((p, k) => {
    for (let i = 0; i < epochs.length; i++) phases[k * epochs.length + i] = phasesRad[p * allDates + epochs[i]];
  });
  return { candidates: picked(rest, wanted), places: picked(places, wanted), phasesRad: phases };
}

/** Some of the rows of all columns. */
function picked<T extends object>(columns: T, rows: Int32Array): T {
  const isAll = rows.length === (Object.values(columns)[0] as ArrayLike<number>).length;
  if (isAll) return columns;
  return Object.fromEntries(
    Object.entries(columns as Record<string, Float64Array>).map(([name, values]) => {
      const view = values.constructor as unknown as { new (length: number): Float64Array };
      const out = new view(rows.length);
      rows.forEach((row, k) => {
        out[k] = values[row];
      });
      return [name, out];
    }),
  ) as T;
}
