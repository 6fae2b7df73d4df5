/**
 * Coordinates as people paste them: degrees in decimals or with minutes and seconds, EPSG:3035 as EGMS writes it, UTM. A text
 * can be read in several ways; all readings come back, the likeliest first, and the search box shows each with its meaning.
 */
import { fromLaea } from './laea.js';
import { fromUtm } from './utm.js';

export interface FoundCoordinate {
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  readonly meaning: 'degrees' | 'epsg3035' | 'utm';
  /** As it was understood: `44.49 N, 11.34 E`, `E 4449500, N 2392500`, `32N 686000 4929000`. */
  readonly label: string;
}

/** Where EPSG:3035 is used: outside, a pair of large numbers is a mistake. */
const EUROPE_M = { minEasting: 900_000, maxEasting: 7_500_000, minNorthing: 700_000, maxNorthing: 7_000_000 };
const MOST_CHARACTERS = 100;

/** Empty for what is no coordinate. */
export function findCoordinates(given: string): FoundCoordinate[] {
  const text = given.trim();
  if (text === '' || text.length > MOST_CHARACTERS) return [];
  return inUtm(text) ?? inLaea(text) ?? inDegrees(text) ?? [];
}

function inDegrees(text: string): FoundCoordinate[] | undefined {
  const pair = degreePair(text);
  if (!pair) return undefined;
  const [first, second] = pair;
  const isSwapped = first.axis === 'longitude' || second.axis === 'latitude';
  if (isSwapped && (first.axis === 'latitude' || second.axis === 'longitude')) return undefined;
  const [latitude, longitude] = isSwapped ? [second, first] : [first, second];
  // Without letters the latitude stands first, unless it cannot.
  const hasLetters = first.axis !== undefined || second.axis !== undefined;
  const [lat, lon] =
    !hasLetters && Math.abs(latitude.degrees) > 90
      ? [longitude.degrees, latitude.degrees]
      : [latitude.degrees, longitude.degrees];
  if (Math.abs(lat) > 90 || Math.abs(lon) > 180) return undefined;
  return [{ latitudeDeg: lat, longitudeDeg: lon, meaning: 'degrees', label: degreeLabel(lat, lon) }];
}

interface Angle {
  readonly degrees: number;
  /** Said by its letter. */
  readonly axis: 'latitude' | 'longitude' | undefined;
}

const NUMBER = String.raw`\d+(?:\.\d+)?`;
/** Degrees, then minutes, then seconds, each with its mark. */
const MARKED = String.raw`([+-]?${NUMBER})\s*[°ºd]?\s*(?:(${NUMBER})\s*['′’m]\s*(?:(${NUMBER})\s*(?:["″”s]|''|′′))?)?`;
/** `44 29 15`: marks left out. */
const BARE = String.raw`([+-]?\d+)\s+(${NUMBER})(?:\s+(${NUMBER}))?`;
const BETWEEN = String.raw`(?:\s*[,;/]\s*|\s+|(?<=[NSEW])|(?=[NSEW]))`;
/** Letters stand before both, or behind both or neither. */
const PAIRS = [MARKED, BARE].flatMap((angle) => [
  { pattern: new RegExp(`^([NSEW])\\s*${angle}${BETWEEN}([NSEW])\\s*${angle}$`, 'i'), letter: 0 },
  {
    pattern: new RegExp(
      `^${angle}\\s*([NSEW])${angle === BARE ? '' : '?'}${BETWEEN}${angle}\\s*([NSEW])${angle === BARE ? '' : '?'}$`,
      'i',
    ),
    letter: 3,
  },
]);

function degreePair(text: string): [Angle, Angle] | undefined {
  const plain = withDecimalPoints(text).replaceAll('−', '-');
  for (const { pattern, letter } of PAIRS) {
    const match = pattern.exec(plain);
    if (!match) continue;
    const [first, second] = [match.slice(1, 5), match.slice(5, 9)].map((groups) => angleOf(groups, letter));
    return first && second && [first, second];
  }
  return undefined;
}

/** @param letterAt place of the letter among the groups, 0 or 3 */
function angleOf(groups: (string | undefined)[], letterAt: number): Angle | undefined {
  const letter = groups[letterAt]?.toUpperCase();
  const [degreeText = '', minuteText = '0', secondText = '0'] = groups.filter((_, place) => place !== letterAt);
  const [minutes, seconds] = [Number(minuteText), Number(secondText)];
  if (minutes >= 60 || seconds >= 60) return undefined;
  const isNegative = degreeText.startsWith('-');
  const size = Math.abs(Number(degreeText)) + minutes / 60 + seconds / 3600;
  // A sign and a letter contradict each other, or say the same twice.
  if (letter !== undefined && isNegative) return undefined;
  const degrees = isNegative || letter === 'S' || letter === 'W' ? -size : size;
  const axis = letter === undefined ? undefined : 'NS'.includes(letter) ? 'latitude' : 'longitude';
  return { degrees, axis };
}

/** `44,49 11,34` and `44,49; 11,34`; one comma between two numbers separates them. */
function withDecimalPoints(text: string): string {
  const isDecimalComma = /^[^,]*\d,\d[^,]*\d,\d[^,]*$/.test(text) && !text.includes('.');
  return isDecimalComma ? text.replace(/(\d),(\d)/g, '$1.$2') : text;
}

function degreeLabel(latitude: number, longitude: number): string {
  const part = (value: number, positive: string, negative: string) =>
    `${Number(Math.abs(value).toFixed(6))} ${value < 0 ? negative : positive}`;
  return `${part(latitude, 'N', 'S')}, ${part(longitude, 'E', 'W')}`;
}

const METRES = String.raw`(\d{5,7}(?:\.\d+)?)`;
const LETTERED = [
  { pattern: new RegExp(String.raw`^E\s*=?\s*${METRES}\s*[,;]?\s*N\s*=?\s*${METRES}$`, 'i'), eastingFirst: true },
  { pattern: new RegExp(String.raw`^N\s*=?\s*${METRES}\s*[,;]?\s*E\s*=?\s*${METRES}$`, 'i'), eastingFirst: false },
];
const PLAIN = new RegExp(String.raw`^${METRES}\s*(?:[,;]\s*|\s+)${METRES}$`);

/** With letters as they say; without, easting first as in EGMS files, then northing first as the authority has it. */
function inLaea(text: string): FoundCoordinate[] | undefined {
  const pair = text.replace(/^epsg:\s*3035[\s:;]*/i, '');
  for (const { pattern, eastingFirst } of LETTERED) {
    const match = pattern.exec(pair);
    if (!match) continue;
    const [first, second] = [Number(match[1]), Number(match[2])];
    return eastingFirst ? laeaReading(first, second) : laeaReading(second, first);
  }
  const match = PLAIN.exec(pair);
  if (!match) return undefined;
  const [first, second] = [Number(match[1]), Number(match[2])];
  return [...laeaReading(first, second), ...(first === second ? [] : laeaReading(second, first))];
}

function laeaReading(easting: number, northing: number): FoundCoordinate[] {
  const isInEurope =
    easting >= EUROPE_M.minEasting &&
    easting <= EUROPE_M.maxEasting &&
    northing >= EUROPE_M.minNorthing &&
    northing <= EUROPE_M.maxNorthing;
  if (!isInEurope) return [];
  const [longitudeDeg, latitudeDeg] = fromLaea(easting, northing);
  return [{ latitudeDeg, longitudeDeg, meaning: 'epsg3035', label: `E ${easting}, N ${northing}` }];
}

const UTM =
  /^(?:utm\s*)?(\d{1,2})\s*([C-HJ-NP-X])\s*[,;]?\s*(\d{6}(?:\.\d+)?)\s*(?:m?E)?\s*[,;]?\s*(\d{1,8}(?:\.\d+)?)\s*(?:m?N)?$/i;
const UTM_CODE = /^epsg:\s*(326|327|258)(\d{2})[\s:;,]+(\d{6}(?:\.\d+)?)[\s;,]+(\d{1,8}(?:\.\d+)?)$/i;

/**
 * `32N 686000 4929000`, `32T ...` (latitude bands), `EPSG:32632 ...`. N and S are also bands; S of those is in the north, but
 * people who write 32S mean the south.
 */
function inUtm(text: string): FoundCoordinate[] | undefined {
  const code = UTM_CODE.exec(text);
  const match = code ?? UTM.exec(text);
  if (!match) return undefined;
  const zone = Number(code ? code[2] : match[1]);
  const band = code ? (code[1] === '327' ? 'S' : 'N') : match[2].toUpperCase();
  const isSouth = code || band === 'S' ? band === 'S' : band < 'N';
  const [easting, northing] = [Number(match[3]), Number(match[4])];
  if (zone < 1 || zone > 60 || northing > 10_000_000) return [];
  const [longitudeDeg, latitudeDeg] = fromUtm(zone, isSouth, easting, northing);
  const label = `${zone}${isSouth ? 'S' : 'N'} ${easting} ${northing}`;
  return [{ latitudeDeg, longitudeDeg, meaning: 'utm', label }];
}
