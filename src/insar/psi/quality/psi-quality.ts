/** What a run says of itself: numbers, histograms and small maps. Plain JSON, for programs and for the report. */
import type { PsiParameters } from '../psi-parameters.js';

export interface PsiQuality {
  readonly dates: readonly string[];
  readonly referenceDate: string;
  readonly widthPixels: number;
  readonly heightPixels: number;
  readonly parameters: PsiParameters;
  readonly warnings: readonly string[];
  readonly steps: readonly StepTime[];
  readonly counts: {
    readonly pixels: number;
    readonly usableDates: number;
    readonly persistentCandidates: number;
    readonly distributedCandidates: number;
    readonly networkPoints: number;
    readonly persistentPoints: number;
    readonly distributedPoints: number;
    readonly clusters: number;
  };
  readonly arcs: {
    readonly count: number;
    /** Coherence that noise alone reaches with the chance of a false alarm. */
    readonly threshold: number;
    readonly aboveThreshold: number;
    readonly kept: number;
    readonly rejected: number;
    readonly coherence: Histogram;
    readonly lengthM: Histogram;
    readonly triangles: number;
    readonly failingTriangles: number;
    readonly closureRmsMmPerYear: number | null;
    readonly closureRmsM: number | null;
  };
  /** One for each date. */
  readonly epochs: readonly EpochQuality[];
  readonly histograms: {
    readonly dispersion: Histogram;
    readonly linkedCoherence: Histogram;
    readonly coherence: Histogram;
    readonly velocityMmPerYear: Histogram;
    readonly heightErrorM: Histogram;
  };
  readonly maps: {
    readonly dispersion: QualityMap;
    readonly coherence: QualityMap;
    readonly velocityMmPerYear: QualityMap;
    readonly pointsPerKm2: QualityMap;
  };
}

export interface StepTime {
  readonly name: string;
  readonly seconds: number;
}

export interface EpochQuality {
  readonly date: string;
  /** Calibration: amplitudes were multiplied by it. */
  readonly amplitudeGain: number;
  readonly validShare: number;
  /** Of the primary network: faces that did not close, cycles that closed them, and whether nothing cheaper would. */
  readonly residues: number;
  readonly cycles: number;
  readonly isCheapest: boolean;
  /** Atmosphere and orbit, towards the satellite. */
  readonly rampMmPerKm: readonly [east: number, north: number];
  readonly stratifiedMmPerKm: number;
  readonly turbulenceRmsMm: number;
  /** Left in the series of good points. */
  readonly noiseRmsMm: number;
  readonly atmosphereMm: QualityMap;
}

export interface Histogram {
  /** Lower edge of the first class. */
  readonly from: number;
  readonly step: number;
  readonly counts: readonly number[];
}

/** Rows from north, or from the first line; null where there is nothing. */
export interface QualityMap {
  readonly rows: number;
  readonly columns: number;
  /** Pixels of the images to a cell; of air: cells in which residuals are averaged. */
  readonly cellPixels: number;
  readonly values: readonly (number | null)[];
}
