/** Values of a JSON document with the place they stand at, and the errors that name it. */
import { invalidParameter } from '../../errors.js';
import { excerpt } from './excerpt.js';

/** A value of the document and where it stands. */
export interface Place {
  readonly value: unknown;
  readonly path: string;
  readonly depth: number;
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A member of an object place; its value is undefined when it is missing. */
export function member(place: Place, name: string): Place {
  const value = isObject(place.value) ? place.value[name] : undefined;
  return { value, path: place.path === '' ? name : `${place.path}.${name}`, depth: place.depth };
}

/** The items of an array place; each is one level deeper. Throws unless there are `count` of them, when that is given. */
export function itemsOf(place: Place, count?: number): Place[] {
  if (!Array.isArray(place.value)) throw unexpected(place, 'an array');
  if (count !== undefined && place.value.length !== count) {
    throw unexpected(place, `${count} argument${count === 1 ? '' : 's'}`);
  }
  return place.value.map((value, index) => ({ value, path: `${place.path}[${index}]`, depth: place.depth + 1 }));
}

export function textAt(place: Place): string {
  if (typeof place.value !== 'string' || place.value === '') throw unexpected(place, 'a string');
  return place.value;
}

/** The error for "something else stands here". */
export function unexpected({ value, path }: Place, expected: string): Error {
  const found = Array.isArray(value)
    ? `an array of ${value.length}`
    : isObject(value)
      ? 'an object'
      : scalarText(value);
  return invalidParameter('filter', `at ${path || 'the top'}: expected ${expected}, found ${found}`);
}

const scalarText = (value: unknown): string =>
  value === undefined ? 'nothing' : JSON.stringify(typeof value === 'string' ? excerpt(value) : value);
