/** Options of `open-egms psi`: texts to parameters, each fault named after its option. */
import { invalidParameter } from '../errors.js';
import type { AreaOfInterest } from '../insar/psi/area-mask.js';
import { areaOfText } from '../insar/psi/basic/area-given.js';
import { NUMBER_LIMITS, parameterFaults } from '../insar/psi/parameter-limits.js';
import { DEFAULT_PSI_PARAMETERS, type PsiParameters } from '../insar/psi/psi-parameters.js';
import type { Release } from '../products/file-name.js';

/** As commander hands them over. */
export interface PsiFlags extends Partial<Record<keyof PsiParameters, string>> {
  readonly out?: string;
  readonly threads?: string;
  readonly aoi?: string;
  readonly release?: string;
  readonly redelivery?: string;
  readonly geoidHeight?: string;
}

export interface PsiChoice {
  readonly folder: string;
  readonly parameters: PsiParameters;
  readonly threads?: number;
  readonly areaOfInterest?: AreaOfInterest;
  readonly release?: Release;
  readonly redelivery: number;
  readonly geoidHeightM?: number;
}

/** What `--help` says of an option that is a parameter; in the order of the pipeline. */
export const PARAMETER_OPTIONS: readonly (readonly [name: keyof PsiParameters, text: string])[] = [
  ['maxDispersion', 'largest amplitude dispersion of candidates for persistent scatterers'],
  ['windowM', 'metres to each side in which homogeneous pixels are looked for'],
  ['homogeneityAlpha', 'share of equal neighbours that the test of homogeneity rejects'],
  ['minSamples', 'homogeneous pixels that make a distributed scatterer'],
  ['strideRows', 'distributed scatterers in every so-manyeth row'],
  ['strideColumns', 'and column'],
  ['linkingMethod', 'phase linking: laplacian, evd or emi'],
  ['sequentialAbove', 'more dates than this are linked in ministacks'],
  ['ministackDates', 'dates of a ministack'],
  ['minLinkedCoherence', 'least temporal coherence of phase linking'],
  ['minSequentialCoherence', 'the same where dates are linked in ministacks'],
  ['networkCellM', 'side of the cells whose best point enters the network, metres'],
  ['networkNeighbours', 'neighbours that each point of the network is joined with'],
  ['maxArcM', 'longest arc of the network, metres'],
  ['maxVelocityMmPerYear', 'largest velocity between neighbours, mm/yr'],
  ['maxHeightErrorM', 'largest height error between neighbours, metres'],
  ['falseAlarmRate', 'chance that noise is taken for a point'],
  ['minCoherence', 'least temporal coherence of points'],
  ['atmosphere', 'between the points of the network: kriging, idw or none'],
  ['atmosphereHighPassDays', 'residuals averaged over so many days stay motion; 0: none'],
  ['trend', 'taken off the motion of all points: common, plane or air'],
  ['producer', 'number of the first character of identifiers, 0 to 61'],
];

/** `--max-velocity-mm-per-year` of `maxVelocityMmPerYear`. */
export const optionOf = (name: string): string =>
  `--${name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`;

export const defaultOf = (name: keyof PsiParameters): string => String(DEFAULT_PSI_PARAMETERS[name]);

/** The geoid lies between -107 and 86 m. */
const MOST_GEOID_M = 120;
const DEFAULT_FOLDER = 'psi-result';

/** Throws `invalidParameter` naming the option. */
export function psiChoice(flags: PsiFlags): PsiChoice {
  const { out = DEFAULT_FOLDER, threads, aoi, release, redelivery, geoidHeight } = flags;
  const parameters = parametersOf(flags);
  const [fault] = parameterFaults(parameters);
  if (fault) throw invalidParameter(optionOf(fault.name), fault.detail);
  return {
    folder: out,
    parameters,
    redelivery: redelivery === undefined ? 1 : wholeNumber('redelivery', redelivery, 1, 999),
    ...(threads === undefined ? {} : { threads: wholeNumber('threads', threads, 1, 256) }),
    ...(aoi === undefined ? {} : { areaOfInterest: areaOf(aoi) }),
    ...(release === undefined ? {} : { release: releaseOf(release) }),
    ...(geoidHeight === undefined ? {} : { geoidHeightM: geoidOf(geoidHeight) }),
  };
}

function parametersOf(flags: PsiFlags): PsiParameters {
  const given = PARAMETER_OPTIONS.flatMap(([name]) => {
    const text = flags[name];
    if (text === undefined) return [];
    return [[name, name in NUMBER_LIMITS ? numberOf(name, text) : text] as const];
  });
  return { ...DEFAULT_PSI_PARAMETERS, ...Object.fromEntries(given) };
}

function numberOf(name: string, text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(value)) throw invalidParameter(optionOf(name), `expected a number, got ${text}`);
  return value;
}

function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = numberOf(name, text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw invalidParameter(optionOf(name), `expected a whole number from ${min} to ${max}, got ${text}`);
}

function geoidOf(text: string): number {
  const value = numberOf('geoidHeight', text);
  if (Math.abs(value) <= MOST_GEOID_M) return value;
  throw invalidParameter('--geoid-height', `expected ${-MOST_GEOID_M} to ${MOST_GEOID_M} m, got ${text}`);
}

function areaOf(text: string): AreaOfInterest {
  try {
    return areaOfText(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw invalidParameter('--aoi', error.message, error);
  }
}

function releaseOf(text: string): Release {
  const [, firstYear, lastYear] = /^([12]\d{3})-([12]\d{3})$/.exec(text) ?? [];
  if (firstYear === undefined || firstYear > lastYear) {
    throw invalidParameter('--release', `expected years in order, as 2020-2024, got ${text}`);
  }
  return { firstYear: Number(firstYear), lastYear: Number(lastYear) };
}
