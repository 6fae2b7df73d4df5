/**
 * The registered tile matrix sets that tiles are offered in. Numbers: OGC's register of tile matrix sets,
 * http://www.opengis.net/def/tilematrixset/OGC/1.0 (annex D of OGC 17-083r4).
 */
import { CRS84_URI, EPSG_3035_URI } from './crs.js';
import { scaleDenominator, type TileMatrixSet } from './tile-matrix-set.js';

const REGISTER = 'http://www.opengis.net/def/tilematrixset/OGC/1.0';
const SCALE_SETS = 'http://www.opengis.net/def/wkss/OGC/1.0';
/** WGS84, which the spherical Mercator projection takes for the radius of its sphere. */
const EQUATOR_M = 2 * Math.PI * 6_378_137;

export const webMercatorQuad: TileMatrixSet = {
  id: 'WebMercatorQuad',
  title: 'Google Maps Compatible for the World',
  uri: `${REGISTER}/WebMercatorQuad`,
  crsUri: 'http://www.opengis.net/def/crs/EPSG/0/3857',
  orderedAxes: ['X', 'Y'],
  wellKnownScaleSet: `${SCALE_SETS}/GoogleMapsCompatible`,
  originX: -EQUATOR_M / 2,
  originY: EQUATOR_M / 2,
  rootTileSpan: EQUATOR_M,
  rootColumns: 1,
  rootRows: 1,
  metresPerUnit: 1,
  maxZoom: 24,
  place: (longitudeDeg, latitudeDeg, _eastingM, _northingM, out, at) => {
    const sine = Math.sin((latitudeDeg * Math.PI) / 180);
    out[at] = (longitudeDeg + 180) / 360;
    out[at + 1] = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  },
};

export const worldCrs84Quad: TileMatrixSet = {
  id: 'WorldCRS84Quad',
  title: 'CRS84 for the World',
  uri: `${REGISTER}/WorldCRS84Quad`,
  crsUri: CRS84_URI,
  orderedAxes: ['Lon', 'Lat'],
  wellKnownScaleSet: `${SCALE_SETS}/GoogleCRS84Quad`,
  originX: -180,
  originY: 90,
  rootTileSpan: 180,
  rootColumns: 2,
  rootRows: 1,
  metresPerUnit: EQUATOR_M / 360,
  maxZoom: 23,
  place: (longitudeDeg, latitudeDeg, _eastingM, _northingM, out, at) => {
    out[at] = (longitudeDeg + 180) / 180;
    out[at + 1] = (90 - latitudeDeg) / 180;
  },
};

/** Europe without Canaries, Madeira and Azores: the set does not reach them. */
export const europeanLaeaQuad: TileMatrixSet = {
  id: 'EuropeanETRS89_LAEAQuad',
  title: 'Lambert Azimuthal Equal Area ETRS89 for Europe',
  uri: `${REGISTER}/EuropeanETRS89_LAEAQuad`,
  crsUri: EPSG_3035_URI,
  orderedAxes: ['Y', 'X'],
  originX: 2_000_000,
  originY: 5_500_000,
  rootTileSpan: 4_500_000,
  rootColumns: 1,
  rootRows: 1,
  metresPerUnit: 1,
  maxZoom: 15,
  place: (_longitudeDeg, _latitudeDeg, eastingM, northingM, out, at) => {
    out[at] = (eastingM - 2_000_000) / 4_500_000;
    out[at + 1] = (5_500_000 - northingM) / 4_500_000;
  },
};

export const tileMatrixSets: readonly TileMatrixSet[] = [webMercatorQuad, worldCrs84Quad, europeanLaeaQuad];

export const tileMatrixSetById = (id: string): TileMatrixSet | undefined => tileMatrixSets.find((set) => set.id === id);

/**
 * Coarser than this, tiles hold cells; finer, points: 38 m per pixel at zoom 12 of WebMercatorQuad, 11 of WorldCRS84Quad
 * and 9 of EuropeanETRS89_LAEAQuad, whose zooms are numbered three apart, are the last of cells. One zoom coarser, and a
 * tile over a city would have to read ten thousands of points.
 */
const FINEST_OVERVIEW_SCALE = 100_000;

/** The last zoom whose tiles hold cells. */
export const overviewZoom = (set: TileMatrixSet): number => {
  let zoom = 0;
  while (zoom < set.maxZoom && scaleDenominator(set, zoom + 1) > FINEST_OVERVIEW_SCALE) zoom++;
  return zoom;
};

/** The finest zoom that tiles are offered at: 4 cm of ground per unit of a vector tile, finer than any file says. */
const FINEST_SCALE = 2_000;
export const finestZoom = (set: TileMatrixSet): number => {
  let zoom = 0;
  while (zoom < set.maxZoom && scaleDenominator(set, zoom + 1) >= FINEST_SCALE) zoom++;
  return zoom;
};
