/** Which stations take no part: those named, and those drawn from the ones that stand among the points. */
import { laeaToGeographic } from '../../src/geodesy/laea.js';
import { drawHeldOut } from '../../src/insar/calibration/held-out.js';
import type { ProcessContext } from '../../src/jobs/process.js';
import { SeededRandom } from '../../src/products/seeded-random.js';
import type { Parameters } from './parameters.js';
import type { Source } from './sources.js';

export function heldOutNames(
  { gnssModel, heldOutStations, holdOutFraction, holdOutSeed }: Parameters,
  sources: readonly Source[],
  log: ProcessContext['log'],
): string[] {
  const among = gnssModel.nodes.filter(({ eastingM, northingM }) => {
    const { longitudeDeg, latitudeDeg } = laeaToGeographic(eastingM, northingM);
    return sources.some(({ selection }) => {
      const [west, south, east, north] = selection.collection.bbox!;
      return longitudeDeg >= west && longitudeDeg <= east && latitudeDeg >= south && latitudeDeg <= north;
    });
  });
  if (holdOutFraction > 0 && among.length === 0) {
    log('warn', 'holdOutFraction: no station of the GNSS model stands among the points, none was drawn');
  }
  const random = new SeededRandom(holdOutSeed);
  const drawn = drawHeldOut(among, holdOutFraction, () => random.uniform());
  return [...new Set([...heldOutStations, ...drawn])].sort();
}
