/** The application over collections in memory, with a store of styles that tests may fill. */
import type { Express } from 'express';
import request from 'supertest';
import type { StyleStore } from '../../../src/catalog/styles/style-set.js';
import type { HttpConfig } from '../../../src/http/http-config.js';
import { StoredStyles } from '../../../src/maps/styles.js';
import { lakes, memoryCatalog } from '../../support/memory-catalog.js';
import { memoryStyleStore } from '../../support/memory-style-store.js';
import { eastwards, lineOfSight, upwards } from '../../support/styled-collections.js';
import { testApp } from '../../support/test-app.js';

export const L2 = `/collections/${lineOfSight.id}/styles`;
export const L3 = `/collections/${upwards.id}/styles`;
export const STYLE_TYPE = 'application/vnd.open-egms.style+json';
export const SLD_TYPE = 'application/vnd.ogc.sld+xml';

export interface StyledApp {
  readonly app: Express;
  readonly store: StyleStore;
  /** Always from the same address: links stand in documents. */
  readonly get: (path: string) => request.Test;
  readonly send: (method: 'post' | 'put' | 'patch' | 'delete', path: string) => request.Test;
}

interface Kept {
  readonly app: Express;
  empty(): StyleStore;
}

/** An application takes longer to put together than a test to run: there is one for each configuration. */
const kept = new Map<string, Kept>();

/** With an empty store. */
export function styledApp(config: Partial<HttpConfig> = {}): StyledApp {
  const key = JSON.stringify(config);
  const { app, empty } = kept.get(key) ?? makeApp(config);
  kept.set(key, { app, empty });
  return {
    app,
    store: empty(),
    get: (path) => request(app).get(path).set('Host', 'localhost'),
    send: (method, path) => request(app)[method](path).set('Host', 'localhost'),
  };
}

function makeApp(config: Partial<HttpConfig>): Kept {
  const collections = [lineOfSight, upwards, eastwards];
  const freshStore = () => memoryStyleStore(collections.map(({ id }) => id));
  let current = freshStore();
  const store: StyleStore = {
    versions: () => current.versions(),
    version: (...of) => current.version(...of),
    styleSet: (...of) => current.styleSet(...of),
    put: (...of) => current.put(...of),
    remove: (...of) => current.remove(...of),
    setDefault: (...of) => current.setDefault(...of),
  };
  const app = testApp({
    catalog: memoryCatalog([...collections, lakes].map((collection) => [collection, []])),
    styles: { styles: new StoredStyles(store), store },
    config,
  });
  const empty = () => {
    current = freshStore();
    return store;
  };
  return { app, empty };
}

/** A style that any collection can have. */
export const STEPS = {
  id: 'steps',
  title: 'Steps',
  attribute: { type: 'property', name: 'mean_velocity' },
  scale: {
    type: 'classes',
    classes: [
      { max: -5, colour: '#d7301f', label: 'down' },
      { min: -5, max: 5, colour: '#cccccc', label: 'still' },
    ],
  },
} as const;
