/** What lies under a pixel, in every format, against the rows of the catalog. */
import { createHash } from 'node:crypto';
import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import type { Context } from '../../../../src/http/context.js';
import { Links } from '../../../../src/http/links.js';
import type { Reply } from '../../../../src/http/reply.js';
import type { MapLayer, PickedPoint } from '../../../../src/maps/map.js';
import { type FeatureInfoMediaType, featureInfoReply } from '../../../../src/ogc/common/feature-info/feature-info.js';
import { parseXml, type XmlElement } from '../../../../src/products/xml-tree.js';
import { defaultStyles } from '../../../../src/render/default-styles.js';
import { pickOf } from '../../../support/fake-maps.js';
import { type MemoryPoint, memoryCatalog, ustica } from '../../../support/memory-catalog.js';

const styleOf = (id: string) => defaultStyles.find((style) => style.id === id)!;
const layer: MapLayer = { collection: ustica, style: styleOf('velocity') };

const POINTS: readonly MemoryPoint[] = [
  {
    id: '0A2',
    longitudeDeg: 13.17,
    latitudeDeg: 38.7,
    cells: ['0A2', '-1.5', '0.8'],
    displacementMm: [0, null, -0.1],
  },
  {
    id: '<i>&"+/',
    longitudeDeg: -0.5,
    latitudeDeg: 38.71,
    cells: ['<i>&"+/', '0.3', null],
    displacementMm: [0, 0.1, 0],
  },
];

const pick = (pid: string, changes?: Partial<PickedPoint>) => pickOf(layer, pid, changes);

async function replyTo(mediaType: FeatureInfoMediaType, ...picks: PickedPoint[]): Promise<Reply> {
  const context = { links: new Links('https://example.org'), signal: new AbortController().signal };
  return featureInfoReply(context as Context, memoryCatalog([[ustica, POINTS]]), picks, mediaType);
}

async function answer(mediaType: FeatureInfoMediaType, ...picks: PickedPoint[]): Promise<string> {
  const { body } = await replyTo(mediaType, ...picks);
  if (body.kind !== 'text') throw new Error(body.kind);
  return body.text;
}

describe('points under a pixel as GeoJSON', () => {
  test('have their place, their attributes and their series', async () => {
    const document = JSON.parse(await answer('application/json', pick('0A2', { pointCount: 3 })));
    expect(document).toEqual({
      type: 'FeatureCollection',
      crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:OGC:1.3:CRS84' } },
      numberReturned: 1,
      features: [
        {
          type: 'Feature',
          id: '0A2',
          geometry: { type: 'Point', coordinates: [13.17, 38.7] },
          properties: {
            pid: '0A2',
            mean_velocity: -1.5,
            temporal_coherence: 0.8,
            dates: ['2020-01-05', '2020-01-17', '2020-01-29'],
            displacement: [0, null, -0.1],
          },
          collection: ustica.id,
          style: 'velocity',
          drawn: { title: 'Mean velocity', unit: 'mm/yr', value: -1.5 },
          pointCount: 3,
        },
      ],
    });
  });

  test('say over which time a displacement was drawn', async () => {
    const displacement = styleOf('displacement');
    const drawn = async (style: typeof displacement, value: number) => {
      const text = await answer('application/geo+json', pick('0A2', { layer: { ...layer, style }, value }));
      return JSON.parse(text).features[0].drawn;
    };
    expect(await drawn(displacement, -0.1)).toMatchObject({ value: -0.1, from: '2020-01-05', to: '2020-01-29' });
    const until = { ...displacement, attribute: { type: 'displacement', to: '2020-01-17' } as const };
    expect(await drawn(until, Number.NaN)).toMatchObject({ value: null, from: '2020-01-05', to: '2020-01-17' });
  });

  test('keep the order of the picks, and leave out what has gone', async () => {
    const text = await answer('application/json', pick(POINTS[1].id), pick('gone'), pick('0A2'));
    const ids = JSON.parse(text).features.map(({ id }: { id: string }) => id);
    expect(ids).toEqual([POINTS[1].id, '0A2']);
  });

  test('of nothing are an empty collection', async () => {
    expect(JSON.parse(await answer('application/json')).features).toEqual([]);
  });
});

describe('points under a pixel as GML', () => {
  const members = (root: XmlElement) =>
    (root.content as XmlElement[]).filter(({ name }) => name === 'gml:featureMember').map(({ content }) => content[0]);
  const leaves = (element: XmlElement) =>
    Object.fromEntries((element.content as XmlElement[]).map(({ name, content }) => [name, content]));

  test('have longitude first, as GML 2 has it by short names, and a type for their collection', async () => {
    const root = parseXml(await answer('application/vnd.ogc.gml', pick('0A2'), pick(POINTS[1].id)), 'answer');
    const [bounds] = root.content as XmlElement[];
    expect(JSON.stringify(bounds)).toContain('-0.5,38.7 13.17,38.71');
    const [first, second] = members(root) as XmlElement[];
    expect(first).toMatchObject({ name: `egms:${ustica.id}`, attributes: { fid: `${ustica.id}.0A2` } });
    expect(JSON.stringify(leaves(first)['egms:geometry'])).toContain('"13.17,38.7"');
    expect(leaves(first)).toMatchObject({
      'egms:mean_velocity': '-1.5',
      'egms:dates': '2020-01-05 2020-01-17 2020-01-29',
      'egms:displacement': '0 NaN -0.1',
    });
    expect(leaves(second)).toMatchObject({ 'egms:pid': POINTS[1].id });
    expect(leaves(second)).not.toHaveProperty('egms:temporal_coherence');
  });

  test('of nothing say so', async () => {
    const root = parseXml(await answer('text/xml'), 'answer');
    expect(root.content).toMatchObject([{ name: 'gml:boundedBy', content: [{ name: 'gml:null' }] }]);
  });
});

describe('points under a pixel as text', () => {
  test('have a line for each attribute and each date', async () => {
    const lines = (await answer('text/plain', pick('0A2'))).split('\n').map((line) => line.trim());
    expect(lines).toEqual(
      expect.arrayContaining([
        'mean_velocity = -1.5 mm/yr',
        'temporal_coherence = 0.8',
        '2020-01-17 -',
        '2020-01-29 -0.1',
      ]),
    );
  });

  test('of nothing say so', async () => {
    expect(await answer('text/plain')).toBe('No measurement point here.\n');
  });
});

describe('points under a pixel as a page', () => {
  test('have a chart each, and the attributes with their units', async () => {
    const text = await answer('text/html', pick('0A2'), pick('0A2'));
    expect(text).toMatch(/<th scope="row">Mean velocity<\/th><td class="number">−1.5<\/td><td>mm\/yr<\/td>/);
    expect(text).toContain('positive towards the satellite');
    expect(text).toContain('href="https://example.org/collections/l2b-descending-2020-2024/items/0A2?f=html"');
    const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids).toHaveLength(4);
    expect(new Set(ids).size).toBe(4);
  });

  test('have charts that need no style of the page around them', async () => {
    const [chart] = /<svg.*?<\/svg>/s.exec(await answer('text/html', pick('0A2')))!;
    expect(XMLValidator.validate(chart)).toBe(true);
    expect(chart).toMatch(/<path class="line" fill="none" stroke="#/);
  });

  test('may stand in a frame of any page, and load nothing but the style that the policy names', async () => {
    const { headers } = await replyTo('text/html', pick('0A2'));
    const text = await answer('text/html', pick('0A2'));
    const [, style] = /<style>(.*?)<\/style>/s.exec(text)!;
    const policy = String(headers['Content-Security-Policy']);
    expect(policy).toContain(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    expect(policy).toContain('frame-ancestors *');
    expect(policy).toContain("default-src 'none'");
    expect(text).not.toMatch(/<script|<link|<img|style="|@import|url\(/);
  });

  test('cannot be written by an identifier', async () => {
    const text = await answer('text/html', pick(POINTS[1].id));
    expect(text).not.toContain('<i>');
    expect(text).toContain('&lt;i&gt;&amp;&quot;+/');
  });

  test('of nothing say so', async () => {
    expect(await answer('text/html')).toContain('No measurement point here.');
  });
});
