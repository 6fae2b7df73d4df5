/** `interferograms.json` as its reader hands it on: judged, every pair from its earlier to its later date, in order. */
import { Ajv } from 'ajv';
import { invalidStack } from '../../errors.js';
import { epochDay } from '../../products/epochs.js';
import { faultText } from '../stack/stack-description.js';
import { interferogramsSchema } from './interferograms-schema.js';

export interface InterferogramPair {
  /** `YYYYMMDD`, the earlier date. */
  readonly reference: string;
  /** `YYYYMMDD`, the later date. */
  readonly secondary: string;
  readonly file: string;
  readonly coherence?: string;
  /** From the earlier to the later date. */
  readonly perpendicularBaselineM: number;
  /** Whether the file holds the pair from its later to its earlier date. */
  readonly isReversed: boolean;
}

export interface InterferogramGeometry {
  readonly height?: string;
  /** Absent when lines of sight are given. */
  readonly incidenceDegrees?: string | number;
  readonly losEast?: string;
  readonly losNorth?: string;
  readonly losUp?: string;
  readonly slantRangeM: string | number;
}

export interface InterferogramsDescription {
  readonly title?: string;
  readonly wavelengthM: number;
  readonly positivePhase: 'away' | 'towards';
  readonly phaseNoData?: number;
  /** `YYYYMMDD` of all pairs, ascending. */
  readonly dates: readonly string[];
  /** In order of their dates, each pair of dates once. */
  readonly pairs: readonly InterferogramPair[];
  readonly geometry: InterferogramGeometry;
}

/** `interferograms.json` as it is written, once its form is right. */
export interface InterferogramsFile extends Omit<InterferogramsDescription, 'dates' | 'pairs'> {
  readonly type: string;
  readonly version: 1;
  /** Dates as `YYYY-MM-DD`, in whatever order. */
  readonly pairs: readonly Omit<InterferogramPair, 'isReversed'>[];
}

const MAX_FAULTS = 5;
const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile<InterferogramsFile>(interferogramsSchema);

/**
 * Judges the content of `where`. What can be put right without guessing is, and `notice` is told of it.
 * Throws `invalidStack` with the place of every fault of form, or else of the first other one.
 */
export function describeInterferograms(
  content: unknown,
  where: string,
  notice: (text: string) => void,
): InterferogramsDescription {
  if (!validate(content)) {
    throw invalidStack(where, (validate.errors ?? []).slice(0, MAX_FAULTS).map(faultText).join('; '));
  }
  const { type: _type, version: _version, pairs: given, ...plain } = content;
  const pairs = given.map((pair, index) => {
    const [reference, secondary] = [pair.reference, pair.secondary].map((date) => {
      const compact = date.replaceAll('-', '');
      if (epochDay(compact) === undefined) {
        throw invalidStack(where, `pairs/${index}: expected dates of the calendar, got ${date}`);
      }
      return compact;
    });
    if (reference === secondary) {
      throw invalidStack(where, `pairs/${index}: expected two dates, got ${pair.reference} for both`);
    }
    const isReversed = reference > secondary;
    if (!isReversed) return { ...pair, reference, secondary, isReversed };
    const perpendicularBaselineM = -pair.perpendicularBaselineM;
    return { ...pair, reference: secondary, secondary: reference, perpendicularBaselineM, isReversed };
  });
  const reversed = pairs.filter(({ isReversed }) => isReversed).length;
  if (reversed > 0) notice(`${reversed} pairs run from the later to the earlier date: turned round`);
  const sorted = [...pairs].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0));
  judgeOnce(sorted, where);
  const dates = [...new Set(sorted.flatMap(({ reference, secondary }) => [reference, secondary]))].sort();
  return { ...plain, dates, pairs: sorted };
}

const keyOf = ({ reference, secondary }: { reference: string; secondary: string }): string =>
  `${reference}-${secondary}`;

function judgeOnce(sorted: readonly InterferogramPair[], where: string): void {
  const files = new Map<string, string>();
  for (const [i, pair] of sorted.entries()) {
    const before = sorted[i - 1];
    if (before && keyOf(before) === keyOf(pair)) {
      throw invalidStack(
        where,
        `pairs: expected each once, got ${keyOf(pair)} twice (${before.file} and ${pair.file})`,
      );
    }
    const other = files.get(pair.file);
    if (other) throw invalidStack(where, `pairs: ${pair.file} stands for both ${other} and ${keyOf(pair)}`);
    files.set(pair.file, keyOf(pair));
  }
}
