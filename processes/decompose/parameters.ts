/** The inputs of a request as one typed object. */
import { invalidParameter, ServiceError } from '../../src/errors.js';
import { CELL_SIZES_M } from '../../src/insar/decomposition/cell-grid.js';
import type { Weighting } from '../../src/insar/decomposition/solve-cell.js';
import type { InterpolationRule } from '../../src/insar/time-interpolation.js';
import type { CollectionInput, InputValues, RequestFault } from '../../src/jobs/process.js';
import { epochDay } from '../../src/products/epochs.js';
import { type GnssModel, parseGnssModel } from '../../src/products/gnss-model.js';

export interface Parameters {
  readonly ascending: readonly CollectionInput[];
  readonly descending: readonly CollectionInput[];
  readonly cellSizeM: number;
  /** `YYYYMMDD`; undefined: from the data. */
  readonly start?: string;
  readonly end?: string;
  readonly stepDays: number;
  readonly maxGapDays: number;
  readonly interpolation: InterpolationRule;
  readonly north: 'none' | 'gnss';
  readonly gnssModel?: GnssModel;
  readonly weighting: Weighting;
  readonly minPointsPerGeometry: number;
  readonly maxConditionNumber: number;
}

/** Inputs that passed their schemas, which have filled in the defaults. Throws `invalidParameter` for the first fault. */
export function parametersOf(inputs: InputValues): Parameters {
  const [fault] = inputFaults(inputs);
  if (fault) throw invalidParameter(fault.pointer.replace('/inputs/', ''), fault.detail);
  const text = inputs.gnssModel as string | undefined;
  return {
    ascending: inputs.ascending as readonly CollectionInput[],
    descending: inputs.descending as readonly CollectionInput[],
    cellSizeM: inputs.cellSizeM as number,
    ...(inputs.start === undefined ? {} : { start: compactDate(inputs.start) }),
    ...(inputs.end === undefined ? {} : { end: compactDate(inputs.end) }),
    stepDays: inputs.stepDays as number,
    maxGapDays: inputs.maxGapDays as number,
    interpolation: inputs.interpolation as InterpolationRule,
    north: inputs.north as 'none' | 'gnss',
    ...(text === undefined ? {} : { gnssModel: parseGnssModel(text, 'gnssModel') }),
    weighting: inputs.weighting as Weighting,
    minPointsPerGeometry: inputs.minPointsPerGeometry as number,
    maxConditionNumber: (inputs.maxConditionNumber as number | undefined) ?? Number.POSITIVE_INFINITY,
  };
}

/** What is wrong with inputs that each for itself fit their schemas. References that were not read are passed over. */
export function inputFaults(inputs: InputValues): readonly RequestFault[] {
  const faults: RequestFault[] = [];
  const add = (name: string, detail: string) => faults.push({ pointer: `/inputs/${name}`, detail });
  for (const name of ['ascending', 'descending'] as const) {
    const given = inputs[name];
    if (!Array.isArray(given) || given.length === 0) add(name, 'expected at least one collection, got none');
  }
  const cellSizeM = inputs.cellSizeM as number | undefined;
  if (cellSizeM !== undefined && !CELL_SIZES_M.includes(cellSizeM)) {
    add('cellSizeM', `expected one of ${CELL_SIZES_M.join(', ')}, got ${cellSizeM}`);
  }
  for (const name of ['start', 'end'] as const) {
    const given = inputs[name];
    if (typeof given === 'string' && epochDay(compactDate(given)) === undefined) {
      add(name, `expected a date YYYY-MM-DD, got ${JSON.stringify(given)}`);
    }
  }
  const { start, end } = inputs;
  if (typeof start === 'string' && typeof end === 'string' && start > end) {
    add('end', `expected a date at or after the start ${start}, got ${end}`);
  }
  if (inputs.north === 'gnss' && inputs.gnssModel === undefined) {
    add('gnssModel', 'expected a GNSS model, because north is gnss; got none');
  }
  if (typeof inputs.gnssModel === 'string') faults.push(...modelFaults(inputs.gnssModel));
  return faults;
}

function modelFaults(text: string): readonly RequestFault[] {
  try {
    parseGnssModel(text, 'gnssModel');
    return [];
  } catch (error) {
    if (error instanceof ServiceError) return [{ pointer: '/inputs/gnssModel', detail: error.detail }];
    throw error;
  }
}

/** `2020-01-03` to `20200103`. */
const compactDate = (iso: unknown): string => String(iso).replaceAll('-', '');
