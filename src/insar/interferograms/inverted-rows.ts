/** Results of some rows of pixels, one array for each quantity; NaN where there is none. */
import type { RowRange } from '../stack/open-stack.js';
import type { SeriesEstimate } from './series-model.js';

/** Bits that tell what a pixel went through. */
export const PixelFlag = {
  /** Whole cycles in the closure of some triplet. */
  openTriplets: 1,
  /** A pair was put right by whole cycles. */
  repaired: 2,
  /** Some triplet stayed open: the series may be wrong by part of a cycle. */
  unwrappingError: 4,
  /** The pairs fall into parts; offsets between them are those of least velocities. */
  joinedParts: 8,
  /** Too few dates for the model: no velocity, no height error. */
  noModel: 16,
  noSeries: 32,
} as const;

export interface InvertedRows extends RowRange {
  /** (count * width, dates) mm towards the satellite since the first date of the pixel, without the height error. */
  readonly series: Float32Array;
  /** (count * width) each. */
  readonly velocityMmPerYear: Float32Array;
  readonly velocityStd: Float32Array;
  /** True minus given height. */
  readonly heightErrorM: Float32Array;
  readonly heightErrorStd: Float32Array;
  /** Of the motion model, mm. */
  readonly modelRmsMm: Float32Array;
  /** Of the pairs against the series. */
  readonly residualRmsRadians: Float32Array;
  /** |mean of exp(i residual)| over the pairs (Pepe and Lanari 2006). */
  readonly temporalCoherence: Float32Array;
  readonly pairsUsed: Uint16Array;
  /** Parts into which the network falls; 255 and more are 255. */
  readonly parts: Uint8Array;
  /** Bits of `PixelFlag`. */
  readonly flags: Uint8Array;
}

export interface FillableRows extends InvertedRows {
  set(
    pixel: number,
    series: Float64Array,
    estimate: SeriesEstimate,
    residuals: Float64Array,
    mmPerRadian: number,
  ): void;
}

export function rowsOf({ first, count }: RowRange, widthPixels: number, dates: number): FillableRows {
  const pixels = count * widthPixels;
  const floats = (width = 1) => new Float32Array(pixels * width).fill(Number.NaN);
  const out: FillableRows = {
    first,
    count,
    series: floats(dates),
    velocityMmPerYear: floats(),
    velocityStd: floats(),
    heightErrorM: floats(),
    heightErrorStd: floats(),
    modelRmsMm: floats(),
    residualRmsRadians: floats(),
    temporalCoherence: floats(),
    pairsUsed: new Uint16Array(pixels),
    parts: new Uint8Array(pixels),
    flags: new Uint8Array(pixels),
    set(pixel, series, estimate, residuals, mmPerRadian) {
      out.series.set(series, pixel * dates);
      out.velocityMmPerYear[pixel] = estimate.velocityMmPerYear;
      out.velocityStd[pixel] = estimate.velocityStd;
      out.heightErrorM[pixel] = estimate.heightErrorM;
      out.heightErrorStd[pixel] = estimate.heightErrorStd;
      out.modelRmsMm[pixel] = estimate.residualRms;
      let [squares, re, im, pairs] = [0, 0, 0, 0];
      for (const residual of residuals) {
        if (Number.isNaN(residual)) continue;
        const radians = residual / mmPerRadian;
        squares += radians * radians;
        re += Math.cos(radians);
        im += Math.sin(radians);
        pairs++;
      }
      out.residualRmsRadians[pixel] = Math.sqrt(squares / pairs);
      out.temporalCoherence[pixel] = Math.hypot(re, im) / pairs;
    },
  };
  return out;
}
