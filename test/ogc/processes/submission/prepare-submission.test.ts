import { describe, expect, test } from 'vitest';
import { DONE_JOB, faultsOf, OWN_URL, prepare, RUNNING_JOB } from '../prepare.js';

const POINTS = { collection: 'l2b-descending-2020-2024' };
const inputsOf = async (processId: string, inputs: object) =>
  (await prepare(processId, { inputs })).jobs[0].request.inputs;

describe('what is kept of a request', () => {
  test('defaults are filled in, and what may come several times is a list', async () => {
    expect(await inputsOf('combine', { points: POINTS })).toEqual({
      points: [POINTS],
      cellSizeM: 100,
      method: 'mean',
    });
  });

  test('qualified values are unwrapped, whatever place their format stands in', async () => {
    expect(
      await inputsOf('combine', {
        points: { value: POINTS },
        cellSizeM: { value: 20 },
        stations: { value: 'a,b', mediaType: 'text/csv; charset=utf-8' },
      }),
    ).toMatchObject({ points: [POINTS], cellSizeM: 20, stations: 'a,b' });
    const base64 = { value: 'YSxi', format: { mediaType: 'text/csv', encoding: 'base64' } };
    expect(await inputsOf('combine', { points: POINTS, stations: base64 })).toMatchObject({
      stations: { value: 'YSxi', encoding: 'base64', mediaType: 'text/csv' },
    });
  });

  test('an object that looks like a reference or a format comes out as it went in', async () => {
    expect(await inputsOf('echo', { settings: { value: { href: 'https://data.example/x' } } })).toEqual({
      settings: { value: { href: 'https://data.example/x' } },
    });
    expect(await inputsOf('echo', { settings: { value: 'plain text' } })).toEqual({
      settings: { value: { value: 'plain text' } },
    });
    expect(await inputsOf('echo', { settings: { a: 1 } })).toEqual({ settings: { a: 1 } });
  });

  test('references stay as they are', async () => {
    const stations = { href: 'https://data.example/stations.csv', type: 'text/csv' };
    expect(await inputsOf('combine', { points: POINTS, stations })).toMatchObject({ stations });
  });

  test('results of this server are known by their path, wherever the server stands', async () => {
    const path = `/jobs/${DONE_JOB}/results/table`;
    for (const href of [`${OWN_URL}${path}`, path, `${OWN_URL}${path}?f=raw`]) {
      expect(await inputsOf('combine', { points: POINTS, stations: { href } })).toMatchObject({
        stations: { href: path, type: 'text/csv' },
      });
    }
  });

  test('collections of this server are known by name, address and as results', async () => {
    for (const point of [
      POINTS,
      { collection: `${OWN_URL}/collections/${POINTS.collection}` },
      { collection: `/collections/${POINTS.collection}` },
      { href: `${OWN_URL}/collections/${POINTS.collection}` },
    ]) {
      expect(await inputsOf('combine', { points: point })).toMatchObject({ points: [POINTS] });
    }
    const result = { href: `${OWN_URL}/jobs/${DONE_JOB}/results/up` };
    expect(await inputsOf('combine', { points: [POINTS, result] })).toMatchObject({
      points: [POINTS, { collection: 'my-up' }],
    });
  });

  test('a selection is kept as it was written', async () => {
    const selection = {
      ...POINTS,
      bbox: [13, 38, 14, 39],
      datetime: '2020-01-01/..',
      filter: 'temporal_coherence > 0.5',
    };
    expect(await inputsOf('combine', { points: selection })).toMatchObject({ points: [selection] });
    const asJson = { ...POINTS, filter: { op: '>', args: [{ property: 'temporal_coherence' }, 0.5] } };
    expect(await inputsOf('combine', { points: asJson })).toMatchObject({ points: [asJson] });
  });

  test('bounding boxes are values like others', async () => {
    const area = { bbox: [51.9, 7, 52, 7.1], crs: 'http://www.opengis.net/def/crs/OGC/1.3/CRS84' };
    expect(await inputsOf('echo', { area })).toEqual({ area });
  });

  test('outputs, response and subscriber stand in the request, and its digest tells it from others', async () => {
    const body = {
      inputs: { points: POINTS },
      outputs: { up: { collection: 'my-own' }, report: { transmissionMode: 'reference' } },
      response: 'document',
      subscriber: { successUri: 'https://8.8.8.8/done' },
    };
    const [job] = (await prepare('combine', body)).jobs;
    expect(job).toMatchObject({
      processId: 'combine',
      processVersion: '1.0.0',
      request: { outputs: body.outputs, response: 'document', subscriber: body.subscriber },
    });
    const reordered = { subscriber: body.subscriber, response: 'document', outputs: body.outputs, inputs: body.inputs };
    expect((await prepare('combine', reordered)).jobs[0].requestSha256).toBe(job.requestSha256);
    expect((await prepare('combine', { ...body, response: 'raw' })).jobs[0].requestSha256).not.toBe(job.requestSha256);
  });

  test('members that other servers know are no mistake', async () => {
    await expect(prepare('echo', { inputs: {}, mode: 'async', id: 'echo' })).resolves.toBeDefined();
  });
});

describe('every fault is told with its place', () => {
  test.each<[string, string, unknown, string, RegExp]>([
    ['no object', 'echo', [1], '', /expected an object/],
    ['an unknown member', 'echo', { inputs: {}, ouputs: {} }, '/ouputs', /is not known/],
    ['inputs that are no object', 'echo', { inputs: [] }, '/inputs', /expected an object/],
    ['an unknown input', 'echo', { inputs: { mesage: 'x' } }, '/inputs/mesage', /there are message, pause/],
    ['a name from the depths', 'echo', JSON.parse('{"inputs":{"__proto__":1}}'), '/inputs/__proto__', /not known/],
    ['a missing input', 'hello-world', { inputs: {} }, '/inputs/name', /is missing/],
    ['no inputs at all', 'hello-world', {}, '/inputs/name', /is missing/],
    ['a wrong type', 'echo', { inputs: { pause: 'x' } }, '/inputs/pause', /expected an integer, got "x"/],
    ['null', 'echo', { inputs: { message: null } }, '/inputs/message', /expected a string, got null/],
    ['a number out of bounds', 'echo', { inputs: { pause: 61 } }, '/inputs/pause', /expected at most 60, got 61/],
    [
      'a value that is no choice',
      'combine',
      { inputs: { points: POINTS, method: 'max' } },
      '/inputs/method',
      /mean, median/,
    ],
    [
      'a date that is none',
      'combine',
      { inputs: { points: POINTS, start: '2024-13-01' } },
      '/inputs/start',
      /format date/,
    ],
    [
      'too many values',
      'echo',
      { inputs: { list: ['a', 'b', 'c', 'd', 'e', 'f'] } },
      '/inputs/list',
      /at most 5 values, got 6/,
    ],
    ['too few values', 'combine', { inputs: { points: [] } }, '/inputs/points', /at least 1 values, got 0/],
    ['a list where one is wanted', 'echo', { inputs: { message: ['a'] } }, '/inputs/message', /expected a string/],
    [
      'one wrong value of several',
      'echo',
      { inputs: { list: ['a', 2] } },
      '/inputs/list/1',
      /expected a string, got 2/,
    ],
    [
      'a wrong qualified value',
      'echo',
      { inputs: { pause: { value: 'x' } } },
      '/inputs/pause/value',
      /expected an integer/,
    ],
    [
      'another media type',
      'echo',
      { inputs: { document: { value: 'x', mediaType: 'text/xml' } } },
      '/inputs/document/mediaType',
      /text\/csv/,
    ],
    [
      'an object for a text',
      'echo',
      { inputs: { document: { type: 'wrong/type' } } },
      '/inputs/document',
      /expected a string/,
    ],
    [
      'an unknown encoding',
      'echo',
      { inputs: { document: { value: 'x', encoding: 'rot13' } } },
      '/inputs/document/encoding',
      /base64/,
    ],
    [
      'broken base64',
      'echo',
      { inputs: { document: { value: 'ä', encoding: 'base64' } } },
      '/inputs/document/value',
      /base64/,
    ],
    [
      'a box of three numbers',
      'echo',
      { inputs: { area: { bbox: [1, 2, 3] } } },
      '/inputs/area',
      /four or six numbers/,
    ],
    ['no box', 'echo', { inputs: { area: 'here' } }, '/inputs/area', /four or six numbers/],
    ['an unknown response', 'echo', { inputs: {}, response: 'xml' }, '/response', /raw or document/],
    ['an unknown output', 'echo', { inputs: {}, outputs: { x: {} } }, '/outputs/x', /there are message/],
    ['outputs as a list', 'echo', { inputs: {}, outputs: ['message'] }, '/outputs', /expected an object/],
    ['an output that is no object', 'echo', { inputs: {}, outputs: { message: true } }, '/outputs/message', /\{\}/],
    [
      'an unknown member of an output',
      'echo',
      { inputs: {}, outputs: { message: { mode: 1 } } },
      '/outputs/message/mode',
      /transmissionMode/,
    ],
    [
      'a transmission that is not offered',
      'waiting-only',
      { inputs: { number: 1 }, outputs: { number: { transmissionMode: 'reference' } } },
      '/outputs/number/transmissionMode',
      /expected value/,
    ],
    [
      'a format that is not offered',
      'echo',
      { inputs: {}, outputs: { document: { format: { mediaType: 'text/xml' } } } },
      '/outputs/document/format/mediaType',
      /text\/csv/,
    ],
    [
      'a check of the process',
      'combine',
      { inputs: { points: POINTS, method: 'median', cellSizeM: 900 } },
      '/inputs/cellSizeM',
      /at most 500 m/,
    ],
    ['a text with NUL', 'echo', { inputs: { settings: { a: ['x', 'y\0'] } } }, '/inputs/settings/a/1', /NUL/],
    ['a name with NUL', 'echo', { inputs: { settings: { 'a\0': 1 } } }, '/inputs/settings', /name of a member .* NUL/],
    ['half a character', 'echo', { inputs: { message: 'x\ud83d' } }, '/inputs/message', /half a character/],
    [
      'a number that is none',
      'echo',
      JSON.parse('{"inputs":{"settings":{"a":1e999}}}'),
      '/inputs/settings/a',
      /too large/,
    ],
  ])('%s', async (_name, processId, body, pointer, detail) => {
    expect(await faultsOf(processId, body)).toEqual([{ pointer, detail: expect.stringMatching(detail) }]);
  });

  test('a whole character is none', async () => {
    await expect(prepare('echo', { inputs: { message: '\ud83d\ude80 ä' } })).resolves.toBeDefined();
  });

  test('all at once', async () => {
    const faults = await faultsOf('combine', {
      inputs: { points: { collection: 'none' }, method: 1, cellSizeM: 5, x: 1 },
      outputs: { y: {} },
      response: 'z',
    });
    expect(faults.map(({ pointer }) => pointer).sort()).toEqual([
      '/inputs/cellSizeM',
      '/inputs/method',
      '/inputs/points/collection',
      '/inputs/x',
      '/outputs/y',
      '/response',
    ]);
  });

  test('but not without end', async () => {
    const inputs = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`x${i}`, 1]));
    expect(await faultsOf('echo', { inputs })).toHaveLength(50);
  });

  test('the process is asked only when its inputs are what they should be', async () => {
    const faults = await faultsOf('combine', { inputs: { points: POINTS, method: 'median', cellSizeM: 'x' } });
    expect(faults).toHaveLength(1);
  });

  test('an unknown process is not found', async () => {
    await expect(prepare('nothing', { inputs: {} })).rejects.toMatchObject({ status: 404, code: 'NoSuchProcess' });
  });
});

describe('collections as inputs', () => {
  const faults = (points: unknown) => faultsOf('combine', { inputs: { points } });
  test.each<[string, unknown, string, RegExp]>([
    ['that do not exist', { collection: 'none' }, '/collection', /not found: none/],
    ['without a name', { collection: 7 }, '/collection', /expected the identifier/],
    ['of another server', { collection: 'https://elsewhere.example/collections/a' }, '/collection', /of this server/],
    ['that are something else here', { collection: `${OWN_URL}/processes/echo` }, '/collection', /of this server/],
    ['without points', { collection: 'lakes' }, '/collection', /measurement points/],
    ['with members of another kind', { ...POINTS, properties: ['a'] }, '/properties', /bbox, datetime, filter/],
    ['with a box of three', { ...POINTS, bbox: [1, 2, 3] }, '/bbox', /four numbers/],
    ['with a box upside down', { ...POINTS, bbox: [13, 39, 14, 38] }, '/bbox', /southern edge/],
    ['with a box of texts', { ...POINTS, bbox: ['13', 38, 14, 39] }, '/bbox', /four numbers/],
    ['with a time that is none', { ...POINTS, datetime: 'yesterday' }, '/datetime', /RFC 3339/],
    ['with a time as number', { ...POINTS, datetime: 2020 }, '/datetime', /as text/],
    [
      'with a time before all epochs',
      { ...POINTS, datetime: '2010-01-01/2011-01-01' },
      '/datetime',
      /spans 2020-01-05/,
    ],
    ['with a filter that cannot be read', { ...POINTS, filter: 'mean_velocity <' }, '/filter', /filter/],
    ['with a filter of unknown names', { ...POINTS, filter: 'speed < 1' }, '/filter', /speed/],
    ['with a filter as number', { ...POINTS, filter: 1 }, '/filter', /CQL2/],
    ['that select nothing by box', { ...POINTS, bbox: [0, 0, 1, 1] }, '', /selects nothing of l2b-descending/],
    ['that select nothing by filter', { ...POINTS, filter: 'temporal_coherence > 2' }, '', /selects nothing/],
    ['that are no collections', 'l2b-descending-2020-2024', '', /expected \{"collection"/],
    ['by an address of somewhere else', { href: 'https://data.example/x' }, '/href', /expected a collection/],
    [
      'that are results, but no collections',
      { href: `/jobs/${DONE_JOB}/results/table` },
      '/href',
      /expected a collection/,
    ],
  ])('%s', async (_name, points, pointer, detail) => {
    expect(await faults(points)).toEqual([
      { pointer: `/inputs/points${pointer}`, detail: expect.stringMatching(detail) },
    ]);
  });

  test('of another level or geometry than is wanted', async () => {
    // The computed one is taken for an L2b product; a table has no level at all.
    const wanted = await faultsOf('split', { inputs: { points: { collection: 'lakes' } } });
    expect(wanted[0].detail).toMatch(/measurement points/);
  });

  test('a collection where none is taken', async () => {
    expect(await faultsOf('echo', { inputs: { message: POINTS } })).toEqual([
      { pointer: '/inputs/message', detail: expect.stringMatching(/expected a string/) },
    ]);
    const href = `${OWN_URL}/collections/lakes`;
    expect((await faultsOf('echo', { inputs: { message: { href } } }))[0].detail).toMatch(/does not take/);
  });

  test('any collection where any will do', async () => {
    const inputs = { points: POINTS, reference: { collection: 'lakes', filter: 'scalerank = 0' } };
    await expect(prepare('combine', { inputs })).resolves.toBeDefined();
  });

  test('no more than a client can wait for', async () => {
    const points = Array.from({ length: 4 }, () => POINTS);
    const found = await faultsOf('combine', { inputs: { points } }, { limits: { maxCollections: 3 } });
    expect(found).toEqual([{ pointer: '/inputs/points/3', detail: expect.stringMatching(/3 collections/) }]);
  });
});

describe('references', () => {
  const faults = (stations: unknown, rules = {}) =>
    faultsOf('combine', { inputs: { points: POINTS, stations } }, { rules });
  test.each<[string, unknown, RegExp]>([
    ['to a host that is not listed', { href: 'https://elsewhere.example/x' }, /data\.example/],
    ['to this machine', { href: 'http://127.0.0.1:5432/' }, /may not be fetched/],
    ['to the cloud around it', { href: 'http://169.254.169.254/latest/meta-data' }, /may not be fetched/],
    ['to a file', { href: 'file:///etc/passwd' }, /cannot be read here/],
    ['by another protocol', { href: 'ftp://data.example/x' }, /http/],
    ['with a password', { href: 'https://me:secret@data.example/x' }, /user name or password/],
    ['to nowhere', { href: 'stations.csv' }, /http/],
    [
      'to a job that does not exist',
      { href: '/jobs/99999999-9999-4999-8999-999999999999/results/table' },
      /job not found/,
    ],
    ['to a job that still runs', { href: `/jobs/${RUNNING_JOB}/results/table` }, /is running/],
    ['to an output that does not exist', { href: `/jobs/${DONE_JOB}/results/x` }, /there are table, up/],
    ['to a collection', { href: `/jobs/${DONE_JOB}/results/up` }, /is a collection/],
  ])('%s', async (_name, stations, detail) => {
    expect(await faults(stations)).toEqual([
      { pointer: '/inputs/stations/href', detail: expect.stringMatching(detail) },
    ]);
  });

  test('of another media type', async () => {
    const found = await faults({ href: 'https://data.example/x', type: 'text/xml' });
    expect(found).toEqual([{ pointer: '/inputs/stations/type', detail: expect.stringMatching(/text\/csv/) }]);
  });
});

describe('subscribers', () => {
  const faults = (subscriber: unknown) => faultsOf('echo', { inputs: {}, subscriber });
  test.each<[string, unknown, string, RegExp]>([
    ['on this machine', { successUri: 'http://127.0.0.1/x' }, '/successUri', /private network/],
    ['on a private network', { successUri: 'http://192.168.1.1/x' }, '/successUri', /private network/],
    ['on this machine, in the newer notation', { successUri: 'http://[::1]/x' }, '/successUri', /private network/],
    ['hidden in the newer notation', { successUri: 'http://[::ffff:10.0.0.1]/x' }, '/successUri', /private network/],
    ['by another protocol', { successUri: 'mailto:me@example.org' }, '/successUri', /http/],
    ['that are numbers', { successUri: 1 }, '/successUri', /as text/],
    ['without an address for success', { failedUri: 'https://8.8.8.8/x' }, '/successUri', /is missing/],
    ['with members that do nothing', { successUri: 'https://8.8.8.8/x', doneUri: 'x' }, '/doneUri', /not known/],
    ['that are no objects', 'https://8.8.8.8/x', '', /expected an object/],
  ])('%s', async (_name, subscriber, pointer, detail) => {
    expect(await faults(subscriber)).toEqual([
      { pointer: `/subscriber${pointer}`, detail: expect.stringMatching(detail) },
    ]);
  });
});
