/** Areas that stand in the request are read once before the job is accepted: their faults name the very vertex. */
import { checkAreas } from '../../src/insar/area-statistics/areas.js';
import { AreaFault } from '../../src/insar/area-statistics/geojson-geometry.js';
import type { RequestCheck } from '../../src/jobs/process.js';

export const check: RequestCheck = ({ areas, bufferM }) => {
  // What is given by reference is read when the job runs.
  if ((areas as { type?: unknown } | undefined)?.type !== 'FeatureCollection') return [];
  try {
    checkAreas(areas, typeof bufferM === 'number' ? bufferM : 0);
    return [];
  } catch (error) {
    if (error instanceof AreaFault) return [{ pointer: `/inputs/areas${error.pointer}`, detail: error.detail }];
    throw error;
  }
};
