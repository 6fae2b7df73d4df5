/** The inputs of a request as one typed object. */
import { createHash } from 'node:crypto';
import { invalidParameter, ServiceError } from '../../src/errors.js';
import type { AdjustmentOptions } from '../../src/insar/calibration/adjustment.js';
import type { SurfaceKind } from '../../src/insar/calibration/surface-form.js';
import type { CollectionInput, InputValues, RequestFault } from '../../src/jobs/process.js';
import { type GnssModel, parseGnssModel } from '../../src/products/gnss-model.js';

export interface Parameters extends AdjustmentOptions {
  readonly points: readonly CollectionInput[];
  readonly gnssModel: GnssModel;
  readonly gnssSha256: string;
  readonly gnssVersion: string;
  readonly tieCellM: number;
  readonly heldOutStations: readonly string[];
  readonly holdOutFraction: number;
  readonly holdOutSeed: number;
  readonly allowUncovered: boolean;
}

/** Inputs that passed their schemas, which have filled in the defaults. Throws `invalidParameter` for the first fault. */
export function parametersOf(inputs: InputValues): Parameters {
  const text = inputs.gnssModel as string;
  const gnssModel = parseGnssModel(text, 'gnssModel');
  const [fault] = inputFaults(inputs);
  if (fault) throw invalidParameter(fault.pointer.replace('/inputs/', ''), fault.detail);
  const gnssSha256 = createHash('sha256').update(text).digest('hex');
  return {
    points: inputs.points as readonly CollectionInput[],
    gnssModel,
    gnssSha256,
    gnssVersion: (inputs.gnssVersion as string | undefined) ?? `sha256:${gnssSha256.slice(0, 16)}`,
    surface: inputs.surface as SurfaceKind,
    cutoffKm: inputs.cutoffKm as number,
    overlapTies: inputs.overlapTies as boolean,
    huberThreshold: inputs.huberThreshold as number,
    localMotionMmPerYear: inputs.localMotionMmPerYear as number,
    tieCellM: inputs.tieCellM as number,
    heldOutStations: (inputs.heldOutStations as readonly string[] | undefined) ?? [],
    holdOutFraction: inputs.holdOutFraction as number,
    holdOutSeed: inputs.holdOutSeed as number,
    allowUncovered: inputs.allowUncovered as boolean,
  };
}

/** Names that a message lists at most. */
const SHOWN = 8;

/** What is wrong with inputs that each for itself fit their schemas. References that were not read are passed over. */
export function inputFaults(inputs: InputValues): readonly RequestFault[] {
  const faults: RequestFault[] = [];
  const add = (pointer: string, detail: string) => faults.push({ pointer: `/inputs/${pointer}`, detail });
  const collections = new Map<string, number>();
  const points = Array.isArray(inputs.points) ? (inputs.points as readonly { collection?: unknown }[]) : [];
  points.forEach((input, index) => {
    const { collection } = input;
    if (typeof collection !== 'string') return;
    const earlier = collections.get(collection);
    if (earlier !== undefined) {
      add(
        `points/${index}`,
        `${collection} stands in points/${earlier} already; name it once, with a filter for its parts`,
      );
    }
    collections.set(collection, earlier ?? index);
  });
  if (typeof inputs.gnssModel !== 'string') return faults;
  const model = readModel(inputs.gnssModel, (detail) => add('gnssModel', detail));
  const known = new Set(model?.nodes.map(({ name }) => name));
  const named = (inputs.heldOutStations as readonly unknown[] | undefined) ?? [];
  const unknown = named.filter((name) => typeof name === 'string' && !known.has(name));
  if (model && unknown.length > 0) {
    const shown = (names: readonly unknown[]) =>
      names.slice(0, SHOWN).join(', ') + (names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '');
    add('heldOutStations', `no such stations in the GNSS model: ${shown(unknown)}; it has ${shown([...known])}`);
  }
  return faults;
}

function readModel(text: string, fault: (detail: string) => void): GnssModel | undefined {
  try {
    return parseGnssModel(text, 'gnssModel');
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    fault(error.detail);
    return undefined;
  }
}
