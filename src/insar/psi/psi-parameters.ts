/** What a run of the pipeline may be told, with the values that were found good. */
import type { LinkingMethod } from '../../kernels/index.js';

export interface PsiParameters {
  /** Pixels of a larger amplitude dispersion are no candidates for persistent scatterers. */
  readonly maxDispersion: number;
  /** Windows in which homogeneous pixels are looked for, metres on the ground to each side of the centre. */
  readonly windowM: number;
  /** Share of equal neighbours that the test of homogeneity rejects. */
  readonly homogeneityAlpha: number;
  /** Homogeneous pixels below which there is no distributed scatterer. */
  readonly minSamples: number;
  /** Distributed scatterers are looked for in every so-manyeth row and column. */
  readonly strideRows: number;
  readonly strideColumns: number;
  readonly linkingMethod: LinkingMethod;
  /** More dates than this are linked sequentially, in ministacks of so many. */
  readonly sequentialAbove: number;
  readonly ministackDates: number;
  /** Temporal coherence of phase linking below which a distributed scatterer is no candidate. */
  readonly minLinkedCoherence: number;
  /** The same where dates are linked in ministacks: of nearer pairs it is higher, and says less of years. */
  readonly minSequentialCoherence: number;
  /** Side of the cells of which the best point enters the primary network. */
  readonly networkCellM: number;
  readonly networkNeighbours: number;
  readonly maxArcM: number;
  /** How far arcs are searched to both sides. */
  readonly maxVelocityMmPerYear: number;
  readonly maxHeightErrorM: number;
  /** Chance that a point of pure noise is accepted. */
  readonly falseAlarmRate: number;
  /** Points of a smaller coherence are left out, whatever chance says. */
  readonly minCoherence: number;
  readonly atmosphere: 'kriging' | 'idw' | 'none';
  /** Half the width of the triangle over which residuals are averaged in time and kept as motion; 0 = none. */
  readonly atmosphereHighPassDays: number;
  /**
   * What is taken off the motion of a whole stack: what all points have in common (`common`), a plane in space as well
   * (`plane`), or all that is smooth in space and no larger than air makes in so many dates (`air`), which nothing tells
   * from motion; over five years that is some tenths of a millimetre a year, over one year some millimetres.
   */
  readonly trend: 'common' | 'plane' | 'air';
  /** First character of the identifiers of points: 0 to 61; 1 to 4 are the producers of EGMS. */
  readonly producer: number;
}

/** Temporal coherence that distributed scatterers of so many dates need. */
export const leastLinkedCoherence = (
  {
    sequentialAbove,
    minLinkedCoherence,
    minSequentialCoherence,
  }: Pick<PsiParameters, 'sequentialAbove' | 'minLinkedCoherence' | 'minSequentialCoherence'>,
  dates: number,
): number => (dates > sequentialAbove ? minSequentialCoherence : minLinkedCoherence);

export const DEFAULT_PSI_PARAMETERS: PsiParameters = {
  maxDispersion: 0.4,
  windowM: 75,
  homogeneityAlpha: 0.001,
  minSamples: 20,
  strideRows: 3,
  strideColumns: 6,
  linkingMethod: 'laplacian',
  sequentialAbove: 60,
  ministackDates: 30,
  minLinkedCoherence: 0.6,
  minSequentialCoherence: 0.8,
  networkCellM: 150,
  networkNeighbours: 8,
  maxArcM: 1500,
  maxVelocityMmPerYear: 60,
  maxHeightErrorM: 120,
  falseAlarmRate: 1e-5,
  minCoherence: 0.4,
  atmosphere: 'kriging',
  atmosphereHighPassDays: 0,
  trend: 'air',
  producer: 9,
};
