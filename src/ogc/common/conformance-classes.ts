/**
 * Conformance class URIs, one list per standard. They are opaque: clients compare them letter by letter, `http` and
 * `https` included. A class stands here only when tests prove it (`openapi/CONFORMANCE.md`).
 */
const OGC = 'http://www.opengis.net/spec';

const classes = (specification: string, names: readonly string[], base = OGC): readonly string[] =>
  names.map((name) => `${base}/${specification}/conf/${name}`);

export const COMMON_CLASSES: readonly string[] = [
  ...classes('ogcapi-common-1/1.0', ['core', 'landing-page', 'json', 'html', 'oas30']),
  ...classes('ogcapi-common-2/1.0', ['collections']),
];

export const FEATURES_CLASSES: readonly string[] = [
  ...classes('ogcapi-features-1/1.0', ['core', 'oas30', 'html', 'geojson']),
  ...classes('ogcapi-features-2/1.0', ['crs']),
  ...classes('ogcapi-features-3/1.0', ['queryables', 'queryables-query-parameters', 'filter', 'features-filter']),
  // The same schemas under the name QGIS looks for and under the one pygeoapi declares.
  ...classes('ogcapi-features-5/1.0', ['schemas']),
  ...classes('ogcapi-common-3/1.0', ['schemas']),
  ...classes('ogcapi-features-8/1.0', ['sortables', 'sorting', 'features-sorting']),
  ...classes('cql2/1.0', [
    'cql2-text',
    'cql2-json',
    'basic-cql2',
    'advanced-comparison-operators',
    'case-insensitive-comparison',
    'basic-spatial-functions',
    'basic-spatial-functions-plus',
    'spatial-functions',
    'temporal-functions',
    'property-property',
    'arithmetic',
  ]),
];

/** A name from a draft. QGIS before 3.44 pushes spatial filters down only where it finds it. */
export const LEGACY_FEATURES_CLASSES: readonly string[] = classes('cql2/1.0', ['basic-spatial-operators']);

export const PROCESSES_CLASSES: readonly string[] = [
  ...classes('ogcapi-processes-1/1.0', [
    'core',
    'ogc-process-description',
    'json',
    'html',
    'oas30',
    'job-list',
    'callback',
    'dismiss',
  ]),
  // A draft still: https://docs.ogc.org/DRAFTS/21-009.html
  ...classes('ogcapi-processes-3/0.0', ['nested-processes', 'collection-input', 'collection-output']),
];

export const TILE_SETS_CLASSES: readonly string[] = [
  ...classes('ogcapi-tiles-1/1.0', [
    'core',
    'tileset',
    'tilesets-list',
    'dataset-tilesets',
    'geodata-tilesets',
    'collections-selection',
    'datetime',
    'oas30',
  ]),
  ...classes('tms/2.0', ['tilematrixset', 'tilematrixsetlimits', 'json-tilematrixset', 'json-tilematrixsetlimits']),
];
export const VECTOR_TILES_CLASSES: readonly string[] = classes('ogcapi-tiles-1/1.0', ['mvt']);
export const MAP_TILES_CLASSES: readonly string[] = classes('ogcapi-tiles-1/1.0', ['png', 'jpeg']);

/** Written with https, unlike the others. */
export const MAPS_CLASSES: readonly string[] = classes(
  'ogcapi-maps-1/1.0',
  [
    'core',
    'collection-map',
    'dataset-map',
    'styled-map',
    'collections-selection',
    'scaling',
    'display-resolution',
    'spatial-subsetting',
    'datetime',
    'crs',
    'background',
    'tilesets',
    'png',
    'jpeg',
    'html',
    'cors',
    'api-operations',
  ],
  OGC.replace('http:', 'https:'),
);

/** Trajectories, corridors and instances, which points do not have, are optional parts of the class `queries`. */
const EDR_NAMES = ['core', 'collections', 'json', 'geojson', 'covjson', 'edr-geojson', 'oas30'];
export const EDR_CLASSES: readonly string[] = [
  ...classes('ogcapi-edr-1/1.1', [...EDR_NAMES, 'queries']),
  // The conformance suite that is released, and many a client, look for the first version.
  ...classes('ogcapi-edr-1/1.0', EDR_NAMES),
];

/**
 * A draft still: https://docs.ogc.org/DRAFTS/20-009.html. Its classes for MapLibre styles and SLD are not here: they ask a
 * server to take every valid document, and ours takes SLD of the simple kind.
 */
export const STYLES_CLASSES: readonly string[] = classes('ogcapi-styles-1/1.0', [
  'core',
  'manage-styles',
  'style-validation',
]);
