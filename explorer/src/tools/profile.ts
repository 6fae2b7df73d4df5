/** Points along a line: how far along, how far beside; and the ground to ask the server for. Pure. */
import { distanceM, metresPerDegree, type Position } from './ellipsoid.js';

export interface ProfilePoint {
  readonly pid: string;
  /** From the beginning of the line. */
  readonly alongM: number;
  /** From the line, positive to its right. */
  readonly besideM: number;
  readonly values: readonly (number | null)[];
}

export interface PlacedPoint {
  readonly pid: string;
  readonly longitude: number;
  readonly latitude: number;
  readonly values: readonly (number | null)[];
}

/** A rectangle around a piece of the line, longer by half its width at both ends, so that bends leave no gap. */
export function corridors(line: readonly Position[], widthM: number): readonly (readonly Position[])[] {
  const half = widthM / 2;
  return line.slice(1).flatMap((to, i) => {
    const from = line[i];
    const [mx, my] = metresPerDegree((from[1] + to[1]) / 2);
    const [dx, dy] = [(to[0] - from[0]) * mx, (to[1] - from[1]) * my];
    const length = Math.hypot(dx, dy);
    if (length === 0) return [];
    const [ex, ey] = [(dx / length) * half, (dy / length) * half];
    const corner = ([x, y]: Position, along: number, right: number): Position => [
      x + (along * ex + right * ey) / mx,
      y + (along * ey - right * ex) / my,
    ];
    return [[corner(from, -1, 1), corner(to, 1, 1), corner(to, 1, -1), corner(from, -1, -1)]];
  });
}

/** Each once, at the nearest place of the line; those farther than half the width or beyond the ends are left out. */
export function alongLine(line: readonly Position[], widthM: number, points: readonly PlacedPoint[]): ProfilePoint[] {
  let startM = 0;
  const pieces = line.slice(1).map((to, i) => {
    const from = line[i];
    const piece = { from, to, startM, lengthM: distanceM(from, to) };
    startM += piece.lengthM;
    return piece;
  });
  const seen = new Set<string>();
  const placed = points.flatMap(({ pid, longitude, latitude, values }) => {
    if (seen.has(pid)) return [];
    seen.add(pid);
    let best: { alongM: number; besideM: number; awayM: number } | undefined;
    pieces.forEach(({ from, to, startM: before, lengthM }, i) => {
      const [mx, my] = metresPerDegree((from[1] + to[1]) / 2);
      const [dx, dy] = [(to[0] - from[0]) * mx, (to[1] - from[1]) * my];
      const [px, py] = [(longitude - from[0]) * mx, (latitude - from[1]) * my];
      const square = dx * dx + dy * dy;
      if (square === 0) return;
      const share = (px * dx + py * dy) / square;
      if ((i === 0 && share < 0) || (i === pieces.length - 1 && share > 1)) return;
      const held = Math.min(1, Math.max(0, share));
      const awayM = Math.hypot(px - held * dx, py - held * dy);
      if (best && best.awayM <= awayM) return;
      const side = Math.sign(px * dy - py * dx) || 1;
      best = { alongM: before + held * lengthM, besideM: side * awayM, awayM };
    });
    if (!best || best.awayM > widthM / 2) return [];
    return [{ pid, alongM: best.alongM, besideM: best.besideM, values }];
  });
  return placed.sort((a, b) => a.alongM - b.alongM);
}

/** Medians of the first value in as many equal pieces of the line; a piece without points is left out. */
export function runningMedian(
  points: readonly ProfilePoint[],
  wholeM: number,
  count: number,
): readonly { readonly alongM: number; readonly median: number }[] {
  const pieces: number[][] = Array.from({ length: count }, () => []);
  for (const { alongM, values } of points) {
    const [value] = values;
    if (value !== null) pieces[Math.min(count - 1, Math.floor((alongM / wholeM) * count))].push(value);
  }
  return pieces.flatMap((values, i) => {
    if (values.length === 0) return [];
    values.sort((a, b) => a - b);
    const middle = values.length >> 1;
    const median = values.length % 2 === 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    return [{ alongM: ((i + 0.5) / count) * wholeM, median }];
  });
}
