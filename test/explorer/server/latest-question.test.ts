import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LatestQuestion } from '../../../explorer/src/server/latest-question.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('is asked once, after the rest, in its last form', () => {
  const asked: string[] = [];
  const question = new LatestQuestion(300);
  for (const key of ['a', 'b', 'c']) {
    question.put(key, () => asked.push(key));
    vi.advanceTimersByTime(100);
  }
  expect(asked).toEqual([]);
  vi.advanceTimersByTime(200);
  expect(asked).toEqual(['c']);
});

test('is not asked again about the same', () => {
  const ask = vi.fn();
  const now = vi.fn();
  const question = new LatestQuestion(300);
  for (let i = 0; i < 3; i++) {
    question.put('a', ask, now);
    vi.advanceTimersByTime(1_000);
  }
  expect([ask, now].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
});

test('ends the one under way, which must not answer any more', () => {
  const signals: AbortSignal[] = [];
  const question = new LatestQuestion(300);
  question.put('a', (signal) => signals.push(signal));
  vi.advanceTimersByTime(300);
  expect(signals[0].aborted).toBe(false);
  question.put('b', (signal) => signals.push(signal));
  vi.advanceTimersByTime(300);
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
});
