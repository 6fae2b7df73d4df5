/** Maps as clients meet them: parameters, headers, errors, pages, links. */
import { once } from 'node:events';
import request from 'supertest';
import { beforeEach, describe, expect, test } from 'vitest';
import { collectionChanged, tooManyTiles } from '../../../src/errors.js';
import type { Maps } from '../../../src/maps/map.js';
import type { ApiDocument } from '../../../src/ogc/common/api-document.js';
import { defaultStyles } from '../../../src/render/default-styles.js';
import { fakeMaps, munich, PICTURE, twoPlaces } from '../../support/fake-maps.js';
import { listening } from '../../support/listening.js';
import { memoryCatalog, ustica } from '../../support/memory-catalog.js';
import { testApp } from '../../support/test-app.js';

const maps = fakeMaps();
const app = testApp({ catalog: twoPlaces, maps: maps.drawing });
beforeEach(() => maps.forget());

const MAP = `/collections/${ustica.id}/map`;
const LAEA = 'http://www.opengis.net/def/crs/EPSG/0/3035';
const CRS84 = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84';
/** Always from the same address: it is part of every tag. */
const get = (path: string, from = app) => request(from).get(path).set('Host', 'maps.example.org');
const numbers = (text: string): number[] => text.split(',').map(Number);

describe('the map of a collection', () => {
  test('without parameters shows all of it, in the system it is stored in', async () => {
    const answer = await get(MAP);
    expect(answer.status).toBe(200);
    expect(answer.type).toBe('image/png');
    expect(answer.body).toEqual(PICTURE);
    expect(answer.headers['content-crs']).toBe(`<${LAEA}>`);
    const [{ request: asked }] = maps.asked;
    expect(asked.view.crs.uri).toBe(LAEA);
    expect(Math.max(asked.view.widthPx, asked.view.heightPx)).toBe(1024);
    expect(asked.layers.map(({ collection, style }) => [collection.id, style.id])).toEqual([[ustica.id, 'velocity']]);
    expect(asked.background).toBeUndefined();
    // Northing first, as EPSG has it.
    const { minX, minY, maxX, maxY } = asked.view.box;
    const told = numbers(answer.headers['content-bbox']);
    for (const [index, value] of [minY, minX, maxY, maxX].entries()) expect(told[index]).toBeCloseTo(value, 6);
    expect(answer.headers['content-datetime']).toBe('2020-01-05/2020-01-29');
    expect(answer.headers['access-control-expose-headers']).toMatch(/Content-Bbox, Content-Datetime/);
  });

  test('has the box that is asked for, in any system of the collection', async () => {
    const answer = await get(`${MAP}?crs=${CRS84}&bbox=13.1,38.6,13.3,38.8&width=200&height=100`);
    expect(numbers(answer.headers['content-bbox'])).toEqual([13.1, 38.6, 13.3, 38.8]);
    expect(answer.headers['content-crs']).toBe(`<${CRS84}>`);
    await get(`${MAP}?bbox-crs=[EPSG:3035]&bbox=1700000,4580000,1710000,4590000&width=100`);
    expect(maps.asked[1].request.view).toMatchObject({
      box: { minX: 4_580_000, minY: 1_700_000, maxX: 4_590_000, maxY: 1_710_000 },
      widthPx: 100,
      heightPx: 100,
    });
  });

  test.each(['bbox-crs', 'center-crs', 'subset-crs', 'filter-crs'])(
    'is not made with a %s that means nothing, whether or not there is something in it',
    async (parameter) => {
      const answer = await get(`${MAP}?${parameter}=nope`);
      expect(answer.status).toBe(400);
      expect(answer.body.detail).toMatch(new RegExp(`^${parameter}: expected one of http.*, got "nope"$`));
      expect(maps.asked).toEqual([]);
    },
  );

  test('heeds heights of a box as little as features do', async () => {
    await get(`${MAP}?crs=${CRS84}&bbox=13.1,38.6,0,13.3,38.8,500`);
    expect(maps.asked[0].request.view.box).toEqual({ minX: 13.1, minY: 38.6, maxX: 13.3, maxY: 38.8 });
  });

  test('takes a subset in one parameter or in several', async () => {
    await get(`${MAP}?crs=${CRS84}&subset=Lon(13.1:13.3),Lat(38.6:38.8)`);
    await get(`${MAP}?crs=${CRS84}&subset=Lon(13.1:13.3)&subset=Lat(38.6:38.8)`);
    for (const { request: asked } of maps.asked) {
      expect(asked.view.box).toEqual({ minX: 13.1, minY: 38.6, maxX: 13.3, maxY: 38.8 });
    }
    expect(maps.asked).toHaveLength(2);
  });

  test('far from everything is drawn all the same: empty ground', async () => {
    expect((await get(`${MAP}?bbox=-30,30,-29,31`)).status).toBe(200);
    expect(maps.asked).toHaveLength(1);
  });

  test('is drawn on the ground that is asked for', async () => {
    await get(`${MAP}?bgcolor=0x102030`);
    await get(`${MAP}?f=jpeg`);
    await get(`${MAP}?transparent=false`);
    expect(maps.asked.map(({ request: asked }) => [asked.mediaType, asked.background])).toEqual([
      ['image/png', '#102030'],
      ['image/jpeg', '#ffffff'],
      ['image/png', '#ffffff'],
    ]);
  });

  test('of a time shows displacement until then, unless a style is named', async () => {
    const answer = await get(`${MAP}?datetime=2020-01-17`);
    expect(answer.headers['content-datetime']).toBe('2020-01-05/2020-01-17');
    await get(`/collections/${ustica.id}/styles/height/map?datetime=2020-01-17`);
    await get(`${MAP}?subset=time("2020-01-05":"2020-01-17")`);
    expect(maps.asked.map(({ request: { layers } }) => layers[0].style.attribute)).toEqual([
      { type: 'displacement', to: '2020-01-17' },
      { type: 'property', name: 'height' },
      { type: 'displacement', from: '2020-01-05', to: '2020-01-17' },
    ]);
    expect(maps.asked[0].request.layers[0].datetime).toEqual(['2020-01-17', '2020-01-17']);
  });

  test('passes filters and the size of pixels on', async () => {
    await get(`${MAP}?filter=mean_velocity%3C-2&mm-per-pixel=0.14`);
    const [{ request: asked }] = maps.asked;
    expect(asked.layers[0].filter?.expression).toBeDefined();
    expect(asked.view.pixelRatio).toBe(2);
  });

  test('is given up when its client leaves', async () => {
    let begin: (signal: AbortSignal) => void = () => {};
    const begun = new Promise<AbortSignal>((resolve) => {
      begin = resolve;
    });
    const images: Maps = {
      ...maps.drawing.images,
      image: (_, signal) => {
        begin(signal);
        return new Promise((__, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        });
      },
    };
    const slow = testApp({ catalog: twoPlaces, maps: { ...maps.drawing, images } });
    await listening(slow, async (base) => {
      const client = new AbortController();
      const answer = fetch(`${base}${MAP}`, { signal: client.signal }).catch(() => 'left');
      const signal = await begun;
      const stopped = once(signal, 'abort');
      client.abort();
      expect(await answer).toBe('left');
      await stopped;
    });
  });
});

describe('a map is refused', () => {
  test.each([
    ['bbox=13,38', 400],
    ['bbox=14,38,13,39&bbox-crs=[EPSG:3035]', 400],
    ['bbox=13,39,14,38', 400],
    ['bbox=13,38,13,39', 400],
    ['bbox=NaN,38,14,39', 400],
    ['bbox=13,38,1e999,39', 400],
    ['bbox=13,38,14,39&center=13,38', 400],
    ['bbox=13,38,14,39&subset=Lat(38:39)', 400],
    ['bbox=13,38,14,39&scale-denominator=1000&width=10', 400],
    ['bbox=13,38,14,39&bbox-crs=EPSG:3857', 400],
    ['crs=EPSG:9', 400],
    ['crs=EPSG:32633', 400],
    ['center=13', 400],
    ['width=0', 400],
    ['width=1.5', 400],
    ['width=4097', 400],
    ['height=-3', 400],
    ['width=wide', 400],
    ['scale-denominator=0', 400],
    ['mm-per-pixel=0', 400],
    ['bgcolor=reddish', 400],
    ['transparent=perhaps', 400],
    ['datetime=yesterday', 400],
    ['datetime=2020-01-05&subset=time("2020-01-05")', 400],
    ['subset=time("2019-01-01")', 404],
    ['subset=Lat(91:92)', 404],
    ['subset=E(1:2)', 400],
    ['filter=mean_velocity%3C', 400],
    ['filter=mean_velocity%3C0&filter-crs=EPSG:9', 400],
    ['f=gif', 400],
    ['styles=velocity', 400],
    ['crs=http://www.opengis.net/def/crs/OGC/1.3/CRS84&bbox=-170,60,170,95&void-color=red', 400],
  ])('with %s: %i', async (query, status) => {
    const answer = await get(`${MAP}?${query}`);
    expect(answer.status).toBe(status);
    expect(answer.body.detail.length).toBeGreaterThan(20);
    expect(maps.asked).toEqual([]);
  });

  test('for collections and styles that there are not, and for tables', async () => {
    const withTables = testApp({ maps: maps.drawing });
    const styled = MAP.replace('/map', '/styles/nobody/map');
    for (const path of ['/collections/nobody/map', '/collections/lakes/map', styled]) {
      expect((await get(path, withTables)).status).toBe(404);
    }
    expect((await get(`${MAP}?bbox=13,38,14,39&void-color=white&bgcolor=white`)).status).toBe(200);
  });

  test('with the time to come back when too much is drawn', async () => {
    maps.failures.push(tooManyTiles('too many'));
    const answer = await get(MAP);
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '2']);
  });
});

test('a map whose collection changed meanwhile is drawn again', async () => {
  maps.failures.push(collectionChanged(ustica.id));
  expect((await get(MAP)).status).toBe(200);
  expect(maps.asked).toHaveLength(2);
});

describe('the map of the service', () => {
  test('has every collection, in the system they share', async () => {
    const answer = await get('/map');
    expect(maps.asked[0].request.layers.map(({ collection }) => collection.id)).toEqual([ustica.id, munich.id]);
    expect(answer.headers['content-crs']).toBe(`<${LAEA}>`);
    expect(answer.headers['content-datetime']).toBe('2019-06-01/2020-04-01');
  });

  test('has those that are named, the first at the bottom, by identifier or address', async () => {
    const munichUrl = `http://maps.example.org/collections/${encodeURIComponent(munich.id)}`;
    await get(`/map?collections=${encodeURIComponent(munichUrl)},${ustica.id}`);
    expect(maps.asked[0].request.layers.map(({ collection }) => collection.id)).toEqual([munich.id, ustica.id]);
    expect((await get('/map?collections=nobody')).status).toBe(400);
    expect((await get(`/map?collections=${Array(17).fill(ustica.id).join()}`)).status).toBe(400);
  });

  test('comes in the styles that collections have', async () => {
    await get('/styles/height/map');
    expect(maps.asked[0].request.layers.map(({ style }) => style.id)).toEqual(['height', 'height']);
    expect((await get('/styles/nobody/map')).status).toBe(404);
  });

  test('is not there while nothing is published', async () => {
    const empty = testApp({ catalog: memoryCatalog([]), maps: maps.drawing });
    expect((await get('/map', empty)).status).toBe(404);
    const landing = (await get('/', empty)).body;
    expect(landing).not.toHaveProperty('extent');
  });
});

describe('a map that the client has', () => {
  test('is not drawn again, until its style or its collection changes', async () => {
    const { etag } = (await get(MAP)).headers;
    expect((await get(MAP).set('If-None-Match', etag)).status).toBe(304);
    expect(maps.asked).toHaveLength(1);
    const edited = fakeMaps(defaultStyles.map((style) => ({ ...style, opacity: 0.5 })));
    const restyled = testApp({ catalog: twoPlaces, maps: edited.drawing });
    expect((await get(MAP, restyled).set('If-None-Match', etag)).status).toBe(200);
    const changed = testApp({ catalog: memoryCatalog([[{ ...ustica, version: '8' }, []]]), maps: maps.drawing });
    expect((await get(MAP, changed).set('If-None-Match', etag)).status).toBe(200);
  });
});

describe('the page of a map', () => {
  test('shows the picture, what its colours mean, and the way to other styles', async () => {
    const { text, type } = await get(`${MAP}?f=html&bbox=13,38,14,39`);
    expect(type).toBe('text/html');
    expect(text).toContain(`src="http://maps.example.org${MAP}?f=png&amp;bbox=13,38,14,39"`);
    expect(text).toContain(`/collections/${ustica.id}/styles/velocity/legend?f=svg`);
    for (const { id } of defaultStyles) expect(text).toContain(`/collections/${ustica.id}/styles/${id}/map?f=html`);
    expect(maps.asked).toEqual([]);
  });

  test('of a map that cannot be is that of an error', async () => {
    expect((await get(`${MAP}?f=html&width=0`)).status).toBe(400);
  });

  test('is there for the service, too', async () => {
    expect((await get('/map?f=html')).text).toContain('Map of Ground motion of Ustica');
  });
});

describe('maps are found', () => {
  const relations = [
    'http://www.opengis.net/def/rel/ogc/1.0/map',
    'https://www.opengis.net/def/rel/ogc/1.0/map',
    'http://www.opengis.net/def/rel/ogc/1.0/tilesets-map',
    'https://www.opengis.net/def/rel/ogc/1.0/tilesets-map',
  ];

  test.each(['/', `/collections/${ustica.id}`, `/collections/${encodeURIComponent(munich.id)}`])(
    'from %s, and every link leads somewhere',
    async (path) => {
      const links = (await get(path)).body.links as { rel: string; href: string }[];
      for (const relation of relations) {
        const { pathname, search } = new URL(links.find(({ rel }) => rel === relation)!.href);
        expect((await get(`${pathname}${search}`)).status).toBe(200);
      }
    },
  );

  test('with their extent and systems on the landing page and on the collection', async () => {
    const landing = (await get('/')).body;
    expect(landing.extent.spatial.bbox).toEqual([[11, 38.69, 13.2, 48.5]]);
    expect(landing).toMatchObject({ crs: [CRS84, LAEA], storageCrs: LAEA });
    const { extent, storageCrs } = (await get(`/collections/${ustica.id}`)).body;
    expect(storageCrs).toBe(LAEA);
    // Northing first; Ustica lies north of Sicily, a little east of the central meridian.
    const [[south, west, north, east]] = extent.spatial.storageCrsBbox;
    expect(north - south).toBeGreaterThan(3300);
    expect(south).toBeGreaterThan(1_730_000);
    expect(west).toBeGreaterThan(4_590_000);
    expect(east - west).toBeLessThan(5000);
  });

  test('in the API document under the names of the standard', async () => {
    const { paths } = await listening(app, async (base) => (await fetch(`${base}/api`)).json() as Promise<ApiDocument>);
    const of = (path: string) => paths[path].get.operationId;
    expect(of(MAP)).toMatch(/\.collection\.getMap$/);
    expect(of(`/collections/${ustica.id}/styles/{styleId}/map`)).toMatch(/\.collection\.style\.getMap$/);
    expect(of('/map')).toMatch(/\.dataset\.getMap$/);
    expect(of('/styles/{styleId}/map')).toMatch(/\.dataset\.style\.getMap$/);
    expect(of(`${MAP}/tiles`)).toMatch(/\.collection\.map\.getTileSetsList$/);
    expect(of('/map/tiles/{tileMatrixSetId}')).toMatch(/\.dataset\.map\.getTileSet$/);
    const names = paths[MAP].get.parameters.map((entry) => ('name' in entry ? entry.name : entry.$ref));
    for (const name of [
      'mapBbox',
      'subset',
      'center',
      'width',
      'scale-denominator',
      'mm-per-pixel',
      'bgcolor',
      'mapCrs',
    ]) {
      expect(names).toContain(`#/components/parameters/${name}`);
    }
  });

  test('in the declaration of conformance', async () => {
    const { conformsTo } = (await get('/conformance')).body;
    for (const name of [
      'core',
      'collection-map',
      'dataset-map',
      'styled-map',
      'scaling',
      'spatial-subsetting',
      'tilesets',
    ]) {
      expect(conformsTo).toContain(`https://www.opengis.net/spec/ogcapi-maps-1/1.0/conf/${name}`);
    }
    expect(conformsTo).toContain('http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/png');
  });
});
