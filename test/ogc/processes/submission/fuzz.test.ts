/** Requests made of right ones by chance: each is taken, or refused with a word on what is wrong; none breaks anything. */
import { expect, test } from 'vitest';
import { ServiceError } from '../../../../src/errors.js';
import { SeededRandom } from '../../../../src/products/seeded-random.js';
import { DONE_JOB, OWN_URL, prepare } from '../prepare.js';

const POINTS = { collection: 'l2b-descending-2020-2024', bbox: [13, 38, 14, 39], filter: 'temporal_coherence > 0.5' };
const SEEDS: readonly (readonly [string, unknown])[] = [
  [
    'echo',
    {
      inputs: { message: 'x', pause: 1, list: ['a'], area: { bbox: [1, 2, 3, 4] }, settings: { a: 1 }, document: 'x' },
    },
  ],
  [
    'combine',
    { inputs: { points: [POINTS, { process: 'combine', inputs: { points: POINTS } }], cellSizeM: { value: 20 } } },
  ],
  [
    'combine',
    {
      inputs: { points: POINTS, stations: { href: `${OWN_URL}/jobs/${DONE_JOB}/results/table`, type: 'text/csv' } },
      outputs: { up: { collection: 'mine', transmissionMode: 'value' }, report: {} },
      response: 'document',
      subscriber: { successUri: 'http://127.0.0.1/x', failedUri: 'https://8.8.8.8/y' },
    },
  ],
];
const ODD: readonly unknown[] = [
  null,
  true,
  0,
  -1e308,
  '',
  'x',
  '\u0000',
  '__proto__',
  [],
  {},
  [[[]]],
  { value: { value: { value: 1 } } },
  { href: 'file:///etc/passwd' },
  { href: '/jobs/x/results/y' },
  { process: 'echo', inputs: {} },
  { process: 'combine', inputs: { points: { process: 'combine' } } },
  { collection: '../x' },
  { collection: 'lakes', filter: { op: 'and', args: [] } },
  JSON.parse('{"__proto__": {"a": 1}, "constructor": 1, "toString": 2}'),
];

/** The value with some of its parts replaced, doubled or gone. */
function mutated(value: unknown, random: () => number): unknown {
  const chance = random();
  if (chance < 0.06) return ODD[Math.floor(random() * ODD.length)];
  if (Array.isArray(value)) {
    const entries = value.map((entry) => mutated(entry, random));
    return chance < 0.12 ? [...entries, ...entries] : entries;
  }
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value)
    .filter(() => random() > 0.04)
    .map(([name, member]) => [random() < 0.03 ? `${name}/~x` : name, mutated(member, random)]);
  return Object.fromEntries(
    random() < 0.05 ? [...members, ['extra', ODD[Math.floor(random() * ODD.length)]]] : members,
  );
}

test('no request breaks what judges it', async () => {
  const seeded = new SeededRandom(20_260_501);
  const random = () => seeded.uniform();
  const ends = { taken: 0, refused: 0 };
  for (let i = 0; i < 1500; i++) {
    const [processId, body] = SEEDS[i % SEEDS.length];
    const request = mutated(body, random);
    try {
      const { jobs } = await prepare(processId, request);
      // What is kept can be kept: it is JSON.
      expect(JSON.parse(JSON.stringify(jobs))).toEqual(jobs.map((job) => JSON.parse(JSON.stringify(job))));
      ends.taken++;
    } catch (error) {
      if (!(error instanceof ServiceError)) throw new Error(`${JSON.stringify(request)}: ${error}`, { cause: error });
      expect(error.status).toBeGreaterThanOrEqual(400);
      expect(error.status).toBeLessThan(500);
      for (const { pointer, detail } of error.options.faults ?? []) {
        expect(pointer).toMatch(/^(\/.*)?$/s);
        expect(detail.length).toBeLessThan(500);
      }
      ends.refused++;
    }
  }
  // Both happen often, or the test would prove little.
  expect(ends.taken).toBeGreaterThan(100);
  expect(ends.refused).toBeGreaterThan(200);
});

test.each([
  ['lists', '[', ']'],
  ['objects', '{"a":', '}'],
  ['processes', '{"process":"combine","inputs":{"points":', '}}'],
])('%s inside each other without end are refused', async (_name, open, close) => {
  const depth = 40_000 / open.length;
  const body = JSON.parse(`{"inputs":{"settings":${open.repeat(depth)}1${close.repeat(depth)}}}`);
  await expect(prepare('echo', body)).rejects.toMatchObject({
    status: 400,
    detail: expect.stringMatching(/inside each other/),
  });
});
