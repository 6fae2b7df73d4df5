/**
 * A person with a browser before the Explorer: one page over the published bursts, what it asked of the server, and what it
 * complained of. Walks follow each other in the same page, each from an address of its own.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Map as MapLibreMap } from 'maplibre-gl';
import type { Browser, Download, Page } from 'playwright-core';
import sharp from 'sharp';
import { expect } from 'vitest';
import type { ExplorerState } from '../../explorer/src/state/state.js';
import { packageRoot } from '../../src/package-root.js';
import { openBrowser, whyNoBrowser } from './explorer-browser.js';
import { ForeignServices } from './foreign-services.js';
import { burstsFolder, RealBursts } from './real-bursts.js';

/** Why there is nothing to walk through here; undefined when there is. */
export const whyNoWalk = (): string | undefined =>
  whyNoBrowser() ?? (burstsFolder() ? undefined : 'no real bursts in ../shared/data/egms-ortho-product');

/** Maps drawn in software, on a machine with other work. */
export const PATIENCE = { timeout: 30_000 };
/** Expects of what is read again and again until it is so. */
export const eventually = <T>(read: () => T) => expect.poll(read, PATIENCE);
export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };
/** Where pictures of the manual are drawn anew when this variable is set; else none is taken. */
const PICTURES = process.env.OPEN_EGMS_TEST_PICTURES && join(packageRoot, 'docs', 'explorer');

export class Walk {
  /** Addresses below the server's own that the page asked for since `open`, method first: `GET /collections?f=json`. */
  asked: string[] = [];
  /** Breaches of the policy and errors of scripts, of all walks. */
  readonly complaints: string[] = [];
  /** Map services of somebody else, which the program may fetch. */
  readonly foreign = new ForeignServices();
  readonly bursts = new RealBursts(
    { explorer: { proxy_http: true, proxy_hosts: ['127.0.0.1'] } },
    () => this.foreign.certificateFile,
  );
  page!: Page;
  #browser!: Browser;

  async start(): Promise<void> {
    await this.foreign.start();
    await this.bursts.start();
    await this.bursts.decompose();
    this.#browser = await openBrowser();
    this.page = await this.#browser.newPage({
      viewport: DESKTOP,
      acceptDownloads: true,
      locale: 'en-GB',
      ignoreHTTPSErrors: true,
    });
    this.page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) this.complaints.push(message.text());
    });
    this.page.on('pageerror', (error) => this.complaints.push(error.stack ?? error.message));
    this.page.on('request', (request) => {
      if (request.url().startsWith(this.base))
        this.asked.push(`${request.method()} ${request.url().slice(this.base.length)}`);
    });
  }

  async end(): Promise<void> {
    await this.#browser?.close();
    await this.bursts.remove();
    await this.foreign.stop();
  }

  /** For pages of their own kind: without storage, with less motion. */
  get browser(): Browser {
    return this.#browser;
  }

  get base(): string {
    return this.bursts.base;
  }

  /** Opens an address of the Explorer, `#v=1&...`, in a page that holds nothing, and waits until its map is drawn. */
  async open(hash: string, query = ''): Promise<void> {
    await this.page.goto('about:blank');
    this.asked = [];
    await this.page.goto(`${this.base}/explorer/${query}${hash}`);
    await this.drawn();
  }

  /** Waits until all that the map asked for is there and drawn. */
  async drawn(): Promise<void> {
    await this.page.waitForFunction(mapIsDrawn, undefined, PATIENCE);
  }

  async hash(): Promise<string> {
    return decodeURIComponent((await this.page.evaluate('location.hash')) as string);
  }

  state(): Promise<ExplorerState> {
    return this.page.evaluate(stateOfPage) as Promise<ExplorerState>;
  }

  /** A JSON document of the server. */
  async json<T>(path: string): Promise<T> {
    const answer = await fetch(`${this.base}${path}`, { headers: { Accept: 'application/json' } });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  /** Where a place stands in the page, CSS pixels. */
  async pixelOf(longitudeDeg: number, latitudeDeg: number): Promise<{ readonly x: number; readonly y: number }> {
    return (await this.page.evaluate(pixelOfPlace, [longitudeDeg, latitudeDeg] as const)) as { x: number; y: number };
  }

  /** The file that something done in the page hands out. */
  async download(act: () => Promise<unknown>): Promise<{ readonly name: string; readonly bytes: Buffer }> {
    const [download] = await Promise.all([this.page.waitForEvent('download', PATIENCE), act()]);
    return { name: download.suggestedFilename(), bytes: await bytesOf(download) };
  }

  /** For the manual: what is seen now, on a desk and on a phone. */
  async picture(name: string): Promise<void> {
    if (!PICTURES) return;
    mkdirSync(PICTURES, { recursive: true });
    await this.#picture(join(PICTURES, `${name}.png`));
    await this.page.setViewportSize(PHONE);
    await this.drawn();
    await this.#picture(join(PICTURES, `${name}-phone.png`));
    await this.page.setViewportSize(DESKTOP);
    await this.drawn();
  }

  async #picture(file: string): Promise<void> {
    // Nothing is pointed at.
    await this.page.mouse.move(0, 0);
    // Past the fading in of labels and panels.
    await this.page.waitForTimeout(600);
    await sharp(await this.page.screenshot())
      .png({ palette: true, quality: 90, effort: 10 })
      .toFile(file);
  }
}

async function bytesOf(download: Download): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

// What follows runs in the page.

/** What the Explorer gives away of itself in the page. */
interface Explorer {
  readonly state: { get(): ExplorerState };
  readonly map?: { readonly map: MapLibreMap };
}

declare const openEgmsExplorer: Explorer;

function mapIsDrawn(): boolean {
  const map = (globalThis as { openEgmsExplorer?: Explorer }).openEgmsExplorer?.map?.map;
  if (!map?.loaded() || !map.areTilesLoaded() || map.isMoving()) return false;
  // Its size follows a little later.
  const [canvas, container] = [map.getCanvas(), map.getContainer()];
  return canvas.clientWidth === container.clientWidth && canvas.clientHeight === container.clientHeight;
}

function stateOfPage(): ExplorerState {
  return openEgmsExplorer.state.get();
}

function pixelOfPlace(place: readonly [number, number]): { x: number; y: number } {
  const map = openEgmsExplorer.map!.map;
  const { x, y } = map.project([place[0], place[1]]);
  const canvas = map.getCanvas().getBoundingClientRect();
  return { x: x + canvas.x, y: y + canvas.y };
}
