import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { StoredStyles } from '../../../../src/maps/styles.js';
import { legendOptions, legendSize } from '../../../../src/ogc/common/drawing/legend.js';
import { parseXml, type XmlElement } from '../../../../src/products/xml-tree.js';
import { defaultStyles } from '../../../../src/render/default-styles.js';
import { pixelsOf } from '../../../support/decoded-image.js';
import { fakeMaps } from '../../../support/fake-maps.js';
import { lakes, memoryCatalog } from '../../../support/memory-catalog.js';
import { memoryStyleStore } from '../../../support/memory-style-store.js';
import { lineOfSight, upwards } from '../../../support/styled-collections.js';
import { testApp } from '../../../support/test-app.js';

const collections = [lineOfSight, upwards];
const store = memoryStyleStore(collections.map(({ id }) => id));
const styles = new StoredStyles(store);
const app = testApp({
  catalog: memoryCatalog(collections.map((collection) => [collection, []])),
  maps: { images: fakeMaps().drawing.images, styles },
  styles: { styles, store },
});
const get = (path: string) => request(app).get(path).set('Host', 'localhost').buffer();

const elements = (element: XmlElement): readonly XmlElement[] =>
  typeof element.content === 'string' ? [element] : [element, ...element.content.flatMap(elements)];

describe('legends have the size that capabilities say', () => {
  test.each([
    ['WMTS', '/wmts?service=WMTS&request=GetCapabilities'],
    ['WMS', '/wms?service=WMS&request=GetCapabilities'],
  ])('of %s', async (_, path) => {
    const legends = elements(parseXml((await get(path)).text, path)).filter(({ name }) => name === 'LegendURL');
    expect(legends).toHaveLength((await Promise.all(collections.map((each) => styles.stylesOf(each)))).flat().length);
    for (const legend of legends) {
      const { width, height, ...attributes } = legend.attributes!;
      const link = elements(legend).find((element) => element.name === 'OnlineResource')?.attributes ?? attributes;
      const { pathname, search } = new URL(link['xlink:href']);
      const { status, body } = await get(`${pathname}${search}`);
      expect(status).toBe(200);
      const picture = await pixelsOf(body);
      expect({ width: String(picture.width), height: String(picture.height) }).toEqual({ width, height });
    }
  });
});

test('only what has a direction has its ends written out, and is the higher for it', () => {
  const [velocity] = defaultStyles;
  const height = defaultStyles.find(({ id }) => id === 'height')!;
  expect(legendOptions(upwards, velocity)).toEqual({ ends: ['down', 'up'] });
  expect(legendOptions(upwards, height)).toEqual({});
  expect(legendOptions(lakes, velocity)).toEqual({});
  expect(legendSize(upwards, velocity).heightPx).toBeGreaterThan(legendSize(lakes, velocity).heightPx);
});
