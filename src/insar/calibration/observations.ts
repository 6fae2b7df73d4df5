/** What the adjustment is told: parts of bursts that share a reference, and how they differ from GNSS and one another. */
import type { OrbitDirection } from '../../products/file-name.js';

/** A burst. */
export interface CalibrationProduct {
  readonly name: string;
  /** Relative orbit. */
  readonly track: number;
  readonly direction: OrbitDirection;
}

/** The points of a product with one reference: all of them, or those of one cluster. */
export interface CalibrationUnit {
  /** Index of the product. */
  readonly product: number;
  /** `cluster_label` of its points. */
  readonly cluster: number;
}

/** EPSG:3035. */
export interface GroundBox {
  readonly minEastingM: number;
  readonly minNorthingM: number;
  readonly maxEastingM: number;
  readonly maxNorthingM: number;
}

/** Where an observation stands: the mean of its points, EPSG:3035. */
interface Place {
  readonly eastingM: number;
  readonly northingM: number;
}

/** A cell of one or two kilometres, as one unit has measured it. */
export interface TieCell extends Place {
  readonly unit: number;
  readonly pointCount: number;
  /** Mean GNSS velocity along the points' lines of sight; 0 where the model does not reach. */
  readonly gnssMmPerYear: number;
  /** Median of InSAR minus GNSS. */
  readonly differenceMmPerYear: number;
  readonly sigmaMmPerYear: number;
  /** Part of sigma that all cells around share. */
  readonly gnssSigmaMmPerYear: number;
  readonly isCovered: boolean;
  /** Mean line of sight. */
  readonly losEast: number;
  readonly losNorth: number;
  readonly losUp: number;
}

/** The pseudo-PS (means of 100 m squares) in a cell that two units have both measured. */
export interface OverlapCell extends Place {
  readonly unit: number;
  readonly other: number;
  /** `same-track`: seen alike; `adjacent`: from another orbit, so compared in the vertical. */
  readonly kind: 'same-track' | 'adjacent';
  /** What each unit's surface is divided by: 1, or the up component of its line of sight. */
  readonly scale: number;
  readonly otherScale: number;
  readonly pseudoPsCount: number;
  /** Of unit minus other, both without GNSS motion: median, mean, and sum of squares about the mean. */
  readonly medianMmPerYear: number;
  readonly meanMmPerYear: number;
  readonly squaresMm2PerYear2: number;
  readonly sigmaMmPerYear: number;
}

export interface CalibrationObservations {
  readonly products: readonly CalibrationProduct[];
  readonly units: readonly CalibrationUnit[];
  readonly ties: readonly TieCell[];
  readonly overlaps: readonly OverlapCell[];
}
