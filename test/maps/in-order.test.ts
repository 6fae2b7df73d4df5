import { describe, expect, test } from 'vitest';
import { inOrder } from '../../src/maps/in-order.js';

/** Work that ends when it is told to. */
function gates(count: number) {
  const all = Array.from({ length: count }, gate);
  const begun: number[] = [];
  const work = async (item: number) => {
    begun.push(item);
    await all[item].promise;
    return 10 * item;
  };
  return { all, begun, work };
}

function gate() {
  let resolve!: () => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}

async function collected<T>(results: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const result of results) list.push(result);
  return list;
}

describe('work in order', () => {
  test('gives results in the order of the items, whichever ends first', async () => {
    const { all, work } = gates(5);
    const results = collected(inOrder([0, 1, 2, 3, 4], 5, work));
    for (const { resolve } of [...all].reverse()) resolve();
    expect(await results).toEqual([0, 10, 20, 30, 40]);
  });

  test('begins no more than may be under way, and the next one when a result is taken', async () => {
    const { all, begun, work } = gates(6);
    for (const { resolve } of all) resolve();
    const results = inOrder([0, 1, 2, 3, 4, 5], 3, work);
    expect(begun).toEqual([]);
    expect(await results.next()).toEqual({ value: 0, done: false });
    expect(begun).toEqual([0, 1, 2]);
    expect(await results.next()).toEqual({ value: 10, done: false });
    expect(begun).toEqual([0, 1, 2, 3]);
    expect(await collected(results)).toEqual([20, 30, 40, 50]);
  });

  test('tells a failure when its turn comes, and is silent on those that come after it', async () => {
    const { all, work } = gates(3);
    const results = inOrder([0, 1, 2], 3, work);
    all[2].reject(new Error('third'));
    all[1].reject(new Error('second'));
    all[0].resolve();
    expect((await results.next()).value).toBe(0);
    await expect(results.next()).rejects.toThrow('second');
    expect(await results.next()).toEqual({ value: undefined, done: true });
  });

  test('takes items as it needs them', async () => {
    let taken = 0;
    const endless = function* () {
      for (;;) yield taken++;
    };
    for await (const result of inOrder(endless(), 4, async (item) => item)) if (result === 9) break;
    expect(taken).toBeLessThanOrEqual(14);
  });
});
