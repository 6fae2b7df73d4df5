/** Gathers what a run says of itself from what its steps have left. */
import { egmsDesign, MOST_COLUMNS } from '../../../kernels/index.js';
import { rampAt } from '../../atmosphere/epoch-ramp.js';
import { turn } from '../../turns.js';
import { type Column, readColumns } from '../columns-file.js';
import { ARCS_FILE } from '../network/network-step.js';
import { FEWEST_POINTS } from '../network/primary-network.js';
import type { PhaseModel } from '../phase-model.js';
import type { PipelineWork } from '../pipeline-work.js';
import { AIR_CELL_M, type ClusterAir } from '../points/atmosphere.js';
import type { PointsFound } from '../points/points-step.js';
import {
  type AmplitudeColumns,
  blockFile,
  type CandidateColumns,
  exists,
  type PointColumns,
  stepFile,
} from '../step-files.js';
import type { EpochQuality, PsiQuality, QualityMap, StepTime } from './psi-quality.js';
import { HistogramSums, MapMeans } from './quality-sums.js';

export interface RunFacts {
  /** By date of the store. */
  readonly gain: Float64Array;
  readonly validPixels: readonly number[];
  readonly steps: readonly StepTime[];
}

/** Cells of the maps along the longer side of the images. */
const MAP_CELLS = 72;
const EPOCH_MAP_CELLS = 20;
/** Points from which the noise of the dates is told. */
const GOOD_COHERENCE = 0.7;

export async function gatherQuality(
  work: PipelineWork,
  model: PhaseModel,
  found: PointsFound,
  { gain, validPixels, steps }: RunFacts,
): Promise<PsiQuality> {
  const { header } = work.store;
  const { widthPixels, heightPixels } = header;
  const pixels = await amplitudeQuality(work);
  const candidates = await candidateQuality(work);
  const points = await pointQuality(work, model, found);
  const arcs = await readColumns(stepFile(work.folder, 'network', ARCS_FILE));
  const air = found.atmosphere.clusters[0];
  const pointCount = points.persistent + points.distributed;
  const epochs = model.dates.map((date, i): EpochQuality => {
    const ramp = air?.ramps[i];
    const mmPerKm = (radPerM: number | undefined) => rounded(((radPerM ?? 0) * 1000) / model.radPerMm) ?? 0;
    return {
      date,
      amplitudeGain: rounded(gain[model.epochs[i]]) ?? 0,
      validShare: rounded(validPixels[model.epochs[i]] / (widthPixels * heightPixels)) ?? 0,
      residues: arcs.residues[i],
      cycles: arcs.cycles[i],
      isCheapest: arcs.isCheapest[i] === 1,
      rampMmPerKm: [mmPerKm(ramp?.perMEast), mmPerKm(ramp?.perMNorth)],
      stratifiedMmPerKm: mmPerKm(ramp?.perMHeight),
      turbulenceRmsMm: rounded(air ? turbulenceRms(air, i, model) : 0) ?? 0,
      noiseRmsMm: rounded(points.noiseMm[i]) ?? 0,
      atmosphereMm: air ? airMap(air, i, model) : EMPTY_MAP,
    };
  });
  const warnings = [
    ...work.stack.notices,
    ...emptyDates(work),
    ...(pointCount === 0 ? ['no points were found: see the maps of dispersion and the coherence of the arcs'] : []),
    ...(arcs.points[0] > 0 && found.atmosphere.clusters.length === 0 ? [whyNoNetwork(arcs)] : []),
    ...(found.atmosphere.clusters.length > 1
      ? [`the network has ${found.atmosphere.clusters.length} parts: their motions cannot be compared`]
      : []),
    ...epochs
      .filter(({ isCheapest }) => !isCheapest)
      .map(({ date }) => `${date}: the unwrapping is not proven to be the cheapest`),
  ];
  return {
    dates: model.dates,
    referenceDate: model.dates[model.reference],
    widthPixels,
    heightPixels,
    parameters: work.parameters,
    warnings,
    steps,
    counts: {
      pixels: widthPixels * heightPixels,
      usableDates: model.dates.length,
      persistentCandidates: candidates.persistent,
      distributedCandidates: candidates.distributed,
      networkPoints: arcs.points[0],
      persistentPoints: points.persistent,
      distributedPoints: points.distributed,
      clusters: found.atmosphere.clusters.length,
    },
    arcs: arcQuality(arcs),
    epochs,
    histograms: {
      dispersion: pixels.histogram.histogram(),
      linkedCoherence: candidates.linkedCoherence.histogram(),
      coherence: points.coherence.histogram(),
      velocityMmPerYear: points.velocity.histogram(),
      heightErrorM: points.heightError.histogram(),
    },
    maps: {
      dispersion: pixels.map.map(),
      coherence: points.coherenceMap.map(),
      velocityMmPerYear: points.velocityMap.map(),
      pointsPerKm2: points.countMap.densities(work.pixelAreaM2),
    },
  };
}

/** Dates without anything in their images, as a warning; none where all have something. */
function emptyDates({ store }: PipelineWork): readonly string[] {
  const { dates } = store.header;
  const empty = dates.filter((_, date) => !store.usableDates.includes(date));
  return empty.length === 0 ? [] : [`left out, for their images are empty: ${empty.join(', ')}`];
}

function whyNoNetwork(arcs: Readonly<Record<string, Column>>): string {
  const coherent = arcs.coherence.some((coherence) => coherence >= arcs.threshold[0]);
  if (!coherent) return 'no arc of the network is more coherent than noise';
  const cells = 'a smaller networkCellM makes more of them';
  return `the network has ${arcs.points[0]} points, and no ${FEWEST_POINTS} of them hold together: ${cells}`;
}

function arcQuality(arcs: Readonly<Record<string, Column>>): PsiQuality['arcs'] {
  const [coherence, lengths] = [new HistogramSums(0, 0.02, 50), new HistogramSums(0, 50, 40)];
  const threshold = arcs.threshold[0];
  let [above, kept, rejected] = [0, 0, 0];
  for (let arc = 0; arc < arcs.coherence.length; arc++) {
    coherence.add(arcs.coherence[arc]);
    lengths.add(arcs.lengthM[arc]);
    if (arcs.coherence[arc] >= threshold) above++;
    if (arcs.state[arc] === 0) kept++;
    if (arcs.state[arc] === 1) rejected++;
  }
  return {
    count: arcs.coherence.length,
    threshold: rounded(threshold) ?? 1,
    aboveThreshold: above,
    kept,
    rejected,
    coherence: coherence.histogram(),
    lengthM: lengths.histogram(),
    triangles: arcs.triangles[0],
    failingTriangles: arcs.triangles[1],
    closureRmsMmPerYear: rounded(arcs.closureRms[0]),
    closureRmsM: rounded(arcs.closureRms[1]),
  };
}

async function amplitudeQuality({ folder, blocks, store }: PipelineWork) {
  const { widthPixels, heightPixels } = store.header;
  const histogram = new HistogramSums(0, 0.02, 60);
  const map = new MapMeans(widthPixels, heightPixels, MAP_CELLS);
  for (const { index, firstRow, firstColumn, columns } of blocks) {
    const path = blockFile(folder, 'amplitude', index);
    if (!(await exists(path))) continue;
    const { dispersion } = (await readColumns<keyof AmplitudeColumns>(path)) as unknown as AmplitudeColumns;
    for (let p = 0; p < dispersion.length; p++) {
      histogram.add(dispersion[p]);
      map.add(firstRow + Math.floor(p / columns), firstColumn + (p % columns), dispersion[p]);
    }
    await turn();
  }
  return { histogram, map };
}

async function candidateQuality({ folder, blocks }: PipelineWork) {
  const linkedCoherence = new HistogramSums(0, 0.02, 50);
  let [persistent, distributed] = [0, 0];
  for (const { index } of blocks) {
    const path = blockFile(folder, 'candidates', index);
    if (!(await exists(path))) continue;
    const found = (await readColumns<keyof CandidateColumns>(path)) as unknown as CandidateColumns;
    for (let p = 0; p < found.row.length; p++) {
      if (found.samples[p] === 0) persistent++;
      else {
        distributed++;
        linkedCoherence.add(found.linkedCoherence[p]);
      }
    }
    await turn();
  }
  return { linkedCoherence, persistent, distributed };
}

async function pointQuality({ folder, blocks, store }: PipelineWork, model: PhaseModel, { points }: PointsFound) {
  const { widthPixels, heightPixels } = store.header;
  const maps = () => new MapMeans(widthPixels, heightPixels, MAP_CELLS);
  const sums = {
    persistent: 0,
    distributed: 0,
    coherence: new HistogramSums(0, 0.02, 50),
    velocity: new HistogramSums(-40, 1, 80),
    heightError: new HistogramSums(-60, 2, 90),
    coherenceMap: maps(),
    velocityMap: maps(),
    countMap: maps(),
  };
  const line = new LineFit(model.timesYears);
  const squares = new Float64Array(model.dates.length);
  const counts = new Float64Array(model.dates.length);
  const dates = model.dates.length;
  for (const [k, { index }] of blocks.entries()) {
    if (points[k] === 0) continue;
    const own = (await readColumns<keyof PointColumns>(blockFile(folder, 'points', index))) as unknown as PointColumns;
    for (let p = 0; p < own.row.length; p++) {
      const series = own.displacementMm.subarray(p * dates, (p + 1) * dates);
      const velocity = line.velocity(series);
      if (own.samples[p] === 0) sums.persistent++;
      else sums.distributed++;
      sums.coherence.add(own.coherence[p]);
      sums.velocity.add(velocity);
      sums.heightError.add(own.heightErrorM[p]);
      sums.coherenceMap.add(own.row[p], own.column[p], own.coherence[p]);
      sums.velocityMap.add(own.row[p], own.column[p], velocity);
      sums.countMap.add(own.row[p], own.column[p], 1);
      if (own.coherence[p] >= GOOD_COHERENCE) line.addResiduals(series, squares, counts);
      if (p % 4096 === 4095) await turn();
    }
    await turn();
  }
  return { ...sums, noiseMm: squares.map((sum, i) => (counts[i] > 0 ? Math.sqrt(sum / counts[i]) : Number.NaN)) };
}

/** Line, wave and cubic through series without gaps; those with gaps are passed over. */
class LineFit {
  readonly #q: Float64Array;
  readonly #columns: number;
  readonly #years: Float64Array;
  readonly #squares: number;

  constructor(timesYears: Float64Array) {
    const design = egmsDesign(timesYears);
    [this.#q, this.#columns] = [design.q, design.columns];
    const mean = timesYears.reduce((sum, t) => sum + t, 0) / timesYears.length;
    this.#years = timesYears.map((t) => t - mean);
    this.#squares = this.#years.reduce((sum, t) => sum + t * t, 0);
  }

  velocity(series: Float32Array): number {
    let sum = 0;
    for (let i = 0; i < series.length; i++) sum += this.#years[i] * series[i];
    return sum / this.#squares;
  }

  addResiduals(series: Float32Array, squares: Float64Array, counts: Float64Array): void {
    const projections = new Float64Array(this.#columns);
    for (let i = 0; i < series.length; i++) {
      for (let c = 0; c < this.#columns; c++) projections[c] += this.#q[i * MOST_COLUMNS + c] * series[i];
    }
    if (Number.isNaN(projections[0])) return;
    for (let i = 0; i < series.length; i++) {
      let residual = series[i];
      for (let c = 0; c < this.#columns; c++) residual -= this.#q[i * MOST_COLUMNS + c] * projections[c];
      squares[i] += residual * residual;
      counts[i]++;
    }
  }
}

function turbulenceRms({ turbulenceRad }: ClusterAir, date: number, { dates, radPerMm }: PhaseModel): number {
  let [squares, count] = [0, 0];
  for (let at = date; at < turbulenceRad.length; at += dates.length) {
    if (Number.isNaN(turbulenceRad[at])) continue;
    squares += turbulenceRad[at] ** 2;
    count++;
  }
  return count === 0 ? 0 : Math.sqrt(squares / count) / radPerMm;
}

const EMPTY_MAP: QualityMap = { rows: 0, columns: 0, cellPixels: 1, values: [] };

/** Ramp and turbulence of a date at the cells, north up; cells of the map are whole numbers of theirs. */
function airMap(air: ClusterAir, date: number, { dates, radPerMm }: PhaseModel): QualityMap {
  const { eastM, northM, ramps, turbulenceRad, originEastM, originNorthM } = air;
  if (eastM.length === 0) return EMPTY_MAP;
  const columns = Int32Array.from(eastM, (east) => Math.floor(east / AIR_CELL_M));
  const rows = Int32Array.from(northM, (north) => -Math.floor(north / AIR_CELL_M));
  const [west, east] = rangeOf(columns);
  const [north, south] = rangeOf(rows);
  const map = new MapMeans(east - west + 1, south - north + 1, EPOCH_MAP_CELLS);
  for (let c = 0; c < eastM.length; c++) {
    const smooth = rampAt(ramps[date], eastM[c] - originEastM, northM[c] - originNorthM, 0);
    const mm = (smooth + turbulenceRad[c * dates.length + date]) / radPerMm;
    map.add(rows[c] - north, columns[c] - west, mm);
  }
  return map.map();
}

function rangeOf(values: Int32Array): [number, number] {
  let [least, most] = [values[0], values[0]];
  for (const value of values) [least, most] = [Math.min(least, value), Math.max(most, value)];
  return [least, most];
}

const rounded = (value: number | undefined): number | null =>
  value === undefined || !Number.isFinite(value) ? null : Number(value.toPrecision(6));
