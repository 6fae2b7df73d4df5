/** What the steps of a run work on and with. */
import type { SlcStack } from '../stack/slc-stack.js';
import type { AreaMask } from './area-mask.js';
import type { Block } from './blocks.js';
import type { StepSetting } from './step-setting.js';

export interface PipelineWork extends Omit<StepSetting, 'onProgress' | 'isWanted'> {
  readonly stack: SlcStack;
  readonly blocks: readonly Block[];
  readonly area: AreaMask | undefined;
  /** On the ground. */
  readonly pixelAreaM2: number;
}

/** Share of a step, and what is being done. */
export type StepProgress = (share: number, activity: string) => void;
