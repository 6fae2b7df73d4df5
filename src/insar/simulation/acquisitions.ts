/** When the simulated satellite passes, from where, and how warm it is then. */
import { DAYS_PER_YEAR, epochDate, epochDay } from '../../products/epochs.js';
import { RandomStream } from './random-stream.js';

export interface AcquisitionSpec {
  /** `YYYYMMDD`. */
  readonly firstDate: string;
  /** Number of images. */
  readonly dates: number;
  /** Default: Sentinel-1's own, six days while there were two satellites and twelve before and after. */
  readonly intervalDays?: number;
  /** Share of the passes without an image, beside the `dates` that have one. */
  readonly missingShare: number;
  /** Spread of the orbits. */
  readonly baselineSigmaM: number;
  readonly seed: number;
}

export interface Acquisitions {
  /** `YYYYMMDD`, ascending. */
  readonly dates: readonly string[];
  /** Since the first. */
  readonly days: Float64Array;
  /** EGMS years of 365 days since the first. */
  readonly years: Float64Array;
  /** The reference date: the one in the middle. */
  readonly referenceIndex: number;
  /** Relative to the reference date. */
  readonly perpendicularBaselinesM: Float64Array;
  readonly temperaturesC: Float64Array;
}

/** Sentinel-1B began in October 2016 and failed on 23 December 2021. */
const [TWO_FROM, TWO_UNTIL] = [epochDay('20161001')!, epochDay('20211223')!];
const MEAN_TEMPERATURE_C = 12;
const YEARLY_TEMPERATURE_C = 10;
const TEMPERATURE_SIGMA_C = 3;
/** Day of the year. */
const WARMEST_DAY = 200;

export function planAcquisitions(spec: AcquisitionSpec): Acquisitions {
  const first = epochDay(spec.firstDate);
  if (first === undefined) throw new RangeError(`firstDate: expected YYYYMMDD, got ${spec.firstDate}`);
  const random = new RandomStream(spec.seed, 0xacc);
  const epochs: number[] = [];
  for (let day = first; epochs.length < spec.dates; day += intervalAt(day, spec.intervalDays)) {
    // The first image sets the period, so it is there.
    if (random.uniform() >= spec.missingShare || epochs.length === 0) epochs.push(day);
  }
  const referenceIndex = Math.floor(spec.dates / 2);
  const baselines = epochs.map(() => spec.baselineSigmaM * random.normal());
  return {
    dates: epochs.map(epochDate),
    days: Float64Array.from(epochs, (day) => day - first),
    years: Float64Array.from(epochs, (day) => (day - first) / DAYS_PER_YEAR),
    referenceIndex,
    perpendicularBaselinesM: Float64Array.from(baselines, (baseline) => baseline - baselines[referenceIndex]),
    temperaturesC: Float64Array.from(epochs, (day) => {
      const season = Math.cos((2 * Math.PI * (day - epochDay('20000101')! - WARMEST_DAY)) / 365.25);
      return MEAN_TEMPERATURE_C + YEARLY_TEMPERATURE_C * season + TEMPERATURE_SIGMA_C * random.normal();
    }),
  };
}

function intervalAt(day: number, intervalDays: number | undefined): number {
  return intervalDays ?? (day >= TWO_FROM && day < TWO_UNTIL ? 6 : 12);
}
