/**
 * Level 3 as what it is, squares of 100 m: made of the points of the tiles that the map has, and handed to it as GeoJSON.
 * Sides run along EPSG:3035, so that squares are as turned and as large as in the grid of EGMS.
 */
import { addProtocol, type Map as MapLibreMap } from 'maplibre-gl';
import type { Application } from '../application.js';
import { layersOf } from '../application.js';
import { POINTS_ZOOM } from '../layers/filters.js';
import { withCollection } from '../state/session.js';
import { isGridded, SQUARES_SCHEME, sourceId, squaresUrl } from './collection-parts.js';
import { cellRing, type Ring } from './grid-cell.js';

/** Tiles of the zoom before are there already when squares begin. */
const FROM_ZOOM = POINTS_ZOOM - 0.5;

interface Square {
  readonly type: 'Feature';
  readonly geometry: { readonly type: 'Polygon'; readonly coordinates: Ring[] };
  readonly properties: Readonly<Record<string, unknown>>;
}

export class GridSquares {
  /** By address: the last of each collection. */
  private readonly made = new Map<string, readonly Square[]>();
  /** By collection and identifier: corners of cells do not change while tiles come and go. */
  private rings = new Map<string, Ring>();
  private readonly drawn = new Map<string, string>();
  private pending = 0;

  constructor(
    private readonly app: Application,
    private readonly map: MapLibreMap,
  ) {
    addProtocol(SQUARES_SCHEME, async ({ url }) => ({
      data: { type: 'FeatureCollection', features: this.made.get(url) ?? [] },
    }));
    map.on('sourcedata', ({ sourceId: id, tile }) => tile && id.startsWith(sourceId('')) && this.later());
    map.on('moveend', () => this.later());
    map.on('idle', () => this.later());
  }

  private later(): void {
    if (this.pending || this.map.getZoom() < FROM_ZOOM) return;
    this.pending = requestAnimationFrame(() => {
      this.pending = 0;
      const session = this.app.session.get();
      const shown = layersOf(this.app).filter(({ visible, collection }) => visible && isGridded(collection, session));
      for (const { collection } of shown) this.make(collection);
    });
  }

  private make(collection: string): void {
    const id = sourceId(collection);
    if (!this.map.getSource(id)) return;
    const features = this.map.querySourceFeatures(id, { sourceLayer: collection });
    const rings = new Map<string, Ring>();
    const squares: Square[] = [];
    for (const { properties, geometry } of features) {
      const key = `${collection} ${properties.pid}`;
      // A point at the edge is in two tiles; a cell of far tiles stands for several squares.
      if (geometry.type !== 'Point' || rings.has(key) || properties.count > 1) continue;
      const [longitude, latitude] = geometry.coordinates;
      const ring = this.rings.get(key) ?? cellRing(longitude, latitude);
      rings.set(key, ring);
      // A copy, because theirs have no prototype, and such do not travel to the map's workers.
      const copy = { ...properties };
      squares.push({ type: 'Feature', geometry: { type: 'Polygon', coordinates: [ring] }, properties: copy });
    }
    // The same as before is not drawn again: which cells there are, and what is known of one.
    const content = `${Object.keys(squares[0]?.properties ?? {})} ${[...rings.keys()].join()}`;
    if (this.drawn.get(collection) === content) return;
    this.drawn.set(collection, content);
    for (const key of this.rings.keys()) if (!key.startsWith(`${collection} `)) rings.set(key, this.rings.get(key)!);
    this.rings = rings;
    const version = (this.app.session.get().squares[collection] ?? 0) + 1;
    this.made.delete(squaresUrl(collection, version - 2));
    this.made.set(squaresUrl(collection, version), squares);
    this.app.session.set((now) => ({ squares: withCollection(now.squares, collection, version) }));
  }
}
