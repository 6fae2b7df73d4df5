import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { patience } from '../../src/workers/patience.js';

test('patience ends after its time, and says so', async () => {
  const waiting = patience(new AbortController().signal, 10);
  await delay(30);
  expect([waiting.signal.aborted, waiting.isOver]).toEqual([true, true]);
});

test('patience ends with the signal it came from, before its time or when that was over at once', () => {
  const outer = new AbortController();
  const waiting = patience(outer.signal, 60_000);
  outer.abort('gone');
  expect([waiting.signal.reason, waiting.isOver]).toEqual(['gone', false]);
  expect(patience(outer.signal).signal.aborted).toBe(true);
});

test('patience that was ended leaves nothing behind', async () => {
  const outer = new AbortController();
  const waiting = patience(outer.signal, 5);
  waiting.end();
  await delay(15);
  expect([waiting.signal.aborted, waiting.isOver]).toEqual([true, false]);
});
