/**
 * From points to observations, one square of ground at a time: every cell of the square is complete when the square is, so
 * that medians are exact and memory is that of one square, however many bursts there are.
 *
 * InSAR and GNSS are compared along the line of sight of each point. A tie is the median of a unit's differences in a
 * cell; an overlap is the median difference of two units' pseudo-PS (means of 100 m squares, as EGMS compares tracks):
 * of one track directly, of neighbouring tracks of one orbit direction in the vertical, where incidence differs by less
 * than 10 degrees. Source: EGMS ATBD, calibration; EGMS product description, border checks.
 */
import type { GnssModel } from '../../products/gnss-model.js';
import type { CalibrationProduct, CalibrationUnit, GroundBox, OverlapCell, TieCell } from './observations.js';
import { medianErrorMmPerYear, medianOfSorted } from './robust-spread.js';

/** Columns of points of one unit: each (count). */
export interface TiePoints {
  readonly eastingM: Float64Array;
  readonly northingM: Float64Array;
  readonly velocityMmPerYear: Float64Array;
  readonly losEast: Float64Array;
  readonly losNorth: Float64Array;
  readonly losUp: Float64Array;
  readonly incidenceDeg: Float64Array;
}

export interface TieSquare {
  readonly minEastingM: number;
  readonly minNorthingM: number;
  /** Edge, a multiple of that of a cell. */
  readonly sizeM: number;
  /** Edge of a cell, a multiple of 100 m. */
  readonly cellM: number;
}

const PSEUDO_PS_M = 100;
const MAX_INCIDENCE_DIFFERENCE_DEG = 10;
/** Noise that the points of a cell share: what is left of the atmosphere. */
const SHARED_TIE_SIGMA = 0.3;
/** In an overlap most of it is the same in both. */
const SHARED_OVERLAP_SIGMA = { 'same-track': 0.1, adjacent: 1 } as const;
/** Ground and GNSS node move less alike the farther they are apart: mm/yr per metre. */
const LOCAL_MOTION_PER_M = 0.02 / 1000;

/** Sums over the points of one unit in one square, of those the GNSS model covers or of the others. */
class Layer {
  readonly count: Uint32Array;
  /** Per cell: easting, northing, GNSS, GNSS sigma, line of sight, incidence. */
  readonly sums: Float64Array;
  readonly pseudoPsCount: Uint32Array;
  readonly pseudoPsSum: Float64Array;

  constructor(
    readonly unit: number,
    readonly isCovered: boolean,
    cells: number,
    pseudoPs: number,
  ) {
    this.count = new Uint32Array(cells);
    this.sums = new Float64Array(cells * SUMS);
    this.pseudoPsCount = new Uint32Array(pseudoPs);
    this.pseudoPsSum = new Float64Array(pseudoPs);
  }

  mean(cell: number, which: number): number {
    return this.sums[cell * SUMS + which] / this.count[cell];
  }
}

const SUMS = 8;
const [EASTING, NORTHING, GNSS, GNSS_SIGMA, LOS_EAST, LOS_NORTH, LOS_UP, INCIDENCE] = [0, 1, 2, 3, 4, 5, 6, 7];

/** What was left out or stands aside, over all squares. */
export interface TieCount {
  points: number;
  /** Without a velocity or a line of sight. */
  unusable: number;
  /** Where the GNSS model does not reach. */
  uncovered: number;
  uncoveredBox?: GroundBox;
}

export const newTieCount = (): TieCount => ({ points: 0, unusable: 0, uncovered: 0 });

export class TieCollector {
  private readonly layers: Layer[] = [];
  private readonly edge: number;
  private readonly fineEdge: number;
  private readonly finePerCell: number;
  /** Per point: layer x cells + cell, and the difference. Grown by doubling. */
  private slots = new Uint32Array(4096);
  private differences = new Float64Array(4096);
  private used = 0;

  constructor(
    private readonly square: TieSquare,
    private readonly model: GnssModel,
    private readonly products: readonly CalibrationProduct[],
    private readonly units: readonly CalibrationUnit[],
  ) {
    this.edge = square.sizeM / square.cellM;
    this.finePerCell = square.cellM / PSEUDO_PS_M;
    this.fineEdge = this.edge * this.finePerCell;
    if (!Number.isInteger(this.edge) || !Number.isInteger(this.finePerCell)) {
      throw new RangeError(
        `square of ${square.sizeM} m: expected a multiple of cells of ${square.cellM} m, they of 100 m`,
      );
    }
  }

  /** Takes points of one unit, those at `rows` when given; all must lie in the square. Adds to `count`. */
  add(unit: number, points: TiePoints, count: TieCount, rows?: Uint32Array): void {
    const length = rows?.length ?? points.eastingM.length;
    this.#reserve(length);
    for (let i = 0; i < length; i++) this.#addPoint(unit, points, rows ? rows[i] : i, count);
  }

  #addPoint(unit: number, points: TiePoints, row: number, count: TieCount): void {
    const eastingM = points.eastingM[row];
    const northingM = points.northingM[row];
    const velocity = points.velocityMmPerYear[row];
    const [losEast, losNorth, losUp] = [points.losEast[row], points.losNorth[row], points.losUp[row]];
    count.points++;
    if (!Number.isFinite(velocity + losEast + losNorth + losUp + points.incidenceDeg[row])) {
      count.unusable++;
      return;
    }
    const gnss = this.model.at(eastingM, northingM);
    if (!gnss) countUncovered(count, eastingM, northingM);
    const layerIndex = this.#layerOf(unit, gnss !== undefined);
    const layer = this.layers[layerIndex];
    const column = Math.floor((eastingM - this.square.minEastingM) / PSEUDO_PS_M);
    const row100 = Math.floor((northingM - this.square.minNorthingM) / PSEUDO_PS_M);
    if (!(column >= 0 && column < this.fineEdge && row100 >= 0 && row100 < this.fineEdge)) {
      throw new RangeError(`point at ${eastingM}, ${northingM}: outside of its square`);
    }
    const cell = Math.floor(row100 / this.finePerCell) * this.edge + Math.floor(column / this.finePerCell);
    let [gnssLos, gnssSigma] = [0, 0];
    if (gnss) {
      gnssLos = gnss.northMmPerYear * losNorth + gnss.eastMmPerYear * losEast + gnss.upMmPerYear * losUp;
      const { sigmaNorthMmPerYear: n, sigmaEastMmPerYear: e, sigmaUpMmPerYear: u } = gnss;
      gnssSigma = Math.sqrt((n * losNorth) ** 2 + (e * losEast) ** 2 + (u * losUp) ** 2);
    }
    const difference = velocity - gnssLos;
    const { sums } = layer;
    const at = cell * SUMS;
    layer.count[cell]++;
    sums[at + EASTING] += eastingM;
    sums[at + NORTHING] += northingM;
    sums[at + GNSS] += gnssLos;
    sums[at + GNSS_SIGMA] += gnssSigma;
    sums[at + LOS_EAST] += losEast;
    sums[at + LOS_NORTH] += losNorth;
    sums[at + LOS_UP] += losUp;
    sums[at + INCIDENCE] += points.incidenceDeg[row];
    const fine = row100 * this.fineEdge + column;
    layer.pseudoPsCount[fine]++;
    layer.pseudoPsSum[fine] += difference;
    this.slots[this.used] = layerIndex * this.edge * this.edge + cell;
    this.differences[this.used++] = difference;
  }

  /** Observations of the square: by cell, then by unit; of two units the one with the lower index comes first. */
  finish(): { ties: TieCell[]; overlaps: OverlapCell[] } {
    const cells = this.edge * this.edge;
    const grouped = this.#grouped(this.layers.length * cells);
    const ties: TieCell[] = [];
    const overlaps: OverlapCell[] = [];
    for (let cell = 0; cell < cells; cell++) {
      const present = this.layers.filter((layer) => layer.count[cell] > 0).sort((a, b) => a.unit - b.unit);
      for (const layer of present) {
        const slot = this.layers.indexOf(layer) * cells + cell;
        ties.push(this.#tieOf(layer, cell, grouped(slot)));
      }
      for (let a = 0; a < present.length; a++) {
        for (let b = a + 1; b < present.length; b++) {
          const overlap = this.#overlapOf(present[a], present[b], cell);
          if (overlap) overlaps.push(overlap);
        }
      }
    }
    return { ties, overlaps };
  }

  #layerOf(unit: number, isCovered: boolean): number {
    const known = this.layers.findIndex((layer) => layer.unit === unit && layer.isCovered === isCovered);
    if (known >= 0) return known;
    return this.layers.push(new Layer(unit, isCovered, this.edge * this.edge, this.fineEdge * this.fineEdge)) - 1;
  }

  #reserve(more: number): void {
    let size = this.slots.length;
    if (this.used + more <= size) return;
    while (size < this.used + more) size *= 2;
    const [slots, differences] = [this.slots, this.differences];
    this.slots = new Uint32Array(size);
    this.slots.set(slots);
    this.differences = new Float64Array(size);
    this.differences.set(differences);
  }

  /** Differences by slot, each slot's in ascending order. */
  #grouped(slots: number): (slot: number) => Float64Array {
    const starts = new Uint32Array(slots + 1);
    for (let i = 0; i < this.used; i++) starts[this.slots[i] + 1]++;
    for (let slot = 0; slot < slots; slot++) starts[slot + 1] += starts[slot];
    const next = starts.slice(0, slots);
    const sorted = new Float64Array(this.used);
    for (let i = 0; i < this.used; i++) sorted[next[this.slots[i]]++] = this.differences[i];
    return (slot) => sorted.subarray(starts[slot], starts[slot + 1]).sort();
  }

  #tieOf(layer: Layer, cell: number, sorted: Float64Array): TieCell {
    const eastingM = layer.mean(cell, EASTING);
    const northingM = layer.mean(cell, NORTHING);
    const gnssSigma = layer.mean(cell, GNSS_SIGMA);
    const median = medianOfSorted(sorted);
    const apartM = layer.isCovered ? this.model.nearestNodeM(eastingM, northingM) : 0;
    return {
      unit: layer.unit,
      eastingM,
      northingM,
      pointCount: sorted.length,
      gnssMmPerYear: layer.mean(cell, GNSS),
      differenceMmPerYear: median,
      sigmaMmPerYear: Math.hypot(
        medianErrorMmPerYear(sorted, median),
        SHARED_TIE_SIGMA,
        gnssSigma,
        LOCAL_MOTION_PER_M * apartM,
      ),
      gnssSigmaMmPerYear: gnssSigma,
      isCovered: layer.isCovered,
      losEast: layer.mean(cell, LOS_EAST),
      losNorth: layer.mean(cell, LOS_NORTH),
      losUp: layer.mean(cell, LOS_UP),
    };
  }

  #overlapOf(layer: Layer, other: Layer, cell: number): OverlapCell | undefined {
    // What is compared must be free of GNSS motion in both, or in neither.
    const kind = layer.isCovered === other.isCovered ? this.#kindOf(layer, other, cell) : undefined;
    if (kind === undefined) return undefined;
    const scale = kind === 'adjacent' ? layer.mean(cell, LOS_UP) : 1;
    const otherScale = kind === 'adjacent' ? other.mean(cell, LOS_UP) : 1;
    const differences: number[] = [];
    let [eastingM, northingM] = [0, 0];
    const firstRow = Math.floor(cell / this.edge) * this.finePerCell;
    const firstColumn = (cell % this.edge) * this.finePerCell;
    for (let row = firstRow; row < firstRow + this.finePerCell; row++) {
      for (let column = firstColumn; column < firstColumn + this.finePerCell; column++) {
        const fine = row * this.fineEdge + column;
        const [count, otherCount] = [layer.pseudoPsCount[fine], other.pseudoPsCount[fine]];
        if (count === 0 || otherCount === 0) continue;
        const own = layer.pseudoPsSum[fine] / count / scale;
        differences.push(own - other.pseudoPsSum[fine] / otherCount / otherScale);
        eastingM += this.square.minEastingM + (column + 0.5) * PSEUDO_PS_M;
        northingM += this.square.minNorthingM + (row + 0.5) * PSEUDO_PS_M;
      }
    }
    const pseudoPsCount = differences.length;
    if (pseudoPsCount === 0) return undefined;
    const sorted = Float64Array.from(differences).sort();
    const medianMmPerYear = medianOfSorted(sorted);
    const meanMmPerYear = differences.reduce((sum, value) => sum + value, 0) / pseudoPsCount;
    return {
      unit: layer.unit,
      other: other.unit,
      kind,
      eastingM: eastingM / pseudoPsCount,
      northingM: northingM / pseudoPsCount,
      scale,
      otherScale,
      pseudoPsCount,
      medianMmPerYear,
      meanMmPerYear,
      squaresMm2PerYear2: differences.reduce((sum, value) => sum + (value - meanMmPerYear) ** 2, 0),
      sigmaMmPerYear: Math.hypot(medianErrorMmPerYear(sorted, medianMmPerYear), SHARED_OVERLAP_SIGMA[kind]),
    };
  }

  #kindOf(layer: Layer, other: Layer, cell: number): OverlapCell['kind'] | undefined {
    if (layer.unit === other.unit) return undefined;
    const [a, b] = [this.products[this.units[layer.unit].product], this.products[this.units[other.unit].product]];
    if (a.direction !== b.direction) return undefined;
    if (a.track === b.track) return 'same-track';
    const apartDeg = Math.abs(layer.mean(cell, INCIDENCE) - other.mean(cell, INCIDENCE));
    return apartDeg < MAX_INCIDENCE_DIFFERENCE_DEG ? 'adjacent' : undefined;
  }
}

function countUncovered(count: TieCount, eastingM: number, northingM: number): void {
  const box = count.uncoveredBox;
  count.uncovered++;
  count.uncoveredBox = {
    minEastingM: Math.min(box?.minEastingM ?? eastingM, eastingM),
    minNorthingM: Math.min(box?.minNorthingM ?? northingM, northingM),
    maxEastingM: Math.max(box?.maxEastingM ?? eastingM, eastingM),
    maxNorthingM: Math.max(box?.maxNorthingM ?? northingM, northingM),
  };
}
