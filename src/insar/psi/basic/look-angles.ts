/**
 * Angles of a line of sight as products give them. For a satellite that looks right
 *   los = (-sin i cos h, sin i sin h, cos i)
 * with the incidence i at the ground and the heading h, clockwise from north.
 */
export const incidenceDeg = (losUp: number): number => degrees(Math.acos(Math.min(1, Math.max(-1, losUp))));

/** 0 up to, not including, 360. */
export function trackAngleDeg(losEast: number, losNorth: number): number {
  const heading = degrees(Math.atan2(losNorth, -losEast));
  return heading < 0 ? heading + 360 : heading;
}

const degrees = (rad: number) => (rad * 180) / Math.PI;
