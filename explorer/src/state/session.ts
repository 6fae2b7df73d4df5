/** What is known and going on at the moment: everything that is not in the address. */
import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl';
import type { DateStatistics } from '../layers/date-statistics.js';
import type { KnownStyle } from '../layers/layer-look.js';
import type { Attribute, Collection, Series, ServerConfig, StyleList } from '../server/documents.js';
import type { ToolResults } from '../tools/tool-results.js';

/** What the Explorer has read of a collection. */
export interface LayerFacts {
  readonly attributes: readonly Attribute[];
  readonly tileAttributes: readonly string[];
  readonly styles: StyleList;
  readonly dates: readonly string[];
}

/** Drawn above all layers: what tools and selections put on the map. */
export interface Overlay {
  readonly sources: Readonly<Record<string, SourceSpecification>>;
  readonly layers: readonly LayerSpecification[];
  /** Below the points instead: pictures that cover everything. */
  readonly isBelow?: boolean;
}

export interface Notice {
  readonly id: string;
  readonly text: string;
}

export type SeriesEntry = Series | { readonly problem: string } | 'loading';

export interface Session {
  readonly config: ServerConfig;
  /** Absent until read. */
  readonly collections?: readonly Collection[];
  /** Collections that are drawn from their features; absent until read. */
  readonly areas?: readonly Collection[];
  readonly facts: Readonly<Record<string, LayerFacts>>;
  /** By `collection/style`. */
  readonly styles: Readonly<Record<string, KnownStyle>>;
  /** By `collection/pid`. */
  readonly series: Readonly<Record<string, SeriesEntry>>;
  /** By collection: a filter, as CQL2, that the server refused because too many points of a tile pass it. */
  readonly refused: Readonly<Record<string, string>>;
  /** By collection: changes with the squares that are drawn for its cells. */
  readonly squares: Readonly<Record<string, number>>;
  /** How many points pass the filters, in words; by collection. */
  readonly counts: Readonly<Record<string, string>>;
  /** Displacement at the date that is shown. */
  readonly dateStatistics?: DateStatistics;
  readonly overlays: Readonly<Record<string, Overlay>>;
  readonly notices: readonly Notice[];
  readonly isAway: boolean;
  readonly isDark: boolean;
  readonly isEmbedded: boolean;
  readonly isPhone: boolean;
  /** Document of the base map, when that is a MapLibre style. */
  readonly basemapStyle?: { readonly id: string; readonly style: StyleSpecification };
  /** The name of the tool that takes clicks instead of the series. */
  readonly tool?: string;
  /** Of the selection on the map. */
  readonly toolResults?: ToolResults;
  /** West, south, east, north of what is seen. */
  readonly bounds?: readonly [number, number, number, number];
  readonly zoom: number;
  /** Changed to have every tile asked for again. */
  readonly tileGeneration: number;
}

/** What is known by collection, with one more. Without what objects have by themselves: `constructor` is a name like others. */
export const withCollection = <T>(
  known: Readonly<Record<string, T>>,
  collection: string,
  value: T,
): Readonly<Record<string, T>> => Object.assign(Object.create(null), known, { [collection]: value });

export const keyOf = (collection: string, name: string): string => `${collection}/${name}`;
