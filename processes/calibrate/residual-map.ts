/** The residual map: every tie cell as a point of GeoJSON, with what InSAR, GNSS and the surface say there. */
import { laeaToGeographic } from '../../src/geodesy/laea.js';
import type { Adjustment } from '../../src/insar/calibration/adjustment.js';
import type { CalibrationObservations } from '../../src/insar/calibration/observations.js';

const FEATURES_PER_PIECE = 1000;

/** Velocities in mm/yr along the line of sight, to 0.001; degrees to seven decimals, a centimetre. */
export function* residualMap(observations: CalibrationObservations, adjustment: Adjustment): Generator<string> {
  const { ties } = observations;
  yield '{"type":"FeatureCollection","features":[';
  for (let first = 0; first < ties.length; first += FEATURES_PER_PIECE) {
    const features: string[] = [];
    for (let i = first; i < Math.min(first + FEATURES_PER_PIECE, ties.length); i++) {
      features.push(JSON.stringify(featureOf(observations, adjustment, i)));
    }
    yield `${first > 0 ? ',' : ''}\n${features.join(',\n')}`;
  }
  yield '\n]}\n';
}

function featureOf({ products, units, ties }: CalibrationObservations, adjustment: Adjustment, index: number) {
  const tie = ties[index];
  const { product, cluster } = units[tie.unit];
  const { name, track, direction } = products[product];
  const { longitudeDeg, latitudeDeg } = laeaToGeographic(tie.eastingM, tie.northingM);
  const residual = adjustment.tieResidual[index];
  return {
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [rounded(longitudeDeg, 7), rounded(latitudeDeg, 7)] },
    properties: {
      product: name,
      track,
      direction,
      cluster,
      points: tie.pointCount,
      insarMmPerYear: rounded(tie.gnssMmPerYear + tie.differenceMmPerYear, 3),
      gnssMmPerYear: tie.isCovered ? rounded(tie.gnssMmPerYear, 3) : null,
      surfaceMmPerYear: rounded(tie.differenceMmPerYear - residual, 3),
      residualMmPerYear: rounded(residual, 3),
      sigmaMmPerYear: rounded(tie.sigmaMmPerYear, 3),
      weight: rounded(adjustment.tieWeight[index], 3),
    },
  };
}

const rounded = (value: number, decimals: number) => Number(value.toFixed(decimals));
