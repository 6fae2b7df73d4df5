/** The first line of a product's CSV, read against the columns that each level and generation of EGMS has. */
import { invalidProduct } from '../errors.js';
import { attributeColumns, type ColumnDefinition } from './columns.js';
import type { ProductLevel } from './file-name.js';
import type { ProductHeader } from './point-batch.js';

export interface ParsedHeader {
  readonly level: ProductLevel;
  readonly header: ProductHeader;
}

type Generation = ProductHeader['generation'];

/** What a header may be, and how far the names at hand are from it. */
interface Candidate {
  readonly level: ProductLevel;
  readonly generation: Generation;
  readonly columns: readonly ColumnDefinition[];
  readonly missing: readonly string[];
  readonly unknown: readonly string[];
}

const LEVELS: readonly ProductLevel[] = ['L2a', 'L2b', 'L3'];
/** The newer first: where nothing tells them apart, it is the better guess. */
const GENERATIONS: readonly Generation[] = ['from-2020-2024', 'to-2019-2023'];
const DATE = /^\d{8}$/;

/**
 * Level, generation, attributes and dates of a file with these column names: `pid`, then attributes in any order, then
 * dates in ascending order. `level` is what the file's name promises; without it, what the columns say.
 * Throws `invalidProduct` naming the column that is missing, double, unknown or out of place.
 */
export function parseHeader(names: readonly string[], where: string, level?: ProductLevel): ParsedHeader {
  const at = `${where}:1`;
  refuseDoubles(names, at);
  if (names[0] !== 'pid')
    throw invalidProduct(at, `expected the first column to be pid, got ${JSON.stringify(names[0])}`);
  const firstDate = names.findIndex((name) => DATE.test(name));
  const attributeNames = names.slice(1, firstDate < 0 ? names.length : firstDate);
  const candidate = nearestCandidate(attributeNames, level);
  refuseMismatch(candidate, names, at);
  if (firstDate < 0) throw invalidProduct(at, 'expected date columns named YYYYMMDD after the attributes, got none');
  return {
    level: candidate.level,
    header: {
      generation: candidate.generation,
      attributes: attributeNames.map((name) => candidate.columns.find((column) => column.name === name)!.attribute),
      dates: parseDates(names, firstDate, at),
    },
  };
}

/** The column names of a header: the inverse of `parseHeader`. */
export function headerNames(level: ProductLevel, header: ProductHeader): readonly string[] {
  return ['pid', ...attributeNamesOf(level, header), ...header.dates];
}

/** Names that a file of this level and generation gives to the header's attributes, in their order. */
export function attributeNamesOf(level: ProductLevel, header: ProductHeader): readonly string[] {
  const columns = attributeColumns(level, header.generation);
  return header.attributes.map((attribute) => {
    const column = columns.find((candidate) => candidate.attribute === attribute);
    if (!column) throw new RangeError(`${attribute}: no such column in ${level} files ${header.generation}`);
    return column.name;
  });
}

function refuseDoubles(names: readonly string[], at: string): void {
  const position = new Map<string, number>();
  for (const [index, name] of names.entries()) {
    const first = position.get(name);
    if (first !== undefined) {
      throw invalidProduct(`${at} (column ${name})`, `stands twice, as columns ${first + 1} and ${index + 1}`);
    }
    position.set(name, index);
  }
}

function nearestCandidate(names: readonly string[], level: ProductLevel | undefined): Candidate {
  const candidates = (level ? [level] : LEVELS).flatMap((of) =>
    GENERATIONS.map((generation): Candidate => {
      const columns = attributeColumns(of, generation);
      const known = new Set(columns.map((column) => column.name));
      return {
        level: of,
        generation,
        columns,
        missing: columns.filter((column) => column.required && !names.includes(column.name)).map(({ name }) => name),
        unknown: names.filter((name) => !known.has(name)),
      };
    }),
  );
  return candidates.reduce((best, other) => (distance(other) < distance(best) ? other : best));
}

const distance = (candidate: Candidate) => candidate.missing.length + candidate.unknown.length;

function refuseMismatch(
  { level, generation, columns, missing, unknown }: Candidate,
  names: readonly string[],
  at: string,
): void {
  if (missing.length === 0 && unknown.length === 0) return;
  const file = `${level} file (names ${generation === 'to-2019-2023' ? 'up to 2019_2023' : 'from 2020_2024'})`;
  const complaints = [
    ...unknown.map((name) => `unknown column ${JSON.stringify(name)} (number ${names.indexOf(name) + 1})`),
    ...missing.map((name) => `missing column ${name}`),
  ];
  const shown =
    complaints.slice(0, 5).join(', ') + (complaints.length > 5 ? `, and ${complaints.length - 5} more` : '');
  const expected = ['pid', ...columns.map(({ name, required }) => (required ? name : `[${name}]`)), 'YYYYMMDD...'];
  throw invalidProduct(at, `${shown}; expected of an ${file}: ${expected.join(',')}`);
}

function parseDates(names: readonly string[], firstDate: number, at: string): readonly string[] {
  const dates = names.slice(firstDate);
  for (const [index, name] of dates.entries()) {
    const column = `${at} (column ${name})`;
    if (!DATE.test(name)) {
      throw invalidProduct(
        column,
        `number ${firstDate + index + 1} follows the dates, expected attributes before them`,
      );
    }
    if (!isCalendarDate(name)) throw invalidProduct(column, 'expected a date YYYYMMDD, and there is no such day');
    if (index > 0 && name <= dates[index - 1]) {
      throw invalidProduct(column, `expected ascending dates, got ${name} after ${dates[index - 1]}`);
    }
  }
  return dates;
}

function isCalendarDate(name: string): boolean {
  const iso = `${name.slice(0, 4)}-${name.slice(4, 6)}-${name.slice(6)}`;
  const time = Date.parse(`${iso}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(iso);
}
