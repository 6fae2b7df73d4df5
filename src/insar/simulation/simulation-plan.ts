/** Everything a simulation is made of, and the simulators of its geometries. */
import { epochDate, epochDay } from '../../products/epochs.js';
import { planAcquisitions } from './acquisitions.js';
import { Ground } from './ground.js';
import type { MotionSource } from './motion-sources.js';
import { type SceneName, sceneGround } from './scenes.js';
import { StackSimulator } from './stack-simulator.js';
import { createView } from './view.js';

export const ORBITS = ['ascending', 'descending'] as const;
export type Orbit = (typeof ORBITS)[number];

export interface SimulationPlan {
  readonly scene: SceneName;
  readonly seed: number;
  readonly rows: number;
  readonly columns: number;
  readonly grid: 'map' | 'radar';
  readonly rowSpacingM: number;
  readonly columnSpacingM: number;
  readonly epsg: number;
  readonly centreEastM: number;
  readonly centreNorthM: number;
  readonly dates: number;
  /** `YYYYMMDD`. */
  readonly firstDate: string;
  readonly intervalDays?: number;
  readonly missingShare: number;
  readonly baselineSigmaM: number;
  readonly atmosphereScale: number;
  readonly orbitRadPer100Km: number;
  readonly demErrorM: number;
  readonly signalToNoiseDb: number;
  readonly sidelobes: boolean;
  readonly motion?: readonly MotionSource[];
}

/** What `simulatorOf` takes where nothing else is said. */
export const DEFAULT_PLAN: SimulationPlan = {
  scene: 'city',
  seed: 1,
  rows: 300,
  columns: 400,
  grid: 'map',
  rowSpacingM: 10,
  columnSpacingM: 5,
  epsg: 32632,
  centreEastM: 655_000,
  centreNorthM: 4_960_000,
  dates: 60,
  firstDate: '20200103',
  missingShare: 0.05,
  baselineSigmaM: 60,
  atmosphereScale: 1,
  orbitRadPer100Km: 3,
  demErrorM: 4,
  signalToNoiseDb: 20,
  sidelobes: false,
};

export const WAVELENGTH_M = 0.0554658;

/** Tracks and bursts like those over the plain of the Po. */
export const ORBIT_FACTS = {
  ascending: { headingDeg: -11.6, incidenceDeg: 38.9, track: 117, burstCycle: 264, swath: 2, laterDays: 0 },
  descending: { headingDeg: -168.2, incidenceDeg: 37.4, track: 95, burstCycle: 808, swath: 2, laterDays: 5 },
} as const;

export function simulatorOf(plan: SimulationPlan, orbit: Orbit): StackSimulator {
  const { seed, rows, columns, rowSpacingM, columnSpacingM } = plan;
  const facts = ORBIT_FACTS[orbit];
  const first = epochDay(plan.firstDate);
  if (first === undefined) throw new RangeError(`firstDate: expected YYYYMMDD, got ${plan.firstDate}`);
  const own = seed * 2 + (orbit === 'ascending' ? 0 : 1);
  const acquisitions = planAcquisitions({ ...plan, firstDate: epochDate(first + facts.laterDays), seed: own });
  const view = createView({ ...plan, orbit, headingDeg: facts.headingDeg, incidenceDeg: facts.incidenceDeg });
  const ground = new Ground(
    sceneGround({
      ...plan,
      widthM: columns * columnSpacingM,
      heightM: rows * rowSpacingM,
      // The same for all geometries: truth does not depend on who looks.
      middleDate: middleDate(plan),
    }),
  );
  const isNoise = plan.scene === 'noise';
  return new StackSimulator(ground, view, acquisitions, {
    seed: own,
    wavelengthM: WAVELENGTH_M,
    atmosphereScale: isNoise ? 0 : plan.atmosphereScale,
    orbitRadPer100Km: isNoise ? 0 : plan.orbitRadPer100Km,
    signalToNoiseDb: plan.signalToNoiseDb,
    sidelobes: plan.sidelobes,
  });
}

function middleDate(plan: SimulationPlan): string {
  const { dates } = planAcquisitions({ ...plan, seed: plan.seed * 2 });
  return dates[Math.floor(dates.length / 2)];
}
