/** What a person has chosen: all of it stands in the address, so that a link shows the same again. */

export interface View {
  readonly longitude: number;
  readonly latitude: number;
  readonly zoom: number;
  /** Degrees, clockwise from north. */
  readonly bearing: number;
  /** Degrees from straight down. */
  readonly pitch: number;
}

/** Bounds of an attribute; an absent one is open. */
export interface RangeFilter {
  readonly attribute: string;
  readonly min?: number;
  readonly max?: number;
}

/** Colours of a person's own, instead of those of a style of the server. */
export interface ColourChoice {
  readonly attribute: string;
  readonly palette: string;
  readonly reversed: boolean;
  readonly min: number;
  readonly max: number;
  /** Equal steps; 0 is continuous. */
  readonly classes: number;
}

export interface LayerState {
  /** Id of the collection. */
  readonly collection: string;
  readonly visible: boolean;
  /** 0 to 1. */
  readonly opacity: number;
  /** Factor on the size of the style. */
  readonly pointSize: number;
  /** Of the server; absent: the collection's default. */
  readonly style?: string;
  readonly colour?: ColourChoice;
  readonly filters: readonly RangeFilter[];
}

export interface PointRef {
  readonly collection: string;
  readonly pid: string;
}

export type Projection = 'mercator' | 'globe';

export interface ExplorerState {
  /** Absent: where the data are. */
  readonly view?: View;
  readonly projection: Projection;
  /** Absent: the first of the server's. */
  readonly basemap?: string;
  readonly terrain: boolean;
  /** Points at their height. */
  readonly threeD: boolean;
  /** Topmost first; absent: the server's first collection. */
  readonly layers?: readonly LayerState[];
  readonly points: readonly PointRef[];
  readonly detrend: boolean;
  readonly difference: boolean;
  /** Displacement at this date instead of the layers' own colours: `2022-01-03`. */
  readonly date?: string;
  readonly panel?: string;
  /** What tools want to keep, by the tool's name: anything that JSON holds. */
  readonly tools: Readonly<Record<string, unknown>>;
}

export const MOST_POINTS = 8;

export const initialState: ExplorerState = {
  projection: 'mercator',
  terrain: false,
  threeD: false,
  points: [],
  detrend: false,
  difference: false,
  tools: {},
};

export const newLayer = (collection: string): LayerState => ({
  collection,
  visible: true,
  opacity: 1,
  pointSize: 1,
  filters: [],
});

export const samePoint = (a: PointRef, b: PointRef): boolean => a.collection === b.collection && a.pid === b.pid;
