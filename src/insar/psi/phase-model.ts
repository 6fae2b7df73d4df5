/**
 * What motion and height do to the phase theta_i = arg z_i - arg z_reference of the dates of a stack:
 *
 *   theta_i = (4 pi / lambda) d_i - (4 pi / lambda) B_i dh / (R sin(incidence)),
 *
 * d towards the satellite, dh the height error, true minus given. R sin(incidence) is not the same everywhere: arcs and
 * networks work with heights as if it were that of the middle of the stack, `dh rangeSineM / R sin(incidence)`.
 */
import { MOST_COLUMNS } from '../../kernels/series-design.js';
import { yearsSinceFirst } from '../../products/epochs.js';
import type { StackDescription } from '../stack/stack-description.js';

export interface PhaseModel {
  /** `YYYYMMDD`, those of which something can be seen. */
  readonly dates: readonly string[];
  /** Their places among the dates of the stack. */
  readonly epochs: readonly number[];
  /** Place of the reference among `dates`. */
  readonly reference: number;
  /** Years of 365 days since the first date. */
  readonly timesYears: Float64Array;
  readonly radPerMm: number;
  /** (dates), rad per mm/yr. */
  readonly velocityRad: Float32Array;
  /** (dates), rad per m of height error where R sin(incidence) is `rangeSineM`. */
  readonly heightRad: Float32Array;
  readonly rangeSineM: number;
}

/**
 * @param usableDates places of the dates of which something can be seen
 * @param referenceDate place of the date that all phases are compared with
 * @param rangeSineM slant range times the sine of the incidence, in the middle of the stack
 */
export function phaseModel(
  { acquisitions, wavelengthM }: Pick<StackDescription, 'acquisitions' | 'wavelengthM'>,
  usableDates: readonly number[],
  referenceDate: number,
  rangeSineM: number,
): PhaseModel {
  const used = usableDates.map((epoch) => acquisitions[epoch]);
  const dates = used.map(({ date }) => date);
  const timesYears = yearsSinceFirst(dates);
  const radPerMm = (4 * Math.PI) / (1000 * wavelengthM);
  const reference = Math.max(0, usableDates.indexOf(referenceDate));
  return {
    dates,
    epochs: usableDates,
    reference,
    timesYears,
    radPerMm,
    velocityRad: Float32Array.from(timesYears, (years) => radPerMm * (years - timesYears[reference])),
    heightRad: Float32Array.from(
      used,
      ({ perpendicularBaselineM }) => (-1000 * radPerMm * perpendicularBaselineM) / rangeSineM,
    ),
    rangeSineM,
  };
}

const YEARS_FOR_A_PARABOLA = 2;
const YEARS_FOR_A_CUBIC = 3.5;

/** Whether baselines differ, so that phases tell of heights. */
export const tellsHeights = ({ heightRad }: PhaseModel): boolean => heightRad.some((rad) => rad !== heightRad[0]);

/**
 * Columns of the step model of a point, as factorDesign takes them: 1, height where phases tell of it, t, annual wave, and as
 * much of a cubic as the span carries. Source: EGMS ATBD, atmospheric phase screen: polynomial, yearly term and height error.
 */
export function stepModelColumns(model: PhaseModel): readonly ((epoch: number) => number)[] {
  const { timesYears, heightRad } = model;
  const span = timesYears[timesYears.length - 1] - timesYears[0];
  const t = (i: number) => timesYears[i];
  const columns = [
    () => 1,
    ...(tellsHeights(model) ? [(i: number) => heightRad[i]] : []),
    t,
    (i: number) => Math.cos(2 * Math.PI * t(i)),
    (i: number) => Math.sin(2 * Math.PI * t(i)),
    ...(span >= YEARS_FOR_A_PARABOLA ? [(i: number) => t(i) ** 2] : []),
    ...(span >= YEARS_FOR_A_CUBIC ? [(i: number) => t(i) ** 3] : []),
  ];
  // As many dates as it takes for something to be left over.
  return columns.slice(0, Math.min(MOST_COLUMNS, Math.max(1, Math.floor(timesYears.length / 3))));
}
