/** The step `network`: candidates get their places, the best of them become the primary network, and that is solved. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { turn } from '../../turns.js';
import { writeColumns } from '../columns-file.js';
import type { PhaseModel } from '../phase-model.js';
import type { PipelineWork, StepProgress } from '../pipeline-work.js';
import { exists, stepFile } from '../step-files.js';
import { NETWORK_FILE, writeNetwork } from './network-file.js';
import { NetworkPointCollector } from './network-points.js';
import { candidatesOf, placedCandidates, placesFile } from './placed-candidates.js';
import { StackPlane, writePlaces } from './places.js';
import { primaryNetwork } from './primary-network.js';

/** Noisier candidates are not for the network. */
const MAX_SIGMA_RAD = 0.9;

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
    const found = await placedCandidates(work, block.index, model);
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
