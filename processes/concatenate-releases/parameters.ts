/** The inputs of a request as one typed object. */
import type { PairRule } from '../../src/insar/release-join/pair-join.js';
import type { CollectionInput, InputValues } from '../../src/jobs/process.js';

export interface Parameters {
  readonly earlier: CollectionInput;
  readonly later: CollectionInput;
  readonly rule: PairRule;
}

/** Defaults stand in the description and are filled in by the engine. */
export function parametersOf(inputs: InputValues): Parameters {
  const keep = inputs.keepUnmatched;
  return {
    earlier: inputs.earlier as CollectionInput,
    later: inputs.later as CollectionInput,
    rule: {
      offset: inputs.offset as PairRule['offset'],
      minCommonEpochs: inputs.minCommonEpochs as number,
      maxShiftM: inputs.maxShiftM as number,
      requireSameLinePixel: inputs.requireSameLinePixel as boolean,
      keepEarlier: keep === 'earlier' || keep === 'both',
      keepLater: keep === 'later' || keep === 'both',
    },
  };
}
