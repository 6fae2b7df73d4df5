/** Faults that lie between inputs, or inside the text of the GNSS model; those of single values are in their schemas. */
import type { RequestCheck } from '../../src/jobs/process.js';
import { inputFaults } from './parameters.js';

export const check: RequestCheck = inputFaults;
