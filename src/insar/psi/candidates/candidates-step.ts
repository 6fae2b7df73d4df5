/** The step `candidates`: persistent and distributed scatterers of every block, with their phases. */
import type { SlcStack } from '../../stack/slc-stack.js';
import { type GroundSpacing, groundSpacing } from '../ground-spacing.js';
import { leastLinkedCoherence, type PsiParameters } from '../psi-parameters.js';
import { blockFile, exists } from '../step-files.js';
import { forEachBlock, makeStepFolder, type StepSetting } from '../step-setting.js';
import { type CandidateSetting, noiseFile, readNoise } from './candidate-tasks.js';
import type { NoiseLevels } from './linking-noise.js';

export interface CandidatesResult {
  /** Of all phases; another date than that of the stack where that one is empty. */
  readonly referenceDate: number;
  /** Temporal coherence that noise reaches in phase linking, by samples. */
  readonly noise: NoiseLevels;
}

/** Of Sentinel-1 IW: along the flight, and along the line of sight. */
const AZIMUTH_RESOLUTION_M = 21.6;
const SLANT_RANGE_RESOLUTION_M = 2.9;
const MOST_HALF_WINDOW = 31;

/** After `amplitudeStep`. */
export async function candidatesStep(stack: SlcStack, setting: StepSetting): Promise<CandidatesResult> {
  const { folder, store, parameters, crew, signal, log } = setting;
  const { referenceIndex } = stack.description;
  const referenceDate = store.usableDates.includes(referenceIndex) ? referenceIndex : store.usableDates[0];
  if (referenceDate !== referenceIndex) {
    const { dates } = store.header;
    log(
      'warn',
      `the image of the reference date ${dates[referenceIndex]} is empty: ${dates[referenceDate]} takes its place`,
    );
  }
  const candidates = candidateSetting(parameters, await groundSpacing(stack), referenceDate, store.usableDates.length);
  await makeStepFolder(folder, 'candidates');
  if (!(await exists(noiseFile(folder)))) await crew.run({ step: 'noise', folder, setting: candidates }, signal);
  const noise = await readNoise(folder);
  const highest = noise.coherence.reduce((most, value) => Math.max(most, value), 0);
  if (highest > candidates.minLinkedCoherence) {
    const text = `noise alone reaches a temporal coherence of ${highest.toFixed(2)} with ${store.usableDates.length} dates`;
    log('warn', `${text} and ${noise.samples[0]} looks: more is asked of distributed scatterers`);
  }
  await forEachBlock(
    setting,
    (block) => blockFile(folder, 'candidates', block),
    (block) => ({ step: 'candidates', folder, block, setting: candidates }),
  );
  return { referenceDate, noise };
}

export function candidateSetting(
  parameters: PsiParameters,
  { rowM, columnM, incidenceRad }: GroundSpacing,
  referenceDate: number,
  dates: number,
): CandidateSetting {
  const halfOf = (pixelM: number) => Math.max(1, Math.min(MOST_HALF_WINDOW, Math.round(parameters.windowM / pixelM)));
  return {
    half: { rows: halfOf(rowM), columns: halfOf(columnM) },
    resolutionRows: AZIMUTH_RESOLUTION_M / rowM,
    resolutionColumns: SLANT_RANGE_RESOLUTION_M / Math.sin(incidenceRad) / columnM,
    referenceDate,
    maxDispersion: parameters.maxDispersion,
    strideRows: parameters.strideRows,
    strideColumns: parameters.strideColumns,
    minSamples: parameters.minSamples,
    homogeneityAlpha: parameters.homogeneityAlpha,
    minLinkedCoherence: leastLinkedCoherence(parameters, dates),
    method: parameters.linkingMethod,
    sequentialAbove: parameters.sequentialAbove,
    ministackDates: parameters.ministackDates,
  };
}
