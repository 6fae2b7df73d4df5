import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { ITEMS, pid, volcanoApp } from './volcano.js';

const app = volcanoApp();
const get = (query: string) => request(app).get(`${ITEMS}?${query}`);
const ids = async (query: string) => (await get(query).expect(200)).body.features.map(({ id }: { id: string }) => id);

describe('Features 8, sorting: sortby', () => {
  test('a minus sorts downwards, a plus or nothing upwards', async () => {
    expect(await ids('sortby=-mean_velocity&limit=2')).toEqual([249, 248].map(pid));
    expect(await ids('sortby=mean_velocity&limit=2')).toEqual([0, 1].map(pid));
    expect(await ids('sortby=%2Bmean_velocity&limit=2')).toEqual([0, 1].map(pid));
  });

  test('a plus that arrives as a blank is still a plus', async () => {
    expect(await ids('sortby=+mean_velocity&limit=2')).toEqual([0, 1].map(pid));
  });

  test('several keys, one after the other', async () => {
    expect(await ids('sortby=-last_date,+temporal_coherence,-pid&limit=3')).toEqual([209, 159, 109].map(pid));
  });

  test('an alias of the other header generation sorts too', async () => {
    expect(await ids('sortby=-height,pid&limit=1')).toEqual([pid(0)]);
  });

  test.each(['no_such', '-', '', 'geometry', 'pid;drop table', 'pid desc'])('sortby=%s is a 400', async (key) => {
    const { body } = await get(`sortby=${encodeURIComponent(key)}`).expect(400);
    expect(body.detail).toContain('sortby');
  });
});
