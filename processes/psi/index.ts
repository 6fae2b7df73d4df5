/**
 * From a stack of radar images to basic points (L2a): `process.json` says what for and with which inputs, `src/insar/psi/`
 * holds the method. Here the two meet the catalog.
 */
import { runPipeline } from '../../src/insar/psi/run-pipeline.js';
import { psiProcess } from './psi-process.js';

export const run = psiProcess(runPipeline);
