/** What is said of a tileset: the tiles of one or several collections in one tile matrix set (OGC 17-083r4, clause 8). */
import type { Collection } from '../../catalog/collection.js';
import { CELL_ATTRIBUTES } from '../../formats/tile-layer.js';
import { CRS84_URI } from '../../geodesy/crs.js';
import type { TileLimits, TileMatrixSet } from '../../geodesy/tile-matrix-set.js';
import { finestZoom } from '../../geodesy/tile-matrix-sets.js';
import type { Box } from '../../geodesy/transform.js';
import type { Context } from '../../http/context.js';
import { type Link, type Links, pathOf, withVariables } from '../../http/links.js';
import { type Format, formatOf, shortName } from '../../http/negotiation.js';
import { selfLinks } from '../../http/paging.js';
import { namedAttributes } from '../../maps/layer-attributes.js';
import type { PointStyle } from '../../render/style.js';
import { extentOf } from '../common/drawing/point-collections.js';
import { offeredLimits } from '../common/drawing/tile-limits.js';
import { GEODATA_REL, TILING_SCHEME_REL } from '../common/relations.js';

const VECTOR_FORMATS: readonly Format[] = [formatOf('application/vnd.mapbox-vector-tile')];
const MAP_FORMATS: readonly Format[] = [formatOf('image/png'), formatOf('image/jpeg')];

/** What tiles are of: a collection, or the whole service; as data, or drawn. */
export interface TilesOf {
  readonly dataType: 'vector' | 'map';
  readonly title: string;
  readonly collections: readonly Collection[];
  /** Path of the list of tilesets, encoded. */
  readonly path: string;
  /** The parameter `collections` of the request, which its links carry on. */
  readonly selected?: string;
  /** Of map tiles of one collection. */
  readonly style?: PointStyle;
}

export const tilesPath = (collection?: Collection): string =>
  collection ? `/collections${pathOf(collection.id, 'tiles')}` : '/tiles';

/** The members that list and document share. */
function summary(of: TilesOf, set: TileMatrixSet, links: Links) {
  const { title, dataType, collections, selected, path, style } = of;
  const query = selected === undefined ? {} : { collections: selected };
  const own = `${path}${pathOf(set.id)}`;
  return {
    title: `${title}, ${set.title}`,
    dataType,
    ...(style && { style: { id: style.id, title: style.title } }),
    crs: set.crsUri,
    // No member of OGC 20-057, but OGC's conformance suite reads it of every item of a list, and fails without.
    tileMatrixSetId: set.id,
    tileMatrixSetURI: set.uri,
    tileMatrixSetLimits: offeredLimits(collections, set).map(limitsDocument),
    links: [
      {
        rel: TILING_SCHEME_REL,
        type: 'application/json',
        title: `Definition of ${set.id}`,
        href: links.to(`/tileMatrixSets${pathOf(set.id)}`),
      },
      ...(dataType === 'map' ? MAP_FORMATS : VECTOR_FORMATS).map((format) => ({
        rel: 'item',
        type: format.mediaType,
        title: dataType === 'map' ? `Map tiles as ${format.label}` : 'Vector tiles',
        templated: true,
        href: withVariables(links.to(own, { ...query, f: shortName(format) }), '/{tileMatrix}/{tileRow}/{tileCol}'),
      })),
    ] as readonly Link[],
    own: links.to(own, query),
  };
}

const limitsDocument = ({ zoom, minRow, maxRow, minColumn, maxColumn }: TileLimits) => ({
  tileMatrix: String(zoom),
  minTileRow: minRow,
  maxTileRow: maxRow,
  minTileCol: minColumn,
  maxTileCol: maxColumn,
});

/** An entry of the list; sets that do not reach the collections are not in it. */
export function tilesetSummary(of: TilesOf, set: TileMatrixSet, links: Links) {
  const { own, links: further, ...members } = summary(of, set, links);
  const self = { rel: 'self', type: 'application/json', title: 'The tileset', href: own };
  return { ...members, links: [self, ...further] };
}

export function tilesetDocument(context: Context<unknown, unknown>, of: TilesOf, set: TileMatrixSet) {
  const { links } = context;
  const { own: _, links: further, ...members } = summary(of, set, links);
  const [collection, ...others] = of.collections;
  const extent = extentOf(of.collections);
  return {
    ...members,
    ...(extent && boundingBox(extent)),
    layers: of.collections.map((entry) => layerDocument(entry, of, set, links)),
    links: [
      ...selfLinks(context),
      ...further,
      ...(collection && others.length === 0 ? aliasesOf(of, collection, links) : []),
    ],
  };
}

const boundingBox = ({ minX, minY, maxX, maxY }: Box) => ({
  boundingBox: { lowerLeft: [minX, minY], upperRight: [maxX, maxY], crs: CRS84_URI },
});

function layerDocument(collection: Collection, { dataType }: TilesOf, set: TileMatrixSet, links: Links) {
  return {
    id: collection.id,
    title: collection.title,
    description: collection.description,
    dataType,
    geometryDimension: 0,
    minTileMatrix: '0',
    maxTileMatrix: String(finestZoom(set)),
    ...(dataType === 'vector' && {
      propertiesSchema: { type: 'object', properties: layerProperties(collection) },
    }),
    links: [
      {
        rel: GEODATA_REL,
        type: 'application/json',
        title: collection.title,
        href: links.to(`/collections${pathOf(collection.id)}`),
      },
    ],
  };
}

interface LayerProperty {
  readonly type: string;
  readonly description?: string;
  readonly 'x-ogc-unit'?: string;
}

const CELL_MEANINGS: Readonly<Record<(typeof CELL_ATTRIBUTES)[number], string>> = {
  count: 'Points that the feature stands for; absent where it is one point',
  velocity_mean: 'Mean of their mean velocities',
  velocity_min: 'Smallest of their mean velocities',
  velocity_max: 'Largest of their mean velocities',
};

/** What features of the layer may have; those that stand for several points are the fastest of them. */
export function layerProperties(collection: Collection): Readonly<Record<string, LayerProperty>> {
  const own = namedAttributes(collection).map(({ property: { name, description, unit } }): [string, LayerProperty] => [
    name,
    { type: 'number', ...(description ? { description } : {}), ...(unit ? { 'x-ogc-unit': unit } : {}) },
  ]);
  const cells = CELL_ATTRIBUTES.map((name): [string, LayerProperty] => [
    name,
    name === 'count'
      ? { type: 'integer', description: CELL_MEANINGS[name] }
      : { type: 'number', description: CELL_MEANINGS[name], 'x-ogc-unit': 'mm/a' },
  ]);
  return Object.fromEntries([
    ['pid', { type: 'string', description: 'EGMS identifier of the point' }],
    ...own,
    ...cells,
  ]);
}

const aliasesOf = ({ dataType, style }: TilesOf, collection: Collection, links: Links): readonly Link[] =>
  dataType === 'vector'
    ? aliasLinks(collection, links)
    : [
        {
          rel: 'describedby',
          type: 'application/json',
          title: 'TileJSON',
          href: links.to(`/collections${pathOf(collection.id, 'map', 'tilejson.json')}`, { style: style?.id }),
        },
      ];

/** The same tiles as programs of the web look for them. */
export function aliasLinks({ id }: Collection, links: Links): readonly Link[] {
  const path = `/collections${pathOf(id)}`;
  return [
    { rel: 'describedby', type: 'application/json', title: 'TileJSON', href: links.to(`${path}/tilejson.json`) },
    {
      rel: 'stylesheet',
      type: 'application/vnd.mapbox.style+json',
      title: 'MapLibre style',
      href: links.to(`${path}/style.json`),
    },
  ];
}
