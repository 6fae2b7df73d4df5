import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { ITEMS, PLACES, pid, volcanoApp } from './volcano.js';

const app = volcanoApp();
const page = async (path: string) => (await request(app).get(path).set('Accept', 'text/html').expect(200)).text;
const mapData = (text: string) =>
  JSON.parse(/<script type="application\/json" id="map-data">(.*?)<\/script>/s.exec(text)![1]);
const rows = (text: string) => [...text.matchAll(/<th scope="row"><a href="([^"]+)">([^<]+)<\/a>/g)];

describe('Features 1, html: a page of features', () => {
  test('has a row per feature, linked to its own page', async () => {
    const found = rows(await page(`${ITEMS}?limit=3`));
    expect(found.map(([, href, id]) => [href, id])).toEqual(
      [0, 1, 2].map((i) => [`https://example.org${ITEMS}/${pid(i)}`, pid(i)]),
    );
  });

  test('leads into the Explorer, at the box that was asked for', async () => {
    const leading = async (query: string) =>
      /href="(https:\/\/example.org\/explorer\/#[^"]*)"/.exec(await page(`${ITEMS}${query}`))?.[1];
    const all = await leading('?limit=1');
    expect(all).toMatch(/\/explorer\/#v=1&amp;map=[\d./]+&amp;layer=\w/);
    expect(await leading('?limit=1&bbox=13.1,38.6,13.3,38.8')).toMatch(/map=[\d.]+\/38\.7\d*\/13\.2&amp;/);
  });

  test('says how many match, and leads on and back', async () => {
    const first = await page(`${ITEMS}?limit=100`);
    expect(first).toContain('100 of 250 measurement points');
    const next = /<a class="button" href="([^"]+)" rel="next">/.exec(first)![1].replaceAll('&amp;', '&');
    const second = await page(next.replace('https://example.org', ''));
    expect(rows(second)[0][2]).toBe(pid(100));
    expect(second).toMatch(/rel="first"/);
  });

  test('its map holds every feature in longitude and latitude, coloured by velocity, whatever crs says', async () => {
    const { features } = mapData(await page(`${ITEMS}?limit=3&crs=EPSG:3035`));
    const byId = features.toSorted((a: Shape, b: Shape) => (a.properties.id < b.properties.id ? -1 : 1));
    expect(byId[1]).toEqual({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [13.101, 38.6] },
      properties: {
        id: pid(1),
        href: `https://example.org${ITEMS}/${pid(1)}`,
        colour: expect.stringMatching(/^#[0-9a-f]{6}$/),
        value: '−12.4 mm/yr',
      },
    });
  });

  test('shows the main attributes unless the reader names others', async () => {
    const main = await page(`${ITEMS}?limit=1`);
    expect(main).toContain('mean_velocity_std');
    expect(main).not.toContain('amplitude_dispersion');
    expect(main).toMatch(/more attributes stand on/);
    const chosen = await page(`${ITEMS}?limit=1&properties=amplitude_dispersion`);
    expect(chosen).toContain('amplitude_dispersion');
    expect(chosen).not.toContain('mean_velocity_std');
  });

  test('a click on a column sorts by it, a second one the other way', async () => {
    expect(await page(`${ITEMS}?limit=1`)).toMatch(/href="[^"]*sortby=mean_velocity"/);
    const sorted = await page(`${ITEMS}?limit=1&sortby=mean_velocity`);
    expect(sorted).toMatch(/aria-sort="ascending"/);
    expect(sorted).toMatch(/href="[^"]*sortby=-mean_velocity"/);
  });

  test('the form keeps what it does not show, and starts at the beginning', async () => {
    const text = await page(`${ITEMS}?limit=5&offset=10&filter=mean_velocity%20%3C%200&sortby=pid&datetime=2020-01-05`);
    expect(text).toContain('name="filter" value="mean_velocity &lt; 0"');
    expect(text).toContain('<input type="hidden" name="sortby" value="pid">');
    expect(text).toContain('<input type="hidden" name="datetime" value="2020-01-05">');
    expect(text).not.toMatch(/name="offset"/);
  });

  test('nothing that matches is said, not drawn', async () => {
    const text = await page(`${ITEMS}?bbox=0,0,1,1`);
    expect(text).toContain('Nothing matches.');
    expect(text).not.toContain('id="map"');
  });

  test('hits are a number', async () => {
    expect(await page(`${ITEMS}?resulttype=hits&mean_velocity=0`)).toContain('1 measurement point<');
  });

  test('what stands in the data cannot become markup, on the page or in its data block', async () => {
    const text = await page(PLACES);
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(text).not.toContain('<script>alert');
    expect(mapData(text).features).toHaveLength(3);
  });

  test('scripts and styles come from here: the content security policy allows nothing in place', async () => {
    const text = await page(`${ITEMS}?limit=2`);
    expect(text).not.toMatch(/ style="| on[a-z]+="/);
    for (const [, path] of text.matchAll(/(?:src|href)="https:\/\/example\.org(\/assets\/[^"]+)"/g)) {
      await request(app).get(path).expect(200);
    }
  });
});

interface Shape {
  properties: { id: string };
}
