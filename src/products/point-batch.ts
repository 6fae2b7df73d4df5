/** Measurement points as columns: what every product reader yields and every loader and writer takes. */

/** Sentinels of a series stored as int16 tenths of a millimetre. */
export const MISSING_TENTHS = -32768;
/** `-0.0` stands in real files, and a file written back must be the same bytes. */
export const NEGATIVE_ZERO_TENTHS = -32767;

/**
 * How a column's numbers are written, found while reading, so that writing gives the same bytes.
 * `repr`: shortest decimal form with at least one decimal (`0.0`, `-1.75`), as Python prints; `fixed`: always
 * `decimals` decimals; `mixed`: neither, so bytes cannot be reproduced (values can).
 */
export interface NumberStyle {
  readonly kind: 'integer' | 'repr' | 'fixed' | 'mixed';
  /** Most decimals seen. */
  readonly decimals: number;
}

export interface PointBatch {
  /** Number of points. */
  readonly count: number;
  /** Index of the first point among the data rows of its file, from 0. */
  readonly firstRow: number;
  readonly pid: readonly string[];
  /** One array of `count` per attribute of `ProductHeader.attributes`, in that order; NaN where the file has none. */
  readonly attributes: readonly Float64Array[];
  /** (count, nDates) point-major, tenths of a millimetre, when every value of the batch fits; else undefined. */
  readonly seriesTenths?: Int16Array;
  /** (count, nDates) point-major, mm, NaN = missing: only when `seriesTenths` cannot hold the batch exactly. */
  readonly seriesMm?: Float64Array;
}

/** What the first line of a product's CSV says. */
export interface ProductHeader {
  /** Which names the file uses: `height, rmse` up to 2019_2023, `height_ortho, rmse_ts` from 2020_2024. */
  readonly generation: 'to-2019-2023' | 'from-2020-2024';
  /** Canonical names (see `columns.ts`) of the attribute columns after `pid`, in file order. */
  readonly attributes: readonly AttributeName[];
  /** `YYYYMMDD`, ascending. */
  readonly dates: readonly string[];
}

/** Canonical attribute names, units as EGMS delivers them. */
export type AttributeName =
  | 'clusterLabel'
  | 'mpTypeM2'
  | 'latitudeDeg'
  | 'longitudeDeg'
  | 'eastingM'
  | 'northingM'
  | 'heightM'
  | 'heightEllipsoidM'
  | 'line'
  | 'pixel'
  | 'rmseMm'
  | 'temporalCoherence'
  | 'amplitudeDispersion'
  | 'incidenceDeg'
  | 'trackAngleDeg'
  | 'losEast'
  | 'losNorth'
  | 'losUp'
  | 'velocityMmPerYear'
  | 'velocityStdMmPerYear'
  | 'accelerationMmPerYear2'
  | 'accelerationStdMmPerYear2'
  | 'seasonalityMm'
  | 'seasonalityStdMm'
  | 'gnssVelocityMmPerYear'
  | 'gnssVelocityNorthMmPerYear'
  | 'gnssVelocityEastMmPerYear'
  | 'gnssVelocityUpMmPerYear';

/** How the text of the file was laid out, found while reading; kept so that an export is the same bytes. */
export interface CsvDialect {
  readonly newline: '\n' | '\r\n';
  readonly finalNewline: boolean;
  readonly byteOrderMark: boolean;
  /** What stands for a missing number: nothing, or `NaN`. */
  readonly missing: '' | 'NaN';
  /** Style per attribute of the header, then one for all dates together. */
  readonly attributeStyles: readonly NumberStyle[];
  readonly seriesStyle: NumberStyle;
}
