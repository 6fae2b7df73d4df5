import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { ITEMS, pid, volcano, volcanoApp } from './volcano.js';

const app = volcanoApp();
const get = (path: string) => request(app).get(path);
const names = async (query: string): Promise<string[]> =>
  Object.keys((await get(`${ITEMS}?limit=1&${query}`).expect(200)).body.features[0].properties);

describe('Features 6, property selection', () => {
  test('response A: without it all properties', async () => {
    expect(await names('')).toEqual(volcano.properties.map(({ name }) => name));
  });

  test('response B: only those named, in the order of the collection', async () => {
    expect(await names('properties=mean_velocity,pid')).toEqual(['pid', 'mean_velocity']);
  });

  test('exclude-properties: all but those named', async () => {
    const left = await names('exclude-properties=pid,mean_velocity');
    expect(left).toHaveLength(volcano.properties.length - 2);
    expect(left).not.toContain('pid');
  });

  test('both together: what is named less what is excluded', async () => {
    expect(await names('properties=pid,mean_velocity&exclude-properties=pid')).toEqual(['mean_velocity']);
  });

  test('an alias selects the attribute under its published name', async () => {
    expect(await names('properties=height')).toEqual(['height_ortho']);
  });

  test('the same on a single feature', async () => {
    const { body } = await get(`${ITEMS}/${pid(0)}?properties=mean_velocity`).expect(200);
    expect(body.properties).toEqual({ mean_velocity: -12.5 });
    expect(body.id).toBe(pid(0));
  });

  test.each(['properties', 'exclude-properties'])(
    'unknown names in %s are a 400 that lists the known ones',
    async (parameter) => {
      for (const value of ['no_such', 'pid,no_such', '']) {
        const { body } = await get(`${ITEMS}?${parameter}=${value}`).expect(400);
        expect(body.detail).toContain('mean_velocity');
      }
    },
  );
});
