/** What a calibration was and how well it went: the output `report`. Plain JSON. */
import { laeaToGeographic } from '../../src/geodesy/laea.js';
import type { Adjustment } from '../../src/insar/calibration/adjustment.js';
import { overlapAgreement, tieAgreement } from '../../src/insar/calibration/agreement.js';
import { HELD_OUT_RADIUS_M, heldOutStations } from '../../src/insar/calibration/held-out.js';
import { SURFACE_UNIT_M } from '../../src/insar/calibration/surface.js';
import type { GnssModel, GnssVelocity } from '../../src/products/gnss-model.js';
import type { Gathered } from './gather.js';
import type { Parameters } from './parameters.js';

/** In a frame fixed to the whole Earth all of Europe drifts to the north-east by some 25 mm/yr; nothing does over its plate. */
const DRIFT_MM_PER_YEAR = { east: 12, north: 5 } as const;

export interface ReportSetting {
  readonly parameters: Parameters;
  readonly gathered: Gathered;
  readonly adjustment: Adjustment;
  /** As it was used, without the stations held out. */
  readonly model: GnssModel;
  readonly heldOut: readonly string[];
}

export type Report = ReturnType<typeof reportOf>;

export function reportOf({ parameters, gathered, adjustment, model, heldOut }: ReportSetting) {
  const { products, observations } = gathered;
  const { gnssModel, surface, cutoffKm, overlapTies, huberThreshold, localMotionMmPerYear, tieCellM } = parameters;
  const bursts = burstsOf(gathered, adjustment);
  const warnings = [
    ...frameWarning(model, adjustment.surface),
    ...bursts.flatMap(({ product, warnings: own }) => own.map((warning) => `${product}: ${warning}`)),
  ];
  return rounded({
    parameters: {
      surface,
      ...(surface === 'lowpass' ? { cutoffKm } : {}),
      overlapTies,
      huberThreshold,
      localMotionMmPerYear,
      tieCellM,
    },
    gnss: {
      description: model.description,
      version: parameters.gnssVersion,
      sha256: parameters.gnssSha256,
      heldOut: heldOut.length,
    },
    points: products.reduce((sum, { count }) => sum + count.points, 0),
    uncoveredPoints: products.reduce((sum, { count }) => sum + count.uncovered, 0),
    ties: observations.ties.length,
    overlapCells: observations.overlaps.length,
    iterations: adjustment.iterations,
    /** 1 when the sigmas of the observations tell the truth. */
    unitSigma: adjustment.unitSigma,
    coefficients: {
      unit: 'mm/yr',
      description: `constant per cluster, then of x, y, x^2, xy, y^2, where x and y are easting and northing from the origin of the burst in units of ${SURFACE_UNIT_M / 1000} km`,
    },
    bursts,
    splines: adjustment.surface.splines,
    overlaps: overlapAgreement(observations, adjustment),
    heldOutRadiusM: HELD_OUT_RADIUS_M,
    heldOutStations: heldOutOf(gnssModel, model, heldOut, gathered, adjustment),
    warnings,
  });
}

function burstsOf({ products, observations }: Gathered, adjustment: Adjustment) {
  const agreement = tieAgreement(observations, adjustment);
  const gnssSigmas = gnssSigmasOf(observations);
  return products.map(({ product, name, source, count }, index) => {
    const { constants, coefficients, originEastingM, originNorthingM } = adjustment.surface.products[index];
    const { order, hasSpline, reference, constantSigmas, coefficientSigmas, warnings } = adjustment.products[index];
    const { ties, leftOut, rmsBeforeMmPerYear, rmsAfterMmPerYear } = agreement[index];
    return {
      product: product.name,
      track: name.track,
      direction: source.direction,
      points: count.points,
      unusablePoints: count.unusable,
      uncoveredPoints: count.uncovered,
      reference,
      surface: `${(['constant', 'plane', 'quadratic'] as const)[order]}${hasSpline ? ' and spline of the track' : ''}`,
      originEastingM,
      originNorthingM,
      clusters: constants.map(({ cluster, mmPerYear }, i) => ({
        cluster,
        constantMmPerYear: mmPerYear,
        sigmaMmPerYear: constantSigmas[i],
      })),
      coefficientsMmPerYear: coefficients,
      coefficientSigmasMmPerYear: coefficientSigmas,
      ties,
      tiesLeftOut: leftOut,
      /** The part of the error that all ties of the burst share: it does not average out. */
      gnssSigmaMmPerYear: gnssSigmas[index],
      rmsBeforeMmPerYear,
      rmsAfterMmPerYear,
      warnings,
    };
  });
}

/** Mean over the covered ties of each product; null without any. */
function gnssSigmasOf({ products, units, ties }: Gathered['observations']): (number | null)[] {
  const sums = products.map(() => ({ sigma: 0, count: 0 }));
  for (const { unit, isCovered, gnssSigmaMmPerYear } of ties) {
    if (!isCovered) continue;
    const sum = sums[units[unit].product];
    sum.sigma += gnssSigmaMmPerYear;
    sum.count++;
  }
  return sums.map(({ sigma, count }) => (count === 0 ? null : sigma / count));
}

function heldOutOf(
  whole: GnssModel,
  model: GnssModel,
  names: readonly string[],
  { observations }: Gathered,
  adjustment: Adjustment,
) {
  const wanted = new Set(names);
  const stations = whole.nodes.filter(({ name }) => wanted.has(name));
  return heldOutStations(stations, model, observations, adjustment).map((station) => {
    const { eastingM, northingM, predicted, observed, name, lineOfSight } = station;
    return {
      name,
      ...laeaToGeographic(eastingM, northingM),
      observed,
      ...(predicted ? { predictedByModel: predicted, modelMinusObserved: difference(predicted, observed) } : {}),
      lineOfSight,
    };
  });
}

const difference = (a: GnssVelocity, b: GnssVelocity) => ({
  northMmPerYear: a.northMmPerYear - b.northMmPerYear,
  eastMmPerYear: a.eastMmPerYear - b.eastMmPerYear,
  upMmPerYear: a.upMmPerYear - b.upMmPerYear,
});

function frameWarning(model: GnssModel, { products }: Adjustment['surface']): string[] {
  const drifts = products.flatMap(
    ({ originEastingM, originNorthingM }) => model.at(originEastingM, originNorthingM) ?? [],
  );
  const isDrifting = drifts.every(
    ({ eastMmPerYear: east, northMmPerYear: north }) =>
      east > DRIFT_MM_PER_YEAR.east && north > DRIFT_MM_PER_YEAR.north,
  );
  if (drifts.length === 0 || !isDrifting) return [];
  const [{ eastMmPerYear, northMmPerYear }] = drifts;
  return [
    `GNSS model: the ground moves by ${eastMmPerYear.toFixed(0)} mm/yr east and ${northMmPerYear.toFixed(0)} north, as in a frame fixed to the whole Earth (ITRF, IGS14); EGMS uses one fixed to the plate (ETRF2000)`,
  ];
}

/** Numbers to a ten-thousandth; what is none becomes null. */
function rounded<T>(value: T): T {
  if (typeof value === 'number') return (Number.isFinite(value) ? Number(value.toFixed(4)) : null) as T;
  if (Array.isArray(value)) return value.map(rounded) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, rounded(entry)])) as T;
}
