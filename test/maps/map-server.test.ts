/** The drawer of maps over a catalog that can be slow or broken; the threads run the compiled program. */
import { afterEach, describe, expect, test } from 'vitest';
import type { MapCatalog, MapQuestion } from '../../src/catalog/maps/map-source.js';
import { crsByUri } from '../../src/geodesy/crs.js';
import type { MapRequest, MapView } from '../../src/maps/map.js';
import { MapServer, type MapServerOptions } from '../../src/maps/map-server.js';
import { defaultStyles } from '../../src/render/default-styles.js';
import { ustica } from '../support/memory-catalog.js';

const [velocity] = defaultStyles;
const displacement = defaultStyles.find(({ id }) => id === 'displacement')!;
const never = new AbortController().signal;
const open: MapServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

const nothing = async () => ({ kind: 'points' as const, isFront: false, isDense: false, parts: [] });
const endless = (_: unknown, __: unknown, signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

function serverOver(mapData: MapCatalog['mapData'], options: Partial<MapServerOptions> = {}): MapServer {
  const displacement = async () => new Float32Array();
  const server = new MapServer({ mapData, displacement }, { softwareVersion: '1', ...options });
  open.push(server);
  return server;
}

const view: MapView = {
  crs: crsByUri('EPSG:3857')!,
  box: { minX: 0, minY: 0, maxX: 1000, maxY: 1000 },
  widthPx: 100,
  heightPx: 100,
};
const layer = { collection: ustica, style: velocity };
const request = (changes: Partial<MapRequest> = {}): MapRequest => ({
  view,
  layers: [layer],
  mediaType: 'image/png',
  ...changes,
});

describe('the drawer of maps', () => {
  test('draws each picture once, and again for anything that changes it', async () => {
    let asked = 0;
    const server = serverOver(async () => {
      asked++;
      return nothing();
    });
    const expression = { type: 'boolean' } as never;
    const different: readonly Partial<MapRequest>[] = [
      {},
      { view: { ...view, widthPx: 101 } },
      { view: { ...view, pixelRatio: 2 } },
      { view: { ...view, crs: crsByUri('EPSG:3035')! } },
      { view: { ...view, box: { ...view.box, maxX: 1001 } } },
      { background: '#ffffff' },
      { mediaType: 'image/jpeg' },
      { layers: [{ ...layer, style: { ...velocity, opacity: 0.5 } }] },
      { layers: [{ ...layer, collection: { ...ustica, version: '8' } }] },
      { layers: [{ ...layer, collection: { ...ustica, modified: new Date(0) } }] },
      { layers: [{ ...layer, datetime: ['2020-01-01', null] }] },
      { layers: [{ ...layer, filter: { expression, text: 'a' } }] },
      { layers: [{ ...layer, filter: { expression, text: 'b' } }] },
    ];
    for (const changes of [...different, ...different]) await server.image(request(changes), never);
    expect(asked).toBe(different.length);
    await Promise.all([1, 2, 3].map(() => server.image(request({ background: '#000000' }), never)));
    expect(asked).toBe(different.length + 1);
  });

  test('reads no more than a picture needs', async () => {
    const questions: MapQuestion[] = [];
    const server = serverOver(async (_, question) => {
      questions.push(question);
      return nothing();
    });
    const styles = [
      velocity,
      ...['height', 'rmse', 'displacement'].map((id) => defaultStyles.find((s) => s.id === id)!),
    ];
    for (const style of styles) await server.image(request({ layers: [{ ...layer, style }] }), never);
    await server.image(request({ view: { ...view, crs: crsByUri('EPSG:3035')! } }), never);
    await server.image(request({ layers: [layer, layer] }), never);
    expect(questions.slice(0, 5).map(({ extent }) => extent)).toEqual([
      { frontAttributes: 1 },
      { frontAttributes: 3 },
      undefined,
      undefined,
      'head',
    ]);
    // All layers share what may be read.
    expect(questions[5].maxPoints).toBe(questions[0].maxPoints / 2);
    // 10 m to a pixel, and a margin for discs that reach in.
    expect(questions[0].unitsPerPixel).toBe(10);
    expect(questions[0].box.minX).toBeLessThan(-20);
    expect(questions[0].box.minX).toBeGreaterThan(-300);
  });

  test.each([
    ['width', { view: { ...view, widthPx: 4097 } }],
    ['width', { view: { ...view, widthPx: 0 } }],
    ['height', { view: { ...view, heightPx: 1.5 } }],
    ['bbox', { view: { ...view, box: { ...view.box, minX: 1000 } } }],
    ['bbox', { view: { ...view, box: { ...view.box, maxY: Number.NaN } } }],
    ['bbox', { view: { ...view, box: { ...view.box, maxY: Infinity } } }],
    ['pixel ratio', { view: { ...view, pixelRatio: 0 } }],
    ['background', { background: 'red' }],
    ['layers', { layers: [] }],
    ['layers', { layers: Array.from({ length: 17 }, () => layer) }],
  ] as const)('refuses a request whose %s no map can have', async (name, changes) => {
    const refused = serverOver(nothing).image(request(changes), never);
    await expect(refused).rejects.toMatchObject({ status: 400, detail: expect.stringContaining(`${name}: expected`) });
  });

  test.each([
    ['pixel', { column: 100, row: 0, limit: 1 }],
    ['pixel', { column: 0, row: -1, limit: 1 }],
    ['pixel', { column: 0.5, row: 0, limit: 1 }],
    ['limit', { column: 0, row: 0, limit: 0 }],
  ])('refuses to say what lies under a %s that is none', async (name, place) => {
    const refused = serverOver(nothing).pick({ view, layers: [layer], ...place }, never);
    await expect(refused).rejects.toMatchObject({ status: 400, detail: expect.stringContaining(`${name}: expected`) });
  });

  test('gives up what nobody waits for', async () => {
    let stopped = 0;
    const server = serverOver((_, __, signal) => {
      signal.addEventListener('abort', () => stopped++);
      return endless(_, __, signal);
    });
    for (const style of [velocity, displacement]) {
      const controller = new AbortController();
      const layers = [{ ...layer, style }];
      const asked = [
        server.image(request({ layers }), controller.signal),
        server.pick({ view, layers, column: 1, row: 1, limit: 1 }, controller.signal),
      ];
      await new Promise(setImmediate);
      controller.abort(new Error('gone'));
      expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    }
    expect(stopped).toBe(4);
  });

  test('tells those to come back who would wait too long, or are too many', async () => {
    const slow = serverOver(endless, { budgetMs: 20 });
    await expect(slow.image(request(), never)).rejects.toMatchObject({ status: 503, code: 'TooManyTiles' });
    const busy = serverOver(endless, { maxMaps: 1 });
    const controller = new AbortController();
    const first = busy.image(request(), controller.signal);
    await expect(busy.image(request({ background: '#000000' }), never)).rejects.toMatchObject({ code: 'TooManyTiles' });
    controller.abort();
    await expect(first).rejects.toThrow();
  });

  test('passes on what the catalog says, and survives bytes that are none of its formats', async () => {
    const broken = serverOver(() => Promise.reject(new Error('the disk is gone')));
    await expect(broken.image(request(), never)).rejects.toThrow('the disk is gone');
    const bytes = new Uint8Array([9, 9, 9]);
    const strange = serverOver(async () => ({ ...(await nothing()), parts: [{ cell: 1, productNo: 1, bytes }] }));
    await expect(strange.image(request(), never)).rejects.toThrow(/point chunk/);
    expect((await serverOver(nothing).image(request(), never)).length).toBeGreaterThan(50);
  });
});
