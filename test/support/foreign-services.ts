/**
 * Map services of somebody else, good and bad, on this machine: with TLS and without, readable by pages of other origins
 * (`/open/...`) and not (`/closed/...`). What they were asked for is kept.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { badService } from './bad-services.js';
import { FEATURES, ogcApi, tileJson, wmsCapabilities, wmtsCapabilities } from './foreign-documents.js';
import { selfSigned } from './self-signed.js';

export interface Asked {
  /** Below the service's root, with what was asked. */
  readonly path: string;
  /** The program asked for the page. */
  readonly isProxied: boolean;
}

/** A rock as geologists draw it, of no colour that the Explorer has; goes on in the next tile. */
const HATCHING = `<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256"><rect width="256" height="256" fill="#cfe3c4"/>
  <path d="${Array.from({ length: 17 }, (_, i) => `M${i * 32 - 260} 260l264 -264`).join('')}" stroke="#6f9a5f" stroke-width="3"/></svg>`;

export class ForeignServices {
  asked: Asked[] = [];
  /** Another program of ours, passed on below `/open/egms`. */
  upstream = '';
  readonly #folder = mkdtempSync(join(tmpdir(), 'open-egms-foreign-'));
  readonly #servers: Server[] = [];
  #picture!: Buffer;

  get certificateFile(): string {
    return join(this.#folder, 'certificate.pem');
  }

  /** Without TLS: pages come here through the program only. */
  get plain(): string {
    return `http://127.0.0.1:${portOf(this.#servers[0])}`;
  }

  get secure(): string {
    return `https://127.0.0.1:${portOf(this.#servers[1])}`;
  }

  async start(): Promise<void> {
    const identity = selfSigned();
    writeFileSync(this.certificateFile, identity.cert);
    this.#picture = await sharp(Buffer.from(HATCHING)).png().toBuffer();
    const answer =
      (base: () => string): RequestListener =>
      (asking, answering) =>
        this.#answer(base(), asking, answering);
    this.#servers.push(
      createServer(answer(() => this.plain)),
      createSecureServer(
        identity,
        answer(() => this.secure),
      ),
    );
    await Promise.all(
      this.#servers.map((server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))),
    );
  }

  async stop(): Promise<void> {
    for (const server of this.#servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Requests for pictures, tiles or features of a service. */
  askedOf(part: string): readonly Asked[] {
    return this.asked.filter(({ path }) => path.includes(part));
  }

  #answer(base: string, asking: IncomingMessage, answering: ServerResponse): void {
    const url = new URL(asking.url ?? '/', base);
    this.asked.push({
      path: `${url.pathname}${url.search}`,
      isProxied: asking.headers['user-agent'] === 'open-egms',
    });
    const [, reach, service, ...rest] = url.pathname.split('/');
    if (reach === 'open') {
      answering.setHeader('Access-Control-Allow-Origin', '*');
      answering.setHeader('Access-Control-Allow-Headers', '*');
    }
    if (asking.method === 'OPTIONS') answering.writeHead(204).end();
    else if (service === 'egms') this.#passOn(`${base}/${reach}/egms`, rest.join('/') + url.search, asking, answering);
    else if (reach === 'bad') badService(base, url, answering, this.#picture);
    else this.#service(`${base}/${reach}/${service}`, service, rest.join('/'), url.searchParams, answering);
  }

  #service(url: string, service: string, rest: string, search: URLSearchParams, answering: ServerResponse): void {
    const asksFor = (search.get('REQUEST') ?? search.get('request') ?? '').toLowerCase();
    const isPicture = asksFor === 'getmap' || asksFor === 'gettile' || /(\.png|\/map|\/web\/\d.*)$/.test(rest);
    if (isPicture) send(answering, 'image/png', this.#picture);
    else if (service.startsWith('wms')) {
      const version = service === 'wms111' ? '1.1.1' : '1.3.0';
      if (asksFor === 'getcapabilities') send(answering, 'text/xml', wmsCapabilities({ url, version }));
      else answering.writeHead(400).end();
    } else if (service.startsWith('wmts')) send(answering, 'text/xml', wmtsCapabilities(url, service === 'wmts'));
    else if (service === 'tilejson') send(answering, 'application/json', JSON.stringify(tileJson(url)));
    else if (service === 'features.geojson') send(answering, 'application/geo+json', JSON.stringify(FEATURES));
    else {
      const document = service === 'ogc' ? ogcApi(url, rest && `/${rest}`) : undefined;
      if (document) send(answering, 'application/json', JSON.stringify(document));
      else answering.writeHead(404, { 'Content-Type': 'text/plain' }).end('nothing');
    }
  }

  /** As a reverse proxy of its operator does. */
  #passOn(own: string, path: string, asking: IncomingMessage, answering: ServerResponse): void {
    const headers = { accept: asking.headers.accept ?? '*/*' };
    const passed = request(`${this.upstream}/${path}`, { headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const type = response.headers['content-type'] ?? '';
        const body = Buffer.concat(chunks);
        const isText = /json|xml|text/.test(type);
        answering.writeHead(response.statusCode ?? 502, { 'Content-Type': type });
        answering.end(isText ? body.toString().replaceAll(this.upstream, own) : body);
      });
    });
    passed.once('error', () => answering.destroy());
    passed.end();
  }
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

export function send(answering: ServerResponse, type: string, body: string | Buffer): void {
  answering.writeHead(200, { 'Content-Type': type }).end(body);
}
