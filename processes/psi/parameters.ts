/** The inputs of a request as one typed object. */
import { invalidParameter } from '../../src/errors.js';
import type { AreaOfInterest } from '../../src/insar/psi/area-mask.js';
import { areaGiven } from '../../src/insar/psi/basic/area-given.js';
import { parameterFaults } from '../../src/insar/psi/parameter-limits.js';
import { DEFAULT_PSI_PARAMETERS, type PsiParameters } from '../../src/insar/psi/psi-parameters.js';
import type { FetchedFile } from '../../src/jobs/fetch-file.js';
import type { InputValues, RequestFault } from '../../src/jobs/process.js';
import type { Release } from '../../src/products/file-name.js';

export interface Parameters {
  /** A path below the folder of stacks, or an archive that was fetched. */
  readonly stack: string | FetchedFile;
  readonly areaOfInterest?: AreaOfInterest;
  readonly psi: PsiParameters;
  readonly geoidHeightM?: number;
  readonly release?: Release;
}

/** Inputs that passed their schemas, which have filled in the defaults. Throws `invalidParameter` for the first fault. */
export function parametersOf(inputs: InputValues): Parameters {
  const [fault] = inputFaults(inputs);
  if (fault) throw invalidParameter(fault.pointer.replace('/inputs/', ''), fault.detail);
  return {
    stack: inputs.stack as string | FetchedFile,
    psi: psiOf(inputs),
    ...(inputs.aoi === undefined ? {} : { areaOfInterest: areaGiven(inputs.aoi) }),
    ...(inputs.geoidHeightM === undefined ? {} : { geoidHeightM: inputs.geoidHeightM as number }),
    ...(inputs.release === undefined ? {} : { release: releaseOf(inputs.release as string) }),
  };
}

/** Faults that schemas cannot say. References that were not read are passed over. */
export function inputFaults(inputs: InputValues): readonly RequestFault[] {
  const faults: RequestFault[] = [];
  const add = (name: string, detail: string) => faults.push({ pointer: `/inputs/${name}`, detail });
  const { stack, aoi, release } = inputs;
  if (typeof stack === 'string' && !isPathBelow(stack)) {
    add('stack', `expected a path below the folder of stacks, as my-city/ascending, got ${stack}`);
  }
  if (aoi !== undefined && !isReference(aoi)) {
    try {
      areaGiven(aoi);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      add('aoi', error.message);
    }
  }
  if (typeof release === 'string') {
    const { firstYear, lastYear } = releaseOf(release);
    if (!(firstYear <= lastYear)) add('release', `expected years in order, as 2020-2024, got ${release}`);
  }
  for (const { name, detail } of parameterFaults(psiOf(inputs))) add(name, detail);
  return faults;
}

function psiOf(inputs: InputValues): PsiParameters {
  const given = Object.keys(DEFAULT_PSI_PARAMETERS).flatMap((name) =>
    inputs[name] === undefined ? [] : [[name, inputs[name]] as const],
  );
  return { ...DEFAULT_PSI_PARAMETERS, ...Object.fromEntries(given) };
}

function releaseOf(text: string): Release {
  const [firstYear, lastYear] = text.split('-').map(Number);
  return { firstYear, lastYear };
}

/** Names between slashes. That a link does not lead out either shows only where the folder is. */
const isPathBelow = (path: string): boolean =>
  !path.includes('\\') && path.split('/').every((name) => name !== '' && name !== '.' && name !== '..');

const isReference = (value: unknown): boolean => typeof value === 'object' && value !== null && 'href' in value;
