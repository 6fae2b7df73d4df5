/** Where the steps of the pipeline leave what they found, and what stands in it. Paths are below the folder of the work. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Column } from './columns-file.js';

/** The tiled store of the images. */
export const storeFolder = (folder: string): string => join(folder, 'store');
export const STEPS = ['amplitude', 'candidates', 'network', 'points'] as const;
export type StepName = (typeof STEPS)[number];
/** What a step found in a block. */
export const blockFile = (folder: string, step: StepName, block: number): string =>
  join(folder, step, `${String(block).padStart(5, '0')}.columns`);
/** What a step found as a whole. */
export const stepFile = (folder: string, step: StepName, name: string): string => join(folder, step, name);

export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** `amplitude`: every pixel of a block, rows after rows. */
export interface AmplitudeColumns {
  /** Calibrated, linear; NaN without values. */
  readonly mean: Float32Array;
  /** NaN below half of the dates. */
  readonly dispersion: Float32Array;
}

/** `candidates`: scatterers of a block, in order of row and column; n of them, N dates. */
export interface CandidateColumns {
  /** (n) pixel of the image. */
  readonly row: Int32Array;
  readonly column: Int32Array;
  /** (n) 0 for a persistent scatterer, else homogeneous pixels of a distributed one. */
  readonly samples: Int32Array;
  /** (n) of the amplitude of the pixel. */
  readonly dispersion: Float32Array;
  /** (n) temporal coherence of phase linking; 1 for persistent scatterers. */
  readonly linkedCoherence: Float32Array;
  /** (n) standard deviation that its phases are expected to have about truth, apart from what they have in common: the noise of the reference date is not in it. */
  readonly sigmaRad: Float32Array;
  /** (n, N) arg z_i - arg z_reference, (-pi, pi]; NaN = missing. */
  readonly phasesRad: Float32Array;
}

/** `points`: accepted points of a block, in order of row and column; n of them, N dates. */
export interface PointColumns {
  readonly row: Int32Array;
  readonly column: Int32Array;
  /** (n) 0 for a persistent scatterer, else homogeneous pixels of a distributed one. */
  readonly samples: Int32Array;
  readonly dispersion: Float32Array;
  /** (n) 0 = the largest part of the network, and so on; parts have references of their own. */
  readonly cluster: Int32Array;
  /** (n) where it is: pixel, moved by its height error. CRS84. */
  readonly longitudeDeg: Float64Array;
  readonly latitudeDeg: Float64Array;
  /** (n) above the ellipsoid: given height and height error. */
  readonly heightM: Float64Array;
  /** (n) true minus given height. */
  readonly heightErrorM: Float32Array;
  readonly heightErrorStdM: Float32Array;
  /** (n) unit vector from the ground to the satellite. */
  readonly losEast: Float32Array;
  readonly losNorth: Float32Array;
  readonly losUp: Float32Array;
  /** (n) |mean exp j(residual)| after velocity and height error, before the atmosphere is taken off neighbours. */
  readonly coherence: Float32Array;
  /**
   * (n) mm: errors that do not show in the residuals of a point, of air that its neighbours share and of linked phases that
   * drift, as the white noise that would add as much to the errors of velocity, acceleration and seasonality.
   */
  readonly hiddenStdMm: Float32Array;
  /** (n) standard deviations of what is fitted to the series, over those that white noise of its residuals would give. */
  readonly noiseFactor: Float32Array;
  /** (n, N) mm towards the satellite, zero of the cubic + annual model at the first date; NaN = missing. */
  readonly displacementMm: Float32Array;
}

export const columnsOf = <T extends object>(columns: Readonly<Record<string, Column>>): T => columns as unknown as T;
