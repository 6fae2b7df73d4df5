/** The documents of the API that the Explorer reads, as far as it reads them, and how it asks for them. */
import type { Server } from './server.js';

export interface Link {
  readonly rel: string;
  readonly href: string;
  readonly type?: string;
  readonly title?: string;
}

export interface Collection {
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  readonly itemCount?: number;
  readonly itemType?: string;
  readonly extent?: {
    readonly spatial?: { readonly bbox: readonly (readonly number[])[] };
    readonly temporal?: { readonly interval: readonly (readonly (string | null)[])[] };
  };
  readonly egms?: {
    readonly level: string;
    readonly geometry: string;
    readonly release: string;
    readonly epochs: number;
  };
  readonly links: readonly Link[];
}

export interface Attribute {
  readonly name: string;
  readonly title: string;
  readonly type?: string;
  readonly description?: string;
  readonly unit?: string;
}

export interface Series {
  readonly collection: string;
  readonly pid: string;
  readonly longitude: number;
  readonly latitude: number;
  /** `2022-01-03`. */
  readonly dates: readonly string[];
  /** mm; null where there was no measurement. */
  readonly displacementMm: readonly (number | null)[];
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface Basemap {
  readonly id: string;
  readonly title: string;
  readonly type: 'raster' | 'style';
  readonly url: string;
  readonly attribution?: string;
  readonly maxZoom?: number;
}

export interface ServerConfig {
  readonly title: string;
  readonly version: string;
  readonly basemaps: readonly Basemap[];
  readonly terrain?: {
    readonly url: string;
    readonly encoding: 'terrarium' | 'mapbox';
    readonly attribution?: string;
    readonly maxZoom?: number;
  };
}

/** What a style says in the words of the server (`f=json`). */
export interface StyleDocument {
  readonly id: string;
  readonly title: string;
  readonly attribute: { readonly type: string; readonly name?: string };
  readonly scale: {
    readonly type: string;
    readonly palette?: string;
    readonly min?: number;
    readonly max?: number;
    readonly reversed?: boolean;
    readonly classes?: unknown;
  };
}

export interface StyleList {
  readonly default: string;
  readonly styles: readonly { readonly id: string; readonly title: string }[];
}

/** A collection is shown on the map when it has vector tiles. */
export const isOnMap = ({ links }: Collection): boolean => links.some(({ rel }) => rel.endsWith('/tilesets-vector'));

/** Of areas and other features that the server has no tiles of: drawn from the features themselves. */
export const isDrawnAsFeatures = (collection: Collection): boolean =>
  !isOnMap(collection) && !collection.egms && collection.itemType === 'feature';

/** West, south, east, north. */
export function boundsOf(collection: Collection): [number, number, number, number] | undefined {
  const box = collection.extent?.spatial?.bbox[0];
  if (!box) return undefined;
  return box.length === 6 ? [box[0], box[1], box[3], box[4]] : [box[0], box[1], box[2], box[3]];
}

export async function readCollections(server: Server): Promise<readonly Collection[]> {
  const { collections } = await server.json<{ collections: readonly Collection[] }>('collections');
  return collections;
}

export async function readAttributes(server: Server, id: string): Promise<readonly Attribute[]> {
  type Schema = { properties: Record<string, Record<string, string | undefined>> };
  const { properties } = await server.json<Schema>(server.collectionPath(id, 'queryables'));
  return Object.entries(properties).map(([name, { title = name, type, description, 'x-ogc-unit': unit }]) => ({
    name,
    title,
    type,
    description,
    unit,
  }));
}

/** Attributes of the features in the vector tiles. */
export async function readTileAttributes(server: Server, id: string): Promise<readonly string[]> {
  type TileJson = { vector_layers?: readonly { fields: Record<string, string> }[] };
  const document = await server.json<TileJson>(server.collectionPath(id, 'tilejson.json'));
  return Object.keys(document.vector_layers?.[0]?.fields ?? {});
}

export async function readSeries(
  server: Server,
  collection: string,
  pid: string,
  signal?: AbortSignal,
): Promise<Series> {
  type Item = { geometry: { coordinates: readonly number[] }; properties: Record<string, unknown> };
  const path = server.collectionPath(collection, 'items', pid);
  const { geometry, properties } = await server.json<Item>(path, { query: { profile: 'series' }, signal });
  const { dates = [], displacement = [], ...attributes } = properties;
  return {
    collection,
    pid,
    longitude: geometry.coordinates[0],
    latitude: geometry.coordinates[1],
    dates: dates as readonly string[],
    displacementMm: displacement as readonly (number | null)[],
    attributes,
  };
}

/** Dates of a collection's series: those of its first point. */
export async function readDates(server: Server, id: string): Promise<readonly string[]> {
  type Items = { features: readonly { properties: { dates?: readonly string[] } }[]; dates?: readonly string[] };
  const query = { limit: 1, profile: 'series' };
  const { features, dates } = await server.json<Items>(server.collectionPath(id, 'items'), { query });
  return dates ?? features[0]?.properties.dates ?? [];
}

/** A view that reaches beyond the world, as maps have it, cut to what servers take. */
export const withinWorld = ([west, south, east, north]: readonly number[]): readonly number[] => [
  Math.max(-180, west),
  Math.max(-90, south),
  Math.min(180, east),
  Math.min(90, north),
];
