/** What a thread keeps from task to task. */
import { expect, test } from 'vitest';
import { ThreadSpace } from '../../../../src/insar/psi/crew/thread-space.js';

test('what is kept is made once, and forgotten when something else is wanted', async () => {
  const space = new ThreadSpace();
  let made = 0;
  const make = async () => ++made;
  expect(await Promise.all([space.kept('a', make), space.kept('a', make)])).toEqual([1, 1]);
  expect(await space.kept('b', make)).toBe(2);
  expect(await space.kept('a', make)).toBe(3);
});

test('what could not be made is tried again', async () => {
  const space = new ThreadSpace();
  const failed = space.kept('a', async () => {
    throw new Error('no file yet');
  });
  await expect(failed).rejects.toThrow('no file yet');
  expect(await space.kept('a', async () => 7)).toBe(7);
});
