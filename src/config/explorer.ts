/** What the configuration says of the Explorer: maps below the data, terrain, and who may frame it. */
import type { ExplorerContent } from './file-content.js';

export interface ExplorerConfig {
  /** Beside the one that travels with the program; the first is shown at the start. */
  readonly basemaps?: readonly Basemap[];
  /** Heights of the ground as raster tiles. */
  readonly terrain?: Terrain;
  /** Sources of the policy's `frame-ancestors`; the server itself when absent. */
  readonly frameAncestors?: readonly string[];
  /** Fetch documents of other servers for it; absent: only when the server listens on loopback. */
  readonly proxy?: boolean;
  /** Those of http:// addresses as well; false when absent. */
  readonly proxyHttp?: boolean;
  /** Names, or names with ports, of one's own network that are fetched although their addresses are private. */
  readonly proxyHosts?: readonly string[];
}

export interface Basemap {
  readonly id: string;
  readonly title: string;
  /** `raster`: an address with {z}, {x} and {y}. `style`: a MapLibre style document. */
  readonly type: 'raster' | 'style';
  readonly url: string;
  readonly attribution?: string;
  /** Last zoom that the tiles have. */
  readonly maxZoom?: number;
}

export interface Terrain {
  readonly url: string;
  readonly encoding: 'terrarium' | 'mapbox';
  readonly attribution?: string;
  readonly maxZoom?: number;
}

export function readExplorer({
  basemaps,
  terrain,
  frame_ancestors,
  proxy,
  proxy_http,
  proxy_hosts,
}: ExplorerContent = {}): ExplorerConfig {
  return {
    ...(basemaps ? { basemaps: basemaps.map(readBasemap) } : {}),
    ...(terrain ? { terrain: readTerrain(terrain) } : {}),
    ...(frame_ancestors ? { frameAncestors: frame_ancestors } : {}),
    ...(proxy === undefined ? {} : { proxy }),
    ...(proxy_http === undefined ? {} : { proxyHttp: proxy_http }),
    ...(proxy_hosts ? { proxyHosts: proxy_hosts } : {}),
  };
}

const readBasemap = ({
  id,
  title,
  type = 'raster',
  url,
  attribution,
  max_zoom,
}: NonNullable<ExplorerContent['basemaps']>[number]): Basemap => ({
  id,
  title: title ?? id,
  type,
  url,
  attribution,
  maxZoom: max_zoom,
});

const readTerrain = ({
  url,
  encoding = 'terrarium',
  attribution,
  max_zoom,
}: NonNullable<ExplorerContent['terrain']>): Terrain => ({ url, encoding, attribution, maxZoom: max_zoom });
