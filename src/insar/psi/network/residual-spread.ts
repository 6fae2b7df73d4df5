/** How residual phases of the network may differ along its arcs: for unwrapping before it, and as a variogram after it. */
import { fitVariogram, type Variogram, VariogramSums } from '../../atmosphere/variogram.js';
import type { PointNetwork } from '../../network/point-network.js';
import { phaseVariance } from '../../unwrapping/cycle-costs.js';
import type { PlanarNetwork } from '../../unwrapping/planar-network.js';

/** Of the turbulence of air in one date along a kilometre, rad^2: 3.4 mm. */
const AIR_RAD2_PER_KM = 0.6;

/** Of the triangles' edges: from the coherence of the arc where one was fitted, else from the air along it. */
export function arcVariances(
  planar: PlanarNetwork,
  { from, to, pointCount }: PointNetwork,
  coherence: Float32Array,
  cluster: Int32Array,
  x: Float64Array,
  y: Float64Array,
  maxArcM: number,
): Float32Array {
  const fitted = new Map<number, number>();
  for (let arc = 0; arc < from.length; arc++) fitted.set(from[arc] * pointCount + to[arc], arc);
  return Float32Array.from(planar.from, (a, k) => {
    const b = planar.to[k];
    const arc = fitted.get(Math.min(a, b) * pointCount + Math.max(a, b));
    if (cluster[a] !== cluster[b]) return phaseVariance(0);
    if (arc !== undefined) return phaseVariance(coherence[arc]);
    const lengthM = Math.hypot(x[a] - x[b], y[a] - y[b]);
    return Math.min(phaseVariance(0), 0.3 + (AIR_RAD2_PER_KM * Math.max(lengthM, maxArcM)) / 1000);
  });
}

/** How residuals of a date differ with distance; the mean over time of an arc is the noise of the reference date alone. */
export function residualVariogram(
  { from, to, lengthM }: PointNetwork,
  cluster: Int32Array,
  residualRad: Float32Array,
  n: number,
  dates: number,
): Variogram {
  const sums = new VariogramSums(lengthM.reduce((most, length) => Math.max(most, length), 0) + 1);
  for (let arc = 0; arc < from.length; arc++) {
    const [a, b] = [from[arc], to[arc]];
    if (cluster[a] < 0 || cluster[a] !== cluster[b]) continue;
    let [sum, squares, count] = [0, 0, 0];
    for (let date = 0; date < dates; date++) {
      const difference = residualRad[date * n + b] - residualRad[date * n + a];
      if (Number.isNaN(difference)) continue;
      sum += difference;
      squares += difference * difference;
      count++;
    }
    if (count > 2) sums.add(lengthM[arc], (squares - (sum * sum) / count) / (count - 1));
  }
  return fitVariogram(sums.classes());
}
