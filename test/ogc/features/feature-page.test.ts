import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { ITEMS, PLACES, pid, volcanoApp } from './volcano.js';

const app = volcanoApp();
const page = async (path: string) => (await request(app).get(`${path}?f=html`).expect(200)).text;

describe('Features 1, html: the page of a feature', () => {
  test('has its attributes with their units, its series as a chart, its place on a map', async () => {
    const text = await page(`${ITEMS}/${pid(7)}`);
    expect(text).toMatch(/<code>mean_velocity<\/code>.*?<td class="number">−11.8<\/td><td>mm\/yr<\/td>/s);
    expect(text).toMatch(/<svg class="chart"/);
    expect(text).toContain('2020-01-17: -0.2 mm');
    expect(text).toContain('Positive towards the satellite.');
    expect(text).toContain('"coordinates":[13.107,38.6]');
  });

  test('leads into the Explorer, at the point and its series; that of a table without one', async () => {
    const text = await page(`${ITEMS}/${pid(7)}`);
    expect(text).toMatch(
      new RegExp(`/explorer/#v=1&amp;map=17/38.6/13.107&amp;layer=\\w[^"]*&amp;point=[^"]*;${pid(7)}"`),
    );
    const place = await page(`${PLACES}/${encodeURIComponent('a/b?c=d')}`);
    expect(place).toMatch(/explorer\/#v=1&amp;map=[\d./]+&amp;layer=places%20%26%20more"/);
  });

  test('links to the series as CSV and JSON', async () => {
    const text = await page(`${ITEMS}/${pid(7)}`);
    for (const f of ['csv', 'json']) {
      const [, href] = new RegExp(`href="https://example.org([^"]*timeseries\\?f=${f})"`).exec(text)!;
      await request(app).get(href).expect(200);
    }
  });

  test('of a table has attributes and map, and no chart', async () => {
    const text = await page(`${PLACES}/${encodeURIComponent('a/b?c=d')}`);
    expect(text).toContain('Piazza, &quot;Grande&quot;');
    expect(text).toContain('"type":"Polygon"');
    expect(text).not.toContain('class="chart"');
  });

  test('a missing value is a dash', async () => {
    expect(await page(`${ITEMS}/${pid(3)}`)).toMatch(/<code>height_ortho<\/code>.*?<td class="number">–<\/td>/s);
  });
});
