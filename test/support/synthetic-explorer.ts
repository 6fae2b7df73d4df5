/** The Explorer over a synthetic catalog, in a page of its own: for what needs no delivered file, and a server that can go away. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Express } from 'express';
import type { Browser, Page } from 'playwright-core';
import { SqlMapCatalog } from '../../src/catalog/maps/map-source.js';
import { SqlAreas } from '../../src/catalog/points/area-summary.js';
import { SqlStyleStore } from '../../src/catalog/styles/style-store.js';
import { SqlTileCatalog } from '../../src/catalog/tiles/tile-source.js';
import type { Database } from '../../src/db/database.js';
import { MapServer } from '../../src/maps/map-server.js';
import { StoredStyles } from '../../src/maps/styles.js';
import { TileServer } from '../../src/ogc/tiles/tile-server.js';
import { testDatabase } from './database.js';
import { openBrowser } from './explorer-browser.js';
import { syntheticCatalog, type TestPoint } from './synthetic-catalog.js';
import { testApp } from './test-app.js';

/** Its only collection. */
export const COLLECTION = 'l2b-ascending-2020-2024';

export class SyntheticExplorer {
  page!: Page;
  points!: readonly TestPoint[];
  base = '';
  /** Breaches of the policy, and errors of scripts. */
  readonly complaints: string[] = [];
  readonly #folder = mkdtempSync(join(tmpdir(), 'open-egms-explorer-'));
  #database!: Database;
  #tiles!: TileServer;
  #images!: MapServer;
  #app!: Express;
  #server!: Server;
  #browser!: Browser;

  async start(viewport: { readonly width: number; readonly height: number }): Promise<void> {
    this.#database = await testDatabase();
    const { catalog, points } = await syntheticCatalog(this.#database);
    this.points = points;
    this.#tiles = new TileServer(new SqlTileCatalog(this.#database), { cacheFolder: join(this.#folder, 'tiles') });
    this.#images = new MapServer(new SqlMapCatalog(this.#database), {
      softwareVersion: 'test',
      cacheFolder: join(this.#folder, 'maps'),
    });
    const store = new SqlStyleStore(this.#database);
    const styles = new StoredStyles(store);
    this.#app = testApp({
      catalog,
      areas: new SqlAreas(this.#database),
      tiles: this.#tiles,
      maps: { images: this.#images, styles },
      styles: { styles, store },
    });
    await this.listen(0);
    this.#browser = await openBrowser();
    this.page = await this.#browser.newPage({ viewport });
    this.page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) this.complaints.push(message.text());
    });
    this.page.on('pageerror', (error) => this.complaints.push(error.message));
  }

  /** Again at the same port after `goAway`. */
  async listen(port = Number(new URL(this.base).port)): Promise<void> {
    this.#server = this.#app.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.base = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async goAway(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async end(): Promise<void> {
    await this.#browser?.close();
    this.#server?.closeAllConnections();
    this.#server?.close();
    await this.#tiles?.close();
    await this.#images?.close();
    await this.#database?.close();
    rmSync(this.#folder, { recursive: true });
  }
}
