/** Maps that draw nothing: they keep what they were asked for, and answer with a picture of one pixel. */
import type { Collection } from '../../src/catalog/collection.js';
import type { MapRequest, Maps, PickedPoint, PickRequest } from '../../src/maps/map.js';
import { defaultStyles } from '../../src/render/default-styles.js';
import type { PointStyle } from '../../src/render/style.js';
import { memoryCatalog, ustica, usticaPoints } from './memory-catalog.js';

/** The smallest PNG: its signature would do, since nobody looks inside. */
export const PICTURE = Buffer.from('89504e470d0a1a0a', 'hex');

export interface FakeMaps {
  readonly drawing: { readonly images: Maps; readonly styles: { stylesOf(): Promise<readonly PointStyle[]> } };
  readonly asked: { readonly request: MapRequest; readonly signal: AbortSignal }[];
  readonly picked: PickRequest[];
  /** Thrown instead of an answer, once each. */
  readonly failures: Error[];
  forget(): void;
}

export function fakeMaps(styles: readonly PointStyle[] = defaultStyles): FakeMaps {
  const fake: Omit<FakeMaps, 'drawing'> = {
    asked: [],
    picked: [],
    failures: [],
    forget: () => {
      for (const list of [fake.asked, fake.picked, fake.failures]) list.length = 0;
    },
  };
  const images: Maps = {
    image: async (request, signal) => {
      fake.asked.push({ request, signal });
      const failure = fake.failures.shift();
      if (failure) throw failure;
      return PICTURE;
    },
    pick: async (request) => {
      fake.picked.push(request);
      const [layer] = request.layers;
      return [pickOf(layer, '0A1', { longitudeDeg: 13.15, latitudeDeg: 38.69, value: -4.2 })];
    },
  };
  return { ...fake, drawing: { images, styles: { stylesOf: async () => styles } } };
}

/** A point under a pixel. */
export const pickOf = (layer: PickedPoint['layer'], pid: string, changes: Partial<PickedPoint> = {}): PickedPoint => ({
  layer,
  pid,
  longitudeDeg: 13.17,
  latitudeDeg: 38.7,
  value: -1.5,
  pointCount: 1,
  distancePx: 0.5,
  ...changes,
});

/** Far from the other, so that tiles between them hold neither. */
export const munich: Collection = {
  ...ustica,
  id: 'l3 up/2020-2024',
  title: 'L3 & up',
  bbox: [11, 47.9, 12, 48.5],
  version: '3',
  dates: ['20190601', '20200105', '20200401'],
  interval: ['2019-06-01', '2020-04-01'],
};

export const twoPlaces = memoryCatalog([
  [ustica, usticaPoints],
  [munich, []],
]);
