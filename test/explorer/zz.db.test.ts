import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Walk } from '../support/walk.js';

const walk = new Walk();
Object.assign(walk, { bursts: { base: 'http://127.0.0.1:7360', start() {}, decompose() {}, remove() {} } });
const names = (process.env.WALKS ?? '').split(',');
describe('scratch', async () => {
  beforeAll(() => walk.start());
  afterAll(() => walk.end());
  for (const name of names) {
    const module = await import(`./walks/${name}.ts`);
    describe(name, () => module[`${name}Walk`](walk));
  }
  test('complaints', () => expect(walk.complaints).toEqual([]));
});
