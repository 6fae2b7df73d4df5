import { describe, expect, test } from 'vitest';
import { StreamSlots } from '../../../src/ogc/common/stream-slots.js';

async function* numbers(): AsyncGenerator<number> {
  yield* [1, 2, 3];
}

describe('stream slots', () => {
  test('refuse a stream too many before its first page, and take it once another has ended', async () => {
    const slots = new StreamSlots(1);
    const first = slots.hold(numbers());
    await first.next();
    const refused = slots.hold(numbers());
    await expect(refused.next()).rejects.toMatchObject({ status: 503, options: { retryAfterSeconds: 10 } });
    for await (const _ of first);
    expect((await slots.hold(numbers()).next()).value).toBe(1);
  });

  test('are given back by a stream that its client leaves', async () => {
    const slots = new StreamSlots(1);
    const left = slots.hold(numbers());
    await left.next();
    await left.return(undefined);
    expect((await slots.hold(numbers()).next()).done).toBe(false);
  });
});
