/** From an address that somebody has pasted to what the service there offers, whichever standard it speaks. */
import type { Server } from '../server/server.js';
import { pastedUrl, withParameters } from './address.js';
import type { Offer } from './offer.js';
import { collectionsAddress, ogcApiOffer } from './ogc-api.js';
import { parseXml } from './parse-xml.js';
import { type Reached, reach } from './reach.js';
import { ServiceTrouble } from './service-trouble.js';
import { isWms, wmsOffer } from './wms.js';
import { isWmts, wmtsOffer } from './wmts.js';
import { shortened, type XmlElement } from './xml.js';

export interface ReadOffer extends Offer {
  readonly isProxied: boolean;
}

const TEMPLATE = /\{(z|x|y|-y|bbox-epsg-3857)\}/i;
const ACCEPT = 'application/json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5';

/** Throws ServiceTrouble. */
export async function readService(server: Server, text: string, signal: AbortSignal): Promise<ReadOffer> {
  const address = pastedUrl(text);
  if (TEMPLATE.test(text)) return templateOffer(text.trim(), address);
  let trouble: unknown;
  for (const candidate of candidates(address)) {
    try {
      const found = await offerAt(server, candidate, signal);
      if (found) return found;
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      // Nobody waits for it two times more.
      if (error instanceof ServiceTrouble && error.key === 'import.slow') throw error;
      trouble ??= error;
    }
  }
  throw trouble ?? new ServiceTrouble('import.nothing');
}

/** The address as it is, and as the services of OGC are asked for their capabilities. */
function candidates(address: URL): readonly URL[] {
  const service = [...address.searchParams].find(([name]) => name.toLowerCase() === 'service')?.[1].toUpperCase();
  const asked = (name: string) => withParameters(address, { SERVICE: name, REQUEST: 'GetCapabilities' });
  const withoutMap = (url: URL): URL => {
    // Of a pasted GetMap request its layers are no part of the service's address.
    for (const name of [...url.searchParams.keys()]) {
      if (/^(layers?|styles?|bbox|width|height|crs|srs|format|transparent|tile\w+)$/i.test(name))
        url.searchParams.delete(name);
    }
    return url;
  };
  if (service === 'WMS' || service === 'WMTS') return [withoutMap(asked(service))];
  const looksLikeWmts = /wmts/i.test(address.href);
  const looksLikeWms = /wms|mapserv|geoserver|ows/i.test(address.href);
  const classic = looksLikeWmts ? [asked('WMTS'), asked('WMS')] : [asked('WMS'), asked('WMTS')];
  return looksLikeWms || looksLikeWmts ? [...classic, address] : [address, ...classic];
}

async function offerAt(server: Server, address: URL, signal: AbortSignal): Promise<ReadOffer | undefined> {
  const reached = await reach(server, address, signal, ACCEPT);
  const { content, url, isProxied } = reached;
  if (/^\s*[[{]/.test(content)) {
    const document = parsedJson(content);
    const offer = ogcApiOffer(document, url);
    if (offer) return { ...offer, isProxied };
    const collections = collectionsAddress(document, url);
    if (!collections || collections.href === address.href) return undefined;
    const next = await reach(server, collections, signal, 'application/json');
    const listed = ogcApiOffer(parsedJson(next.content), next.url);
    return listed && { ...listed, title: titleOf(document) ?? listed.title, isProxied: next.isProxied };
  }
  return xmlOffer(reached);
}

function xmlOffer({ content, url, isProxied, mediaType }: Reached): ReadOffer | undefined {
  if (/html/.test(mediaType) || /^\s*<(!doctype\s+html|html)/i.test(content)) throw new ServiceTrouble('import.page');
  const root = parseXml(content);
  if (isWms(root)) return { ...wmsOffer(root, url), isProxied };
  if (isWmts(root)) return { ...wmtsOffer(root, url), isProxied };
  throw exceptionOf(root) ?? new ServiceTrouble('import.nothing');
}

function exceptionOf(root: XmlElement): ServiceTrouble | undefined {
  if (!/Exception/.test(root.localName)) return undefined;
  return new ServiceTrouble('import.said', { detail: shortened(root.textContent) ?? '' });
}

function templateOffer(text: string, address: URL): ReadOffer {
  const template = new URL(text).href.replace(/%7B(z|x|y|-y|bbox-epsg-3857)%7D/gi, '{$1}').replace('{-y}', '{y}');
  const layer = { id: template, title: address.host, ways: [{ kind: 'raster', template, tileSize: 256 } as const] };
  return { standard: 'XYZ', title: address.host, layers: [layer], isCut: false, isProxied: false };
}

function parsedJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    throw new ServiceTrouble('import.noJson');
  }
}

const titleOf = (document: unknown): string | undefined =>
  typeof document === 'object' && document !== null && 'title' in document ? shortened(document.title) : undefined;
