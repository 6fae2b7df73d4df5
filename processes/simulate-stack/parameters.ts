/** The inputs of a request as the plan of a simulation. */
import { invalidParameter } from '../../src/errors.js';
import { crsByUri } from '../../src/geodesy/crs.js';
import { transformPoint } from '../../src/geodesy/transform.js';
import type { MotionSource } from '../../src/insar/simulation/motion-sources.js';
import { DEFAULT_PLAN, type Orbit, type SimulationPlan } from '../../src/insar/simulation/simulation-plan.js';
import type { WriteOptions } from '../../src/insar/simulation/write-stack.js';
import type { InputValues, RequestFault } from '../../src/jobs/process.js';

export interface Parameters {
  /** Undefined: named after the job. */
  readonly name: string | undefined;
  readonly orbits: readonly Orbit[];
  readonly plan: SimulationPlan;
  readonly truth: WriteOptions['truth'];
  readonly compression: WriteOptions['compression'];
}

/** On the ground, in the grid of radar: as Sentinel-1 IW samples it. */
const RADAR_SPACING_M = { row: 13.9, column: 3.7 };
/** Largest scene: the Earth is a sphere here, and a zone of UTM has an edge. */
const MAX_EDGE_M = 250_000;

/** Inputs that passed their schemas, which have filled in the defaults. Throws `invalidParameter` for the first fault. */
export function parametersOf(inputs: InputValues): Parameters {
  const [fault] = inputFaults(inputs);
  if (fault) throw invalidParameter(fault.pointer.replace('/inputs/', ''), fault.detail);
  const { epsg, eastM, northM } = placeOf(inputs.centre as readonly [number, number])!;
  const { row, column } = spacingOf(inputs);
  const motion = inputs.motion as readonly MotionSource[] | undefined;
  return {
    name: inputs.name as string | undefined,
    orbits: inputs.orbits as readonly Orbit[],
    truth: inputs.truth as WriteOptions['truth'],
    compression: inputs.compression as WriteOptions['compression'],
    plan: {
      scene: inputs.scene as SimulationPlan['scene'],
      seed: inputs.seed as number,
      rows: inputs.rows as number,
      columns: inputs.columns as number,
      grid: inputs.grid as SimulationPlan['grid'],
      rowSpacingM: row,
      columnSpacingM: column,
      epsg,
      centreEastM: eastM,
      centreNorthM: northM,
      dates: inputs.dates as number,
      firstDate: compactDate(inputs.firstDate as string),
      ...(inputs.intervalDays === undefined ? {} : { intervalDays: inputs.intervalDays as number }),
      missingShare: inputs.missingShare as number,
      baselineSigmaM: inputs.baselineSigmaM as number,
      atmosphereScale: inputs.atmosphere as number,
      orbitRadPer100Km: inputs.orbitErrorRadPer100Km as number,
      demErrorM: inputs.demErrorM as number,
      signalToNoiseDb: inputs.signalToNoiseDb as number,
      sidelobes: inputs.sidelobes as boolean,
      ...(motion ? { motion: motion.map(withCompactDate) } : {}),
    },
  };
}

export function inputFaults(inputs: InputValues): readonly RequestFault[] {
  const faults: RequestFault[] = [];
  const add = (name: string, detail: string) => faults.push({ pointer: `/inputs/${name}`, detail });
  const centre = inputs.centre as readonly number[] | undefined;
  if (Array.isArray(centre) && !placeOf(centre as [number, number])) {
    add('centre', `expected longitude -180 to 180 and latitude -80 to 84, got ${centre.join(', ')}`);
  }
  const spacing = spacingOf(inputs);
  for (const [name, spacingM] of [
    ['rows', spacing.row],
    ['columns', spacing.column],
  ] as const) {
    const count = inputs[name];
    if (typeof count === 'number' && count * spacingM > MAX_EDGE_M) {
      add(name, `expected a scene of at most ${MAX_EDGE_M / 1000} km, got ${(count * spacingM) / 1000} km`);
    }
  }
  return faults;
}

function spacingOf(inputs: InputValues): { readonly row: number; readonly column: number } {
  const isRadar = inputs.grid === 'radar';
  return {
    row: (inputs.rowSpacingM as number | undefined) ?? (isRadar ? RADAR_SPACING_M.row : DEFAULT_PLAN.rowSpacingM),
    column:
      (inputs.columnSpacingM as number | undefined) ?? (isRadar ? RADAR_SPACING_M.column : DEFAULT_PLAN.columnSpacingM),
  };
}

/** In the zone of UTM that a place lies in, on the grid of 10 m; undefined where there is no zone. */
function placeOf([longitude, latitude]: readonly [number, number]) {
  if (!(longitude >= -180 && longitude <= 180 && latitude >= -80 && latitude <= 84)) return undefined;
  const zone = Math.min(60, Math.floor((longitude + 180) / 6) + 1);
  const epsg = (latitude < 0 ? 32700 : 32600) + zone;
  const [eastM, northM] = transformPoint('OGC:CRS84', crsByUri(`EPSG:${epsg}`)!)(longitude, latitude);
  return { epsg, eastM: 10 * Math.round(eastM / 10), northM: 10 * Math.round(northM / 10) };
}

const compactDate = (isoDate: string): string => isoDate.replaceAll('-', '');

const withCompactDate = (source: MotionSource): MotionSource =>
  source.type === 'step' ? { ...source, date: compactDate(source.date) } : source;
