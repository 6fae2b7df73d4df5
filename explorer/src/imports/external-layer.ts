/** A layer of another server, as it is kept in the address of the page; and read from there, where anybody may have written it. */
import { webUrl } from './address.js';
import { type Bounds, boundsFrom } from './offer.js';
import { isRecord } from './ogc-api.js';
import { shortened } from './xml.js';

export type ExternalKind = 'raster' | 'vector' | 'features';

export interface ExternalLayer {
  readonly kind: ExternalKind;
  /** Template of tiles, or address of features. */
  readonly url: string;
  readonly title: string;
  readonly opacity: number;
  readonly isHidden?: boolean;
  /** Read through the server of the Explorer. */
  readonly isProxied?: boolean;
  readonly tileSize?: number;
  readonly minZoom?: number;
  readonly maxZoom?: number;
  readonly bounds?: Bounds;
  readonly credit?: string;
  /** Of vector tiles. */
  readonly sourceLayers?: readonly string[];
}

/** Name of the tool in the address. */
export const IMPORT_TOOL = 'import';
export const MOST_EXTERNAL = 12;
const KINDS: readonly ExternalKind[] = ['raster', 'vector', 'features'];

/** What makes no sense is left out. */
export function readExternalLayers(content: unknown): readonly ExternalLayer[] {
  if (!Array.isArray(content)) return [];
  const read = content.slice(0, MOST_EXTERNAL).flatMap((each) => readLayer(each) ?? []);
  return read.filter(({ url }, i) => read.findIndex((other) => other.url === url) === i);
}

function readLayer(content: unknown): ExternalLayer | undefined {
  if (!isRecord(content)) return undefined;
  const kind = KINDS.find((each) => each === content.kind);
  const url = webUrl(content.url);
  if (!kind || !url || typeof content.url !== 'string' || content.url.length > 4_000) return undefined;
  const isTemplate = /\{(z|bbox-epsg-3857)\}/.test(content.url);
  if (isTemplate === (kind === 'features')) return undefined;
  const number = (name: string, min: number, max: number) => {
    const value = content[name];
    return typeof value === 'number' && value >= min && value <= max ? { [name]: value } : {};
  };
  const bounds = Array.isArray(content.bounds) ? boundsFrom(content.bounds) : undefined;
  const names = Array.isArray(content.sourceLayers) ? content.sourceLayers : [];
  const sourceLayers = names.filter((name): name is string => typeof name === 'string' && name !== '').slice(0, 50);
  const credit = shortened(content.credit);
  return {
    kind,
    url: content.url,
    title: shortened(content.title) ?? url.host,
    opacity: 1,
    ...number('opacity', 0, 1),
    ...number('tileSize', 64, 1024),
    ...number('minZoom', 0, 24),
    ...number('maxZoom', 0, 24),
    ...(content.isHidden === true ? { isHidden: true } : {}),
    ...(content.isProxied === true ? { isProxied: true } : {}),
    ...(bounds ? { bounds } : {}),
    ...(credit ? { credit } : {}),
    ...(sourceLayers.length > 0 ? { sourceLayers } : {}),
  };
}
