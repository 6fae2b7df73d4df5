/** Processes inside each other, and what the jobs of one request publish. */
import { describe, expect, test } from 'vitest';
import { faultsOf, OWN_URL, prepare } from '../prepare.js';

const POINTS = { collection: 'l2b-descending-2020-2024' };

describe('processes inside each other', () => {
  const combined = { process: 'combine', inputs: { points: POINTS } };

  test('are jobs of their own, each after the one that waits for it', async () => {
    const body = {
      inputs: { points: [POINTS, { process: `${OWN_URL}/processes/combine`, inputs: { points: POINTS } }] },
    };
    const { jobs } = await prepare('combine', { ...body, outputs: { up: { collection: 'mine' } } });
    expect(jobs).toHaveLength(2);
    const [outer, inner] = jobs;
    expect(inner).toMatchObject({ processId: 'combine', parentJobId: outer.jobId, request: { response: 'document' } });
    expect(outer.parentJobId).toBeUndefined();
    expect(outer.request.inputs.points).toEqual([POINTS, { process: 'combine' }]);
    expect(outer.request.nested).toEqual([{ pointer: '/points/1', jobId: inner.jobId, outputId: 'up' }]);
  });

  test('take the place of plain values, too', async () => {
    const cellSizeM = { process: 'waiting-only', inputs: { number: 50 }, outputs: { number: {} } };
    const { jobs } = await prepare('combine', { inputs: { points: POINTS, cellSizeM } });
    expect(jobs[0].request.nested).toEqual([{ pointer: '/cellSizeM', jobId: jobs[1].jobId, outputId: 'number' }]);
    // A number may be no integer.
    const [fault] = await faultsOf('echo', { inputs: { pause: cellSizeM } });
    expect(fault).toMatchObject({ pointer: '/inputs/pause', detail: expect.stringMatching(/no output/) });
  });

  test.each<[string, string, unknown, string, RegExp]>([
    ['that do not exist', 'combine', { points: { process: 'none' } }, '/inputs/points/process', /not found: none/],
    [
      'of another server',
      'combine',
      { points: { process: 'https://a.example/processes/b' } },
      '/inputs/points/process',
      /of this server/,
    ],
    [
      'whose own inputs are wrong',
      'combine',
      { points: { process: 'combine', inputs: { points: { collection: 'none' } } } },
      '/inputs/points/inputs/points/collection',
      /not found/,
    ],
    [
      'whose own inputs are missing',
      'combine',
      { points: [{ process: 'combine', inputs: {} }] },
      '/inputs/points/0/inputs/points',
      /is missing/,
    ],
    [
      'with unknown members',
      'combine',
      { points: { ...combined, mode: 'x' } },
      '/inputs/points/mode',
      /process, inputs, outputs/,
    ],
    [
      'that publish nothing where a collection is wanted',
      'combine',
      { points: { process: 'hello-world', inputs: { name: 'x' } } },
      '/inputs/points',
      /no output of hello-world fits/,
    ],
    [
      'that publish a collection where a text is wanted',
      'combine',
      { points: POINTS, stations: { process: 'split', inputs: { points: POINTS } } },
      '/inputs/stations',
      /no output of split fits/,
    ],
    [
      'of which several outputs fit',
      'combine',
      { points: { process: 'split', inputs: { points: POINTS } } },
      '/inputs/points',
      /name one of low, high/,
    ],
    [
      'that ask for an output that does not exist',
      'combine',
      { points: { ...combined, outputs: { x: {} } } },
      '/inputs/points/outputs/x',
      /there are up, report/,
    ],
  ])('%s', async (_name, processId, inputs, pointer, detail) => {
    const faults = await faultsOf(processId, { inputs, outputs: { up: { collection: 'outer' } } });
    expect(faults[0]).toEqual({ pointer, detail: expect.stringMatching(detail) });
  });

  test('give the output that is asked for', async () => {
    const points = { process: 'split', inputs: { points: POINTS }, outputs: { high: { collection: 'the-high' } } };
    const { jobs } = await prepare('combine', { inputs: { points } });
    expect(jobs[0].request.nested).toMatchObject([{ pointer: '/points/0', outputId: 'high' }]);
  });

  test('go eight deep and no deeper', async () => {
    const tower = (height: number): object =>
      height === 0
        ? POINTS
        : { process: 'combine', inputs: { points: tower(height - 1) }, outputs: { up: { collection: `c${height}` } } };
    const asked = (height: number) => ({ inputs: { points: tower(height) }, outputs: { up: { collection: 'top' } } });
    expect((await prepare('combine', asked(8))).jobs).toHaveLength(9);
    const [fault] = await faultsOf('combine', asked(9));
    expect(fault).toEqual({ pointer: '/inputs/points'.repeat(9), detail: expect.stringMatching(/8 deep/) });
  });

  test('are thirty-two at most', async () => {
    const wide = (count: number) => ({
      inputs: {
        points: Array.from({ length: count }, (_, i) => ({ ...combined, outputs: { up: { collection: `c${i}` } } })),
      },
      outputs: { up: { collection: 'top' } },
    });
    expect((await prepare('combine', wide(31))).jobs).toHaveLength(32);
    expect(await faultsOf('combine', wide(32))).toEqual([
      { pointer: '/inputs/points/31', detail: expect.stringMatching(/32 processes/) },
    ]);
  });
});

describe('names of what is published', () => {
  const named = (collection: unknown) =>
    faultsOf('combine', { inputs: { points: POINTS }, outputs: { up: { collection } } });
  test.each([['Upper'], ['-x'], ['a/b'], [''], ['x'.repeat(64)], [7], ['../etc'], ['a b']])(
    '%j is none',
    async (name) => {
      const [{ pointer, detail }] = await named(name);
      expect([pointer, detail]).toEqual(['/outputs/up/collection', expect.stringMatching(/lower-case letters/)]);
    },
  );

  test.each(['my-up', 'a', '9.x_y-z', 'x'.repeat(63)])('%s is one', async (collection) => {
    await expect(
      prepare('combine', { inputs: { points: POINTS }, outputs: { up: { collection } } }),
    ).resolves.toBeDefined();
  });

  test('an output that is no collection takes none', async () => {
    const body = { inputs: { points: POINTS }, outputs: { report: { collection: 'x' } } };
    expect((await faultsOf('combine', body))[0]).toMatchObject({ pointer: '/outputs/report/collection' });
  });

  test.each([
    ['lakes', /table of the configuration/],
    ['l2b-descending-2020-2024', /also read/],
  ])('%s belongs to somebody else', async (collection, detail) => {
    const faults = await named(collection);
    expect(faults[0]).toEqual({ pointer: '/outputs/up/collection', detail: expect.stringMatching(detail) });
  });

  test('a taken name alone is a conflict, not a mistake', async () => {
    const body = { inputs: { points: POINTS }, outputs: { up: { collection: 'lakes' } } };
    await expect(prepare('combine', body)).rejects.toMatchObject({ status: 409, code: 'OutputExists' });
    const ingested = {
      inputs: { points: { collection: 'my-up' } },
      outputs: { up: { collection: 'l2b-descending-2020-2024' } },
    };
    await expect(prepare('combine', ingested)).rejects.toMatchObject({
      status: 409,
      detail: expect.stringMatching(/as they were delivered/),
    });
    await expect(prepare('combine', { ...body, response: 'x' })).rejects.toMatchObject({ status: 400 });
  });

  test('what a request reads it may not replace, however deep the reading', async () => {
    const inner = {
      process: 'combine',
      inputs: { points: { collection: 'my-up' } },
      outputs: { up: { collection: 'inner' } },
    };
    const faults = await faultsOf('combine', { inputs: { points: inner }, outputs: { up: { collection: 'my-up' } } });
    expect(faults).toEqual([
      { pointer: '/outputs/up/collection', detail: expect.stringMatching(/read at \/inputs\/points\/inputs\/points/) },
    ]);
  });

  test('two jobs of one request may not publish the same, named or not', async () => {
    const inner = (name?: string) => ({
      process: 'combine',
      inputs: { points: POINTS },
      ...(name ? { outputs: { up: { collection: name } } } : {}),
    });
    const body = (a?: string, b?: string) => ({
      inputs: { points: [inner(a), inner(b)] },
      outputs: { up: { collection: 'top' } },
    });
    expect((await faultsOf('combine', body('x', 'x')))[0]).toEqual({
      pointer: '/inputs/points/1/outputs/up/collection',
      detail: expect.stringMatching(/also published by \/inputs\/points\/0\/outputs\/up\/collection/),
    });
    // Both would be l3-up-2020-2024.
    expect((await faultsOf('combine', body()))[0].detail).toMatch(/l3-up-2020-2024 is also published/);
    await expect(prepare('combine', body('x', 'y'))).resolves.toBeDefined();
  });

  test('an output that is not asked for takes no name', async () => {
    const inner = { process: 'combine', inputs: { points: POINTS }, outputs: { up: { collection: 'x' } } };
    const body = { inputs: { points: inner }, outputs: { report: {} } };
    await expect(prepare('combine', body)).resolves.toBeDefined();
  });
});
