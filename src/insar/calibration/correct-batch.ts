/**
 * Takes the surface off points: a basic product (L2a) becomes a calibrated one (L2b).
 *
 * With c = minus the surface at a point, every value of its series gains c x (years since the first epoch), which leaves
 * the value at the first epoch, and so the reference in time, as it was. Series are rounded to 0.1 mm as EGMS publishes
 * them, and all attributes that follow from a series are computed anew from what was rounded.
 */
import { type AttributeModel, createAttributeModel, type SeriesAttributes } from '../../products/attributes.js';
import { attributeColumns, type ColumnDefinition } from '../../products/columns.js';
import type { GnssModel } from '../../products/gnss-model.js';
import type { AttributeName, PointBatch, ProductHeader } from '../../products/point-batch.js';
import { mmOfTenths, tenthsOfMm } from '../../products/tenths.js';
import { type CalibrationSurface, surfaceOf } from './surface.js';

/** What makes calibrated batches of one product. */
export interface BatchCorrector {
  readonly header: ProductHeader;
  correct(batch: PointBatch): PointBatch;
}

/** Columns that are computed, by their name among the results. */
const COMPUTED = [
  'rmseMm',
  'temporalCoherence',
  'velocityMmPerYear',
  'velocityStdMmPerYear',
  'accelerationMmPerYear2',
  'accelerationStdMmPerYear2',
  'seasonalityMm',
  'seasonalityStdMm',
] as const satisfies readonly AttributeName[];
const MADE: ReadonlySet<AttributeName> = new Set([...COMPUTED, 'gnssVelocityMmPerYear']);

/**
 * @param header of the product as it is; needs every column of a level 2 product but `clusterLabel`
 * @param product its index in the surface
 */
export function batchCorrector(
  header: ProductHeader,
  surface: CalibrationSurface,
  product: number,
  model: GnssModel,
): BatchCorrector {
  const columns = attributeColumns('L2b', 'from-2020-2024');
  const sources = columns.map(({ attribute }) => header.attributes.indexOf(attribute));
  const lacking = columns.filter(({ attribute }, i) => sources[i] < 0 && !MADE.has(attribute));
  if (lacking.length > 0) {
    throw new RangeError(`header: no column for ${lacking.map(({ attribute }) => attribute).join(', ')}`);
  }
  const surfaceAt = surfaceOf(surface, product);
  const attributeModel = createAttributeModel(header.dates);
  const scaleOf = new Map(columns.map(({ attribute, decimals }) => [attribute, 10 ** decimals]));
  return {
    header: {
      generation: 'from-2020-2024',
      attributes: columns.map(({ attribute }) => attribute),
      dates: header.dates,
    },
    correct: (batch) => {
      const source = (name: AttributeName) => batch.attributes[header.attributes.indexOf(name)];
      const out = newColumns(columns, sources, batch);
      const [eastingM, northingM, cluster] = [source('eastingM'), source('northingM'), source('clusterLabel')];
      const epochs = header.dates.length;
      const seriesMm = new Float64Array(batch.count * epochs);
      for (let row = 0; row < batch.count; row++) {
        const label = cluster ? cluster[row] : 0;
        const correction = -surfaceAt(Number.isNaN(label) ? 0 : label, eastingM[row], northingM[row]);
        const series = seriesMm.subarray(row * epochs, (row + 1) * epochs);
        const attributes = correctSeries(batch, row, correction, attributeModel, series);
        for (const name of COMPUTED) out.get(name)![row] = rounded(attributes[name], scaleOf.get(name)!);
      }
      projectGnss(model, batch.count, source, out.get('gnssVelocityMmPerYear')!);
      const { count, firstRow, pid } = batch;
      return {
        count,
        firstRow,
        pid,
        attributes: columns.map(({ attribute }) => out.get(attribute)!),
        ...packedSeries(seriesMm),
      };
    },
  };
}

/** Columns that stay as they are, and new ones for what is computed. */
function newColumns(
  columns: readonly ColumnDefinition[],
  sources: readonly number[],
  batch: PointBatch,
): Map<AttributeName, Float64Array> {
  return new Map(
    columns.map(({ attribute }, i) => [
      attribute,
      MADE.has(attribute) ? new Float64Array(batch.count) : batch.attributes[sources[i]],
    ]),
  );
}

/** Velocity of the model along each point's line of sight, NaN where it does not reach. */
function projectGnss(
  model: GnssModel,
  count: number,
  source: (name: AttributeName) => Float64Array,
  out: Float64Array,
): void {
  const [eastingM, northingM] = [source('eastingM'), source('northingM')];
  const [losEast, losNorth, losUp] = [source('losEast'), source('losNorth'), source('losUp')];
  for (let row = 0; row < count; row++) {
    const gnss = model.at(eastingM[row], northingM[row]);
    const along = gnss
      ? gnss.eastMmPerYear * losEast[row] + gnss.northMmPerYear * losNorth[row] + gnss.upMmPerYear * losUp[row]
      : Number.NaN;
    out[row] = rounded(along, 10);
  }
}

const rounded = (value: number, scale: number) => Math.round(value * scale) / scale;

/** A series and what follows from it, corrected and rounded to 0.1 mm into `out` (nDates). */
function correctSeries(
  batch: PointBatch,
  row: number,
  correctionMmPerYear: number,
  { timesYears, attributes }: AttributeModel,
  out: Float64Array,
): SeriesAttributes {
  const { seriesTenths, seriesMm } = batch;
  const at = row * out.length;
  for (let i = 0; i < out.length; i++) {
    const beforeMm = seriesTenths ? mmOfTenths(seriesTenths[at + i]) : seriesMm![at + i];
    out[i] = Math.round(10 * (beforeMm + correctionMmPerYear * timesYears[i])) / 10;
  }
  return attributes(out);
}

/** Tenths of a millimetre; the series as they are where a point has moved farther than tenths can say. */
function packedSeries(seriesMm: Float64Array): Pick<PointBatch, 'seriesTenths' | 'seriesMm'> {
  const seriesTenths = new Int16Array(seriesMm.length);
  for (let i = 0; i < seriesMm.length; i++) {
    const tenths = tenthsOfMm(seriesMm[i]);
    if (tenths === undefined) return { seriesMm };
    seriesTenths[i] = tenths;
  }
  return { seriesTenths };
}
