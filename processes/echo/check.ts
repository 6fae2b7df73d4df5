/** A request without anything to echo is taken for a mistake: most likely its inputs are misnamed. */
import type { RequestCheck } from '../../src/jobs/process.js';

export const check: RequestCheck = (inputs) => {
  const given = Object.values(inputs).filter((value) => value !== undefined);
  return given.length > 0 ? [] : [{ pointer: '/inputs', detail: 'expected at least one input to echo, got none' }];
};
