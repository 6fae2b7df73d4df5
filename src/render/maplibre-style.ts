/**
 * Styles for MapLibre and other readers of Mapbox styles (https://maplibre.org/maplibre-style-spec, version 8): circles
 * of vector tiles, coloured by an expression over their attribute. The colours are those of our own pictures; what the
 * language lacks is an opacity of the layer as a whole, so that translucent points do shine through each other here, and
 * squares: cells are circles of their area.
 */
import { colourText, type Rgba } from './colour.js';
import { type ClassScale, type ColourClass, type ColourScale, knownColour, scaleKey } from './colour-scale.js';
import type { PointStyle } from './style.js';

/** Where the points come from. */
export interface MapLibreTiles {
  /** Id of the source, of its layer, and of the layers made here. */
  readonly id: string;
  /** The attribute as tiles call it. */
  readonly column: string;
  /** First zoom of tiles that have it; 0: all. */
  readonly minZoom: number;
  /** Where cells are measured: the middle of the map. */
  readonly latitudeDeg: number;
}

export type Expression = readonly [string, ...unknown[]];

export interface CircleLayer {
  readonly id: string;
  readonly type: 'circle';
  readonly source: string;
  readonly 'source-layer': string;
  readonly minzoom?: number;
  readonly maxzoom?: number;
  readonly filter?: Expression;
  readonly layout?: Readonly<Record<string, unknown>>;
  readonly paint: Readonly<Record<string, unknown>>;
}

/** Zoom 0 of MapLibre is a world of 512 pixels, of our styles (and of OGC's tiles) one of 256. */
const ZOOM_SHIFT = 1;
const FINEST_ZOOM = 24;
const EQUATOR_M = 2 * Math.PI * 6_378_137;
const MIN_CELL_RADIUS_PX = 0.9;
const TRANSPARENT = 'rgba(0,0,0,0)';
/** Of points whose value tiles of small scales do not have. */
const PLACE_COLOUR = '#8a949c';

/** The layers, lowest first. Throws RangeError for displacements: vector tiles have no series. */
export function mapLibreLayers(style: PointStyle, tiles: MapLibreTiles): readonly CircleLayer[] {
  if (style.attribute.type !== 'property') throw new RangeError('expected a style of an attribute, got a displacement');
  const { id, column, minZoom } = tiles;
  const { halo } = style;
  const radius = radiusOf(style, tiles);
  const base = { type: 'circle', source: id, 'source-layer': id } as const;
  const shown = { ...base, ...(minZoom > 0 && { minzoom: minZoom }) };
  const isDrawn = drawnFilter(style, column);
  const points = { ...shown, ...layoutOf(style, column), paint: pointPaint(style, column, radius) };
  const places: readonly CircleLayer[] =
    minZoom > 0
      ? [
          {
            id: `${id}-places`,
            ...base,
            maxzoom: minZoom,
            paint: { 'circle-radius': radius(0), 'circle-color': PLACE_COLOUR, 'circle-opacity': 0.5 * style.opacity },
          },
        ]
      : [];
  if (!halo) return [...places, { id, ...points, ...(isDrawn && { filter: isDrawn }) }];
  // Selected points stand in front of the others, and no halo covers another selected point.
  const isSelected = selection(column, halo.min, halo.max);
  const outlinePx = style.outline?.widthPx ?? 0;
  return [
    ...places,
    { id, ...points, filter: allOf(isDrawn, ['!', isSelected]) },
    {
      id: `${id}-halo`,
      ...shown,
      filter: allOf(isDrawn, isSelected),
      paint: { 'circle-radius': radius(outlinePx + halo.widthPx), ...fill(halo.colour, style.opacity) },
    },
    { id: `${id}-selected`, ...points, filter: allOf(isDrawn, isSelected) },
  ];
}

function pointPaint(style: PointStyle, column: string, radius: (rimPx: number) => unknown) {
  const { outline, opacity, cells } = style;
  return {
    'circle-radius': radius(0),
    'circle-color': colourExpression(style, column),
    'circle-opacity': opacity,
    ...(cells && { 'circle-pitch-alignment': 'map' }),
    ...(outline && {
      'circle-stroke-width': outline.widthPx,
      'circle-stroke-color': cssColour(knownColour(outline.colour)),
      'circle-stroke-opacity': opacity,
    }),
  };
}

const fill = (colour: string, opacity: number) => ({
  'circle-color': cssColour(knownColour(colour)),
  'circle-opacity': opacity,
});

// -- size -------------------------------------------------------------------------------------------------------------
/** Radius by zoom, with a rim added. */
function radiusOf({ size, cells }: PointStyle, { latitudeDeg }: MapLibreTiles): (rimPx: number) => unknown {
  if (cells) {
    // A disc of the area of the cell, which doubles with each zoom once it is large enough to be seen.
    const radiusAtZoom0 =
      (cells.sizeM * 512) / (EQUATOR_M * Math.cos((latitudeDeg * Math.PI) / 180) * Math.sqrt(Math.PI));
    const start = Math.log2(MIN_CELL_RADIUS_PX / radiusAtZoom0);
    const end = Math.max(FINEST_ZOOM, start + 1);
    const at = (zoom: number) => radiusAtZoom0 * 2 ** zoom;
    return (rimPx) => [
      'interpolate',
      ['exponential', 2],
      ['zoom'],
      rounded(start),
      rounded(MIN_CELL_RADIUS_PX + rimPx),
      end,
      rounded(at(end) + rimPx),
    ];
  }
  const { stops } = size;
  return (rimPx) =>
    stops.length === 1
      ? rounded(stops[0].radiusPx + rimPx)
      : [
          'interpolate',
          ['linear'],
          ['zoom'],
          ...stops.flatMap(({ zoom, radiusPx }) => [rounded(zoom - ZOOM_SHIFT), rounded(radiusPx + rimPx)]),
        ];
}

// -- order ------------------------------------------------------------------------------------------------------------
/** Each step is drawn by itself, tile by tile: a key for every value would be hundreds of drawings of a few points. */
const ORDER_STEPS = 8;

function layoutOf({ order, scale }: PointStyle, column: string) {
  if (order === 'given') return {};
  const own: Expression = ['to-number', ['get', column], 0];
  const value: Expression = order === 'magnitude' ? ['abs', own] : order === 'descending' ? ['-', own] : own;
  const limits = limitsOf(scale).map((limit) =>
    order === 'magnitude' ? Math.abs(limit) : order === 'descending' ? -limit : limit,
  );
  const min = order === 'magnitude' ? 0 : Math.min(...limits);
  return { layout: { 'circle-sort-key': stepped(value, min, Math.max(...limits)) } };
}

/** 0, 1, 2 ... by equal parts of a range, of which the outer ones have no end; the value itself without a range. */
function stepped(value: Expression, min: number, max: number): Expression {
  const edges = Array.from({ length: ORDER_STEPS - 1 }, (_, i) => min + ((max - min) * (i + 1)) / ORDER_STEPS);
  const isAscending = edges.every((edge, i) => i === 0 || edge > edges[i - 1]);
  return isAscending ? ['step', value, 0, ...edges.flatMap((edge, i) => [edge, i + 1])] : value;
}

/** Values at which colours begin or end. */
function limitsOf(scale: ColourScale): readonly number[] {
  const key = scaleKey(scale);
  if (key.type === 'band') return key.stops.map(({ value }) => value);
  return key.boxes.flatMap(({ min, max }) => [min, max]).filter((limit) => limit !== undefined);
}

// -- colours ----------------------------------------------------------------------------------------------------------
const numberOf = (column: string): Expression => ['number', ['get', column]];

/** The colour of a point by its value; of one without value that which the style has for it. */
function colourExpression({ scale, noDataColour }: PointStyle, column: string): unknown {
  const colour = scaleExpression(scale, column);
  return noDataColour === undefined ? colour : ['case', ['has', column], colour, cssColour(knownColour(noDataColour))];
}

function scaleExpression(scale: ColourScale, column: string): unknown {
  const value = numberOf(column);
  if (scale.type === 'classes') return classExpression(scale, column);
  const key = scaleKey(scale);
  if (key.type === 'band') {
    const stops = key.stops.flatMap(({ value: at, colour }) => [at, cssColour(colour)]);
    return ['interpolate', ['linear'], value, ...stops];
  }
  const [lowest, ...others] = key.boxes;
  if (others.length === 0) return cssColour(lowest.colour);
  return ['step', value, cssColour(lowest.colour), ...others.flatMap(({ min, colour }) => [min!, cssColour(colour)])];
}

/** Where classes overlap the later one wins, so that it is asked first. */
function classExpression({ classes, otherwise }: ClassScale, column: string): unknown {
  const rest = otherwise === undefined ? TRANSPARENT : cssColour(knownColour(otherwise));
  const branches = [...classes]
    .reverse()
    .flatMap((each) => [isWithin(each, column), cssColour(knownColour(each.colour))]);
  return ['case', ...branches, rest];
}

function isWithin({ min, max, includesMin = true, includesMax = false }: ColourClass, column: string): unknown {
  const value = numberOf(column);
  const low: Expression | undefined = min === undefined ? undefined : [includesMin ? '>=' : '>', value, min];
  const high: Expression | undefined = max === undefined ? undefined : [includesMax ? '<=' : '<', value, max];
  return low && high ? ['all', low, high] : (low ?? high ?? true);
}

const selection = (column: string, min: number, max: number): Expression => [
  'all',
  ['has', column],
  ['>=', numberOf(column), min],
  ['<=', numberOf(column), max],
];

/** Which points are drawn at all; undefined: every one. */
function drawnFilter({ scale, noDataColour }: PointStyle, column: string): Expression | undefined {
  const hasValue: Expression = ['has', column];
  const inClass: Expression | undefined =
    scale.type === 'classes' && scale.otherwise === undefined
      ? ['any', ...scale.classes.map((each) => isWithin(each, column))]
      : undefined;
  if (noDataColour === undefined) return inClass ? ['all', hasValue, inClass] : hasValue;
  return inClass && ['any', ['!', hasValue], inClass];
}

const allOf = (...conditions: readonly (Expression | undefined)[]): Expression => {
  const given = conditions.filter((each) => each !== undefined);
  return given.length === 1 ? given[0] : ['all', ...given];
};

/** `#rrggbb`, or `rgba()`, which older readers know better than eight digits. */
function cssColour(colour: Rgba): string {
  const [red, green, blue, alpha] = colour;
  return alpha === 255 ? colourText(colour) : `rgba(${red},${green},${blue},${rounded(alpha / 255)})`;
}

const rounded = (value: number): number => Number(value.toFixed(4));
