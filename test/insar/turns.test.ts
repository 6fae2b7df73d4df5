/** Long loops let others have their turn. */
import { expect, test } from 'vitest';
import { Turns } from '../../src/insar/turns.js';

test('a turn lets others work, is due again only after a while, and ends aborted work with its reason', async () => {
  const controller = new AbortController();
  const turns = new Turns(controller.signal);
  let others = 0;
  setImmediate(() => others++);
  await turns.pass();
  expect(others).toBe(1);
  expect(turns.isDue).toBe(false);
  for (const start = performance.now(); performance.now() - start < 110; );
  expect(turns.isDue).toBe(true);
  const reason = new Error('dismissed');
  controller.abort(reason);
  await expect(turns.pass()).rejects.toBe(reason);
});
