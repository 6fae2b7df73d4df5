/** Faults that lie between inputs; those of single ones are in their schemas. */
import type { RequestCheck } from '../../src/jobs/process.js';
import { inputFaults } from './parameters.js';

export const check: RequestCheck = inputFaults;
