/** Faults that lie between inputs, or in what they say; those of single values are in their schemas. */
import type { RequestCheck } from '../../src/jobs/process.js';
import { inputFaults } from './parameters.js';

export const check: RequestCheck = inputFaults;
