/**
 * A service of maps over the catalog in memory, whose painter notes what it was asked for and hands out a picture of one
 * pixel, or the points that a test wants to lie under every pixel.
 */
import type { Express } from 'express';
import request, { type Response } from 'supertest';
import type { Collection } from '../../../src/catalog/collection.js';
import type { MapRequest, Maps, PickRequest } from '../../../src/maps/map.js';
import { parseXml, type XmlElement } from '../../../src/products/xml-tree.js';
import { createCanvas } from '../../../src/render/canvas.js';
import { defaultStyles } from '../../../src/render/default-styles.js';
import { encodeImage } from '../../../src/render/encode-image.js';
import type { PointStyle } from '../../../src/render/style.js';
import { pickOf } from '../../support/fake-maps.js';
import { lakes, type MemoryPoint, memoryCatalog, ustica } from '../../support/memory-catalog.js';
import { type TestAppOptions, testApp } from '../../support/test-app.js';

export const LAYER = ustica.id;

export const usticaStyles: readonly PointStyle[] = defaultStyles.filter(
  ({ attribute }) => attribute.type === 'displacement' || ustica.properties.some(({ name }) => name === attribute.name),
);

export interface MapService {
  readonly app: Express;
  readonly images: MapRequest[];
  readonly picks: PickRequest[];
  /** The answer to parameters, as they stand; a host of its own, as addresses are part of tags. */
  readonly get: (parameters: Parameters) => Promise<Response>;
}

type Parameters = Readonly<Record<string, string | number | undefined>>;

export interface MapServiceOptions extends Omit<TestAppOptions, 'maps' | 'styles'> {
  readonly collections?: readonly (readonly [Collection, readonly MemoryPoint[]])[];
  readonly image?: Maps['image'];
  readonly pids?: readonly string[];
  readonly styles?: readonly PointStyle[];
}

export function mapService({
  collections,
  image,
  pids = ['0A2'],
  styles = usticaStyles,
  ...options
}: MapServiceOptions = {}): MapService {
  const images: MapRequest[] = [];
  const picks: PickRequest[] = [];
  const maps: Maps = {
    image: async (asked, signal) => {
      images.push(asked);
      return image ? image(asked, signal) : encodeImage(createCanvas(1, 1), 'png');
    },
    pick: async (asked) => {
      picks.push(asked);
      return asked.layers.flatMap((layer) => pids.slice(0, asked.limit).map((pid) => pickOf(layer, pid)));
    },
  };
  const app = testApp({
    ...(collections && { catalog: memoryCatalog(collections) }),
    ...options,
    maps: { images: maps, styles: { stylesOf: async () => styles } },
  });
  const get = async (parameters: Parameters) => {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(parameters)) if (value !== undefined) search.set(name, String(value));
    return request(app).get(`/wms?${search}`).set('Host', 'example.org');
  };
  return { app, images, picks, get };
}

/** Collections whose layers lie over one another. */
export const twoLayers = [
  [
    ustica,
    [
      {
        id: '0A2',
        longitudeDeg: 13.17,
        latitudeDeg: 38.7,
        cells: ['0A2', '-1.5', '0.8'],
        displacementMm: [0, null, -0.1],
      },
    ],
  ],
  [{ ...ustica, id: 'l3-up-2020-2024', identity: { level: 'L3', geometry: 'up', release: '2020-2024' } }, []],
  [lakes, []],
] as const satisfies NonNullable<MapServiceOptions['collections']>;

/** A map that works; tests change one thing at a time. */
export const MAP = {
  VERSION: '1.3.0',
  REQUEST: 'GetMap',
  LAYERS: LAYER,
  STYLES: '',
  CRS: 'EPSG:3857',
  BBOX: '1463000,4677000,1470000,4682000',
  WIDTH: 140,
  HEIGHT: 100,
  FORMAT: 'image/png',
};

/** The same in 1.1.1. */
export const OLD_MAP = { ...MAP, VERSION: '1.1.1', CRS: undefined, SRS: 'EPSG:3857' };

export const xmlOf = (text: string): XmlElement => parseXml(text.replace(/<!DOCTYPE[^>]*>/, ''), 'answer');

/** Code and text of a report of exceptions; fails for anything else. */
export function exceptionOf({ text }: Response): { code?: string; text: string } {
  const root = xmlOf(text);
  if (root.name !== 'ServiceExceptionReport' || typeof root.content === 'string') throw new Error(text);
  const [{ attributes, content }] = root.content;
  return { ...(attributes?.code !== undefined && { code: attributes.code }), text: String(content) };
}
