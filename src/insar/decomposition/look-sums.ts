/**
 * What is kept of the points of one look in one cell while they pass by: sums, from which their weighted means follow. The
 * memory of a cell therefore depends on its looks and epochs and not on how many points it holds.
 */

/** One point as its look takes it in. Lengths of displacement in mm, of time in years of 365 days. */
export interface LookPoint {
  /** Weight in the mean of the look; dimensionless (1) or 1/mm2. */
  readonly weight: number;
  /** Variance of one acquisition, mm2; NaN when it is not known. */
  readonly varianceMm2: number;
  /** Variance of the velocity of a series with a variance of 1 mm2, 1/yr2. */
  readonly slopeVariance: number;
  readonly losEast: number;
  readonly losNorth: number;
  readonly losUp: number;
  /** GNSS velocity along the line of sight, mm/yr; NaN when there is none. */
  readonly gnssVelocityMmPerYear: number;
}

export class LookSums {
  count = 0;
  weight = 0;
  losEast = 0;
  losNorth = 0;
  losUp = 0;
  /** Sum of weight^2 variance, and the same times each point's slope variance. */
  noise = 0;
  slopeNoise = 0;
  gnssWeight = 0;
  gnssVelocity = 0;
  /** (epochs), sum of weight x displacement. */
  readonly displacement: Float64Array;
  /** (epochs), sum of the weights of the points that have the epoch; absent while all have all. */
  #epochWeight: Float64Array | undefined;

  constructor(epochs: number) {
    this.displacement = new Float64Array(epochs);
  }

  /**
   * @param displacementMm (epochs), NaN = missing
   * @param isComplete whether no epoch is missing
   */
  add(point: LookPoint, displacementMm: Float64Array, isComplete: boolean): void {
    const { displacement } = this;
    const w = point.weight;
    if (!isComplete && !this.#epochWeight) {
      this.#epochWeight = new Float64Array(displacement.length).fill(this.weight);
    }
    const epochWeight = this.#epochWeight;
    if (epochWeight) {
      for (let t = 0; t < displacement.length; t++) {
        const d = displacementMm[t];
        if (Number.isNaN(d)) continue;
        displacement[t] += w * d;
        epochWeight[t] += w;
      }
    } else {
      for (let t = 0; t < displacement.length; t++) displacement[t] += w * displacementMm[t];
    }
    this.count++;
    this.weight += w;
    this.losEast += w * point.losEast;
    this.losNorth += w * point.losNorth;
    this.losUp += w * point.losUp;
    this.noise += w * w * point.varianceMm2;
    this.slopeNoise += w * w * point.varianceMm2 * point.slopeVariance;
    if (!Number.isNaN(point.gnssVelocityMmPerYear)) {
      this.gnssWeight += w;
      this.gnssVelocity += w * point.gnssVelocityMmPerYear;
    }
  }

  /** Weight behind an epoch; zero where no point has it. */
  epochWeight(epoch: number): number {
    return this.#epochWeight ? this.#epochWeight[epoch] : this.weight;
  }

  /** Whether every epoch has the same points behind it. */
  get isComplete(): boolean {
    return this.#epochWeight === undefined;
  }
}
