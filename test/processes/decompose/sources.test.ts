import { describe, expect, test } from 'vitest';
import { newRows, type Source } from '../../../processes/decompose/sources.js';

const sourceOf = (isShared: boolean) => ({ input: { collection: 'c' }, isShared }) as Source;
const rows = (source: Source, pids: readonly string[], seen = new Map<string, Set<string>>(), most = 100) =>
  [...newRows(source, pids, seen, most)].map(([from, to]) => pids.slice(from, to).join(''));

describe('rows that count', () => {
  test('are all of them, in pieces of a bearable size', () => {
    expect(rows(sourceOf(false), [...'abcdefg'], new Map(), 3)).toEqual(['abc', 'def', 'g']);
    expect(rows(sourceOf(false), [...'aab'])).toEqual(['aab']);
    expect(rows(sourceOf(false), [])).toEqual([]);
  });

  test('are those that no earlier input of the same collection has given', () => {
    const seen = new Map<string, Set<string>>();
    expect(rows(sourceOf(true), [...'abc'], seen)).toEqual(['abc']);
    expect(rows(sourceOf(true), [...'xbyzacw'], seen, 2)).toEqual(['x', 'yz', 'w']);
    expect(rows(sourceOf(true), [...'abcxyzw'], seen)).toEqual([]);
  });
});
