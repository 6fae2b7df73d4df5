/**
 * Burst cycles: the number along the orbit that names a burst, counted by ESA's burst map and, from each ascending node,
 * by EGMS. Source: EGMS product description, burst identifier; constants of the Sentinel-1 IW mode.
 */

/** Preamble before the first burst of an orbit. */
const PREAMBLE_S = 2.298687;
/** One beam cycle: a burst in each of the three swaths. */
const BEAM_CYCLE_S = 2.758273;
/** 175 orbits in 12 days. */
export const ORBIT_PERIOD_S = (12 * 86_400) / 175;

/** ESA's cycle number of a time since the ascending node of relative orbit 1, seconds. */
export function esaBurstCycle(timeS: number): number {
  return Math.floor((timeS - PREAMBLE_S) / BEAM_CYCLE_S) + 1;
}

/**
 * The EGMS cycle number, as in file names and pids.
 * @param relativeOrbit track, 1..175
 * @param sinceNodeS mid-burst time since the orbit's ascending node, seconds
 */
export function egmsBurstCycle(relativeOrbit: number, sinceNodeS: number): number {
  const nodeS = (relativeOrbit - 1) * ORBIT_PERIOD_S;
  return esaBurstCycle(nodeS + sinceNodeS) - (esaBurstCycle(nodeS) + 1) + 1;
}

/** The EGMS cycle number of a burst of ESA's burst map, which OPERA's burst ids name: `t087_185683_iw2`. */
export function egmsCycleOfEsa(relativeOrbit: number, esaCycle: number): number {
  return esaCycle - esaBurstCycle((relativeOrbit - 1) * ORBIT_PERIOD_S);
}
