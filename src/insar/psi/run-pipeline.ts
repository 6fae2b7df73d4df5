/**
 * The pipeline: from a stack of radar images to points with displacement series, EGMS level 2a. Steps leave their results in
 * files below the folder of the work; what is there is not done again, so that a run that was killed goes on where it was.
 */
import type { SlcStack } from '../stack/slc-stack.js';
import type { PsiParameters } from './psi-parameters.js';
import type { PsiQuality } from './psi-quality.js';
import type { PointColumns } from './step-files.js';

/** Degrees, CRS84: rings of a polygon; points outside are left out. */
export type AreaOfInterest = readonly (readonly (readonly [longitude: number, latitude: number])[])[];

export interface PipelineOptions {
  readonly parameters: PsiParameters;
  readonly areaOfInterest?: AreaOfInterest;
  readonly threads: number;
  readonly signal: AbortSignal;
  /** `share` of the whole work, 0 to 1, and what is being done: `phase linking, block 12 of 96`. */
  readonly onProgress: (share: number, activity: string) => void;
  readonly log: (level: 'info' | 'warn', message: string) => void;
}

export interface PsiResult {
  /** `YYYYMMDD`, of the series. */
  readonly dates: readonly string[];
  readonly pointCount: number;
  readonly quality: PsiQuality;
  /** Points of the blocks, one block after another; only blocks with points. May be called again. */
  points(): AsyncGenerator<PointColumns>;
}

/**
 * @param folder of this work alone: made when it is not there, and to be removed by whoever has taken the points
 * @throws `invalidStack` for images that cannot be processed; `notEnoughRoom` before anything is written
 */
export type RunPipeline = (stack: SlcStack, folder: string, options: PipelineOptions) => Promise<PsiResult>;
