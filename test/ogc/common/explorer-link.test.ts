import { describe, expect, test } from 'vitest';
import { decodeState } from '../../../explorer/src/state/codec.js';
import { EPSG_3035_URI } from '../../../src/geodesy/crs.js';
import { Links } from '../../../src/http/links.js';
import { degreeBox, explorerJobUrl, explorerUrl } from '../../../src/ogc/common/explorer-link.js';

const links = new Links('https://egms.example.org/api', { name: 'api_key', value: 'secret' });

/** Degrees that the view shows of a window of 640 x 480, by Mercator's formula. */
function shown(url: string) {
  const [zoom, latitude, longitude] = /map=([^&]*)/.exec(url)![1].split('/').map(Number);
  const worldPx = 512 * 2 ** zoom;
  const y = Math.asinh(Math.tan((latitude * Math.PI) / 180));
  const halfHeight = (240 / worldPx) * 2 * Math.PI;
  const degrees = (mercator: number) => (Math.atan(Math.sinh(mercator)) * 180) / Math.PI;
  const halfWidth = (320 / worldPx) * 360;
  return [longitude - halfWidth, degrees(y - halfHeight), longitude + halfWidth, degrees(y + halfHeight)];
}

describe('an address of the Explorer', () => {
  test('is plain without a collection, and never holds a key', () => {
    expect(explorerUrl(links)).toBe('https://egms.example.org/api/explorer/');
  });

  test('names collection and point so that no character of theirs ends them', () => {
    expect(explorerUrl(links, 'a&b;c/d', { pid: '1;2#' })).toBe(
      'https://egms.example.org/api/explorer/#v=1&layer=a%26b%3Bc%2Fd&point=a%26b%3Bc%2Fd;1%3B2%23',
    );
  });

  test('leads to the results of a job as the page reads its tools: JSON, escaped', () => {
    const { hash } = new URL(explorerJobUrl(links, '42bc8922-c319-4fa1-9aae-acc41ca8b66d'));
    const { state, problems } = decodeState(hash);
    expect(problems).toEqual([]);
    expect(state).toMatchObject({ panel: 'process', tools: { job: '42bc8922-c319-4fa1-9aae-acc41ca8b66d' } });
  });

  test.each([[[11, 44, 12, 45]], [[-10, 35, 40, 70]], [[11.6, 44.6, 11.9, 44.61]], [[11.6, 44, 11.61, 46]]] as const)(
    'shows the whole of the box %j, and not much more',
    (bbox) => {
      const [west, south, east, north] = shown(explorerUrl(links, 'a', { bbox }));
      expect(west).toBeLessThan(bbox[0] + 1e-6);
      expect(south).toBeLessThan(bbox[1] + 1e-6);
      expect(east).toBeGreaterThan(bbox[2] - 1e-6);
      expect(north).toBeGreaterThan(bbox[3] - 1e-6);
      const slack = Math.min((east - west) / (bbox[2] - bbox[0]), (north - south) / (bbox[3] - bbox[1]));
      expect(slack).toBeLessThan(1.01);
    },
  );

  test('is as close to a point as makes sense', () => {
    expect(explorerUrl(links, 'a', { bbox: [11.5, 44.5, 11.5, 44.5] })).toContain('#v=1&map=17/44.5/11.5&layer=a');
  });

  test('looks at the antimeridian for a box across it, at the world for the world, at nothing for a box of nowhere', () => {
    expect(explorerUrl(links, 'a', { bbox: [179, -1, -179, 1] })).toMatch(/map=[\d.]+\/0\/(-)?180&/);
    expect(explorerUrl(links, 'a', { bbox: [-180, -90, 180, 90] })).toContain('map=0/0/0&');
    expect(explorerUrl(links, 'a', { bbox: [Number.NaN, 0, 1, 1] })).toContain('#v=1&layer=a');
  });

  test('takes boxes of other systems', () => {
    const bbox = degreeBox({ minX: 4_321_000, minY: 3_210_000, maxX: 4_322_000, maxY: 3_211_000 }, EPSG_3035_URI);
    expect(bbox?.[0]).toBeCloseTo(10, 3);
    expect(bbox?.[1]).toBeCloseTo(52, 3);
  });
});
