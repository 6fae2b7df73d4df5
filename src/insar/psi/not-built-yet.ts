/** Stands where the pipeline will be: `processes/psi/index.ts` and `src/commands/psi.ts` import it from here until then. */
import { ServiceError } from '../../errors.js';
import type { RunPipeline } from './run-pipeline.js';

export const runPipeline: RunPipeline = () =>
  Promise.reject(new ServiceError(501, 'NotBuiltYet', 'the PSI pipeline is not built yet'));
