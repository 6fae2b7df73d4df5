/** Inputs that contradict each other are told before the job is accepted. */
import type { RequestCheck } from '../../src/jobs/process.js';
import { inputFaults } from './parameters.js';

export const check: RequestCheck = (inputs) => inputFaults(inputs);
