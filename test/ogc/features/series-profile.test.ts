import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { onDates, tenthsOf } from '../../../src/ogc/features/series-profile.js';
import { testConfig } from '../../support/test-app.js';
import { DATES, ITEMS, PLACES, pid, volcano, volcanoApp } from './volcano.js';

const app = volcanoApp();
const get = async (query: string) => (await request(app).get(`${ITEMS}?${query}`).expect(200)).body;
const ISO_DATES = ['2020-01-05', '2020-01-17', '2020-01-29'];

describe('profile=wide (R15)', () => {
  test('has one number per date of the collection, under the names of EGMS files', async () => {
    const { features } = await get('profile=wide&limit=10&properties=pid');
    expect(features[0].properties).toEqual({
      pid: pid(0),
      '20200105': 0,
      '20200117': -0.2,
      '20200129': 0,
      '20210111': null,
    });
  });

  test('a point of a product with other epochs has the same properties, null where it was not observed', async () => {
    const { features } = await get('profile=wide&limit=10&properties=pid');
    expect(features[9].properties).toEqual({
      pid: pid(9),
      '20200105': -0.5,
      '20200117': null,
      '20200129': null,
      '20210111': -7.1,
    });
  });

  test('date-names=DYYYYMMDD puts the D in front that some desktop tools look for', async () => {
    const { features } = await get('profile=wide&limit=1&properties=pid&date-names=DYYYYMMDD');
    expect(Object.keys(features[0].properties)).toEqual(['pid', ...DATES.map((date) => `D${date}`)]);
    await request(app).get(`${ITEMS}?profile=wide&date-names=D_`).expect(400);
  });

  test('datetime shortens it to the dates within', async () => {
    const { features } = await get('profile=wide&limit=10&properties=pid&datetime=2020-01-10/2020-01-31');
    expect(features[9].properties).toEqual({ pid: pid(9), '20200117': null, '20200129': null });
  });

  test('the name and velocity of the point are those that InSAR plug-ins look for', async () => {
    const { features } = await get('profile=wide&limit=1');
    expect(features[0].properties).toMatchObject({ mean_velocity: -12.5, '20200105': 0 });
    expect(Object.keys(features[0].properties)).toContain('mean_velocity_std');
  });
});

describe('profile=series', () => {
  test('has the dates once in the document and the displacements in each feature', async () => {
    const { dates, features } = await get('profile=series&limit=2&properties=pid');
    expect(dates).toEqual(ISO_DATES);
    expect(features[1].properties).toEqual({ pid: pid(1), displacement: [0, -0.2, 0.1] });
  });

  test('a feature observed on other dates carries its own', async () => {
    const { dates, features } = await get('profile=series&limit=10&properties=pid');
    expect(dates).toEqual(ISO_DATES);
    expect(features[9].properties).toEqual({
      pid: pid(9),
      dates: ['2020-01-05', '2020-01-29', '2021-01-11'],
      displacement: [-0.5, null, -7.1],
    });
  });

  test('a text sequence, of which each element stands alone, has the dates in every feature', async () => {
    const { text } = await request(app)
      .get(`${ITEMS}?profile=series&limit=2&f=geojsonseq`)
      .buffer(true)
      .parse((response, done) => {
        let body = '';
        response.on('data', (chunk: Buffer) => {
          body += chunk.toString();
        });
        response.on('end', () => done(null, body));
      })
      .then(({ body }) => ({ text: body as string }));
    for (const element of text.split('\u001e').slice(1)) {
      expect(JSON.parse(element).properties.dates).toEqual(ISO_DATES);
    }
  });

  test('no series on the page means no dates in the document', async () => {
    expect(await get('profile=series&bbox=0,0,1,1')).not.toHaveProperty('dates');
  });
});

describe('profile=compact', () => {
  test('has integers of a tenth of a millimetre, named so', async () => {
    const { dates, features } = await get('profile=compact&limit=10&properties=pid');
    expect(dates).toEqual(ISO_DATES);
    expect(features[1].properties).toEqual({ pid: pid(1), displacement_tenths_mm: [0, -2, 1] });
    expect(features[9].properties.displacement_tenths_mm).toEqual([-5, null, -71]);
  });

  test.each([
    [-0.3, -3],
    [12.3, 123],
    [-0, 0],
    [0.25, 2.5],
    [1.0005, 10.005],
    [null, null],
  ])('%d mm is %d tenths, without the dust of floating point', (mm, tenths) => {
    const found = tenthsOf(mm);
    expect(found === 0 ? 0 : found).toBe(tenths);
  });
});

describe('pages with series', () => {
  test.each(['wide', 'series', 'compact'])(
    'profile=%s has fewer features, and the next link goes on',
    async (profile) => {
      const small = volcanoApp({ config: { limits: { ...testConfig.limits, maxSeriesItems: 20 } } });
      const { body } = await request(small).get(`${ITEMS}?profile=${profile}&limit=10000`).expect(200);
      expect(body).toMatchObject({ numberReturned: 20, numberMatched: 250 });
      expect(body.links.map(({ rel }: { rel: string }) => rel)).toContain('next');
    },
  );

  test('a table has no series to add: every profile answers with its attributes', async () => {
    for (const profile of ['wide', 'series', 'compact']) {
      const { body } = await request(app).get(`${PLACES}?profile=${profile}`).expect(200);
      expect(body).not.toHaveProperty('dates');
      expect(Object.keys(body.features[0].properties)).toHaveLength(7);
    }
  });

  test('an unknown profile is a 400 that lists the known ones', async () => {
    const { body } = await request(app).get(`${ITEMS}?profile=long`).expect(400);
    expect(body.detail).toMatch(/attributes, wide, series, compact/);
  });
});

describe('a series on other dates', () => {
  test('has null on dates it was not observed on, wherever they lie', () => {
    const series = { dates: ['2', '4'], displacementMm: [1, null] };
    expect(onDates(series, ['1', '2', '3', '4', '5'])).toEqual([null, 1, null, null, null]);
  });

  test('is handed on as it is when the dates are its own', () => {
    const displacementMm = [1, 2];
    expect(onDates({ dates: ['2', '4'], displacementMm }, ['2', '4'])).toBe(displacementMm);
  });
});

describe('profile on the address of the service', () => {
  test.each(['/', '/api?f=json', '/conformance', '/collections', `/collections/${volcano.id}`])(
    '%s takes it, because QGIS adds the query string of its connection to every request (R15)',
    async (path) => {
      const separator = path.includes('?') ? '&' : '?';
      await request(app).get(`${path}${separator}profile=wide&date-names=DYYYYMMDD`).expect(200);
      await request(app).get(`${path}${separator}profile=long`).expect(400);
    },
  );

  test.each(['queryables', 'sortables', 'schema', 'items?limit=1'])('so does /%s', async (name) => {
    const separator = name.includes('?') ? '&' : '?';
    await request(app).get(`/collections/${volcano.id}/${name}${separator}profile=wide`).expect(200);
  });
});
