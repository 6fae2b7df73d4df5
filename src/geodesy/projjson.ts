/**
 * Reference systems as PROJJSON 0.7, for formats that want the definition and not only the name. Names and codes are those
 * of the EPSG register; datums are given without their lists of realisations, which grow with every edition.
 */
import type { Crs } from './crs.js';

const SCHEMA = 'https://proj.org/schemas/v0.7/projjson.schema.json';
const LATITUDE = { name: 'Geodetic latitude', abbreviation: 'Lat', direction: 'north', unit: 'degree' };
const LONGITUDE = { name: 'Geodetic longitude', abbreviation: 'Lon', direction: 'east', unit: 'degree' };

/** The definition, axes in the authority's order; undefined for CRS84 and EPSG:4326, which formats take for granted. */
export function projJson(crs: Crs): Readonly<Record<string, unknown>> | undefined {
  if (crs.srid === 4326) return undefined;
  const base = crs.srid === 3857 || crs.srid > 32600 ? wgs84 : etrs89;
  if (crs.unit === 'deg') return { $schema: SCHEMA, type: 'GeographicCRS', ...base };
  return {
    $schema: SCHEMA,
    type: 'ProjectedCRS',
    name: crs.title,
    base_crs: base,
    conversion: conversionOf(crs),
    coordinate_system: { subtype: 'Cartesian', axis: axesOf(crs) },
    id: epsgId(crs.srid),
  };
}

const epsgId = (code: number) => ({ authority: 'EPSG', code });

const geographic = (name: string, code: number, datum: string, ellipsoid: string, inverseFlattening: number) => ({
  name,
  datum: {
    type: 'GeodeticReferenceFrame',
    name: datum,
    ellipsoid: { name: ellipsoid, semi_major_axis: 6378137, inverse_flattening: inverseFlattening },
  },
  coordinate_system: { subtype: 'ellipsoidal', axis: [LATITUDE, LONGITUDE] },
  id: epsgId(code),
});
const etrs89 = geographic('ETRS89', 4258, 'European Terrestrial Reference System 1989', 'GRS 1980', 298.257222101);
const wgs84 = geographic('WGS 84', 4326, 'World Geodetic System 1984', 'WGS 84', 298.257223563);

function conversionOf(crs: Crs) {
  const origin = (latitudeDeg: number) => [
    parameter('Latitude of natural origin', 8801, latitudeDeg, 'degree'),
    parameter('Longitude of natural origin', 8802, crs.centralMeridianDeg, 'degree'),
  ];
  const falseOrigin = (eastingM: number, northingM: number) => [
    parameter('False easting', 8806, eastingM, 'metre'),
    parameter('False northing', 8807, northingM, 'metre'),
  ];
  switch (crs.srid) {
    case 3035:
      return {
        name: 'Europe Equal Area 2001',
        method: { name: 'Lambert Azimuthal Equal Area', id: epsgId(9820) },
        parameters: [...origin(52), ...falseOrigin(4_321_000, 3_210_000)],
      };
    case 3857:
      return {
        name: 'Popular Visualisation Pseudo-Mercator',
        method: { name: 'Popular Visualisation Pseudo Mercator', id: epsgId(1024) },
        parameters: [...origin(0), ...falseOrigin(0, 0)],
      };
    default:
      return {
        name: crs.title.replace(/^.* \/ /, ''),
        method: { name: 'Transverse Mercator', id: epsgId(9807) },
        parameters: [
          ...origin(0),
          parameter('Scale factor at natural origin', 8805, 0.9996, 'unity'),
          ...falseOrigin(500_000, 0),
        ],
      };
  }
}

const parameter = (name: string, code: number, value: number, unit: 'degree' | 'metre' | 'unity') => ({
  name,
  value,
  unit,
  id: epsgId(code),
});

function axesOf(crs: Crs) {
  const isUtm = crs.srid !== 3035 && crs.srid !== 3857;
  const easting = { name: 'Easting', abbreviation: isUtm ? 'E' : 'X', direction: 'east', unit: 'metre' };
  const northing = { name: 'Northing', abbreviation: isUtm ? 'N' : 'Y', direction: 'north', unit: 'metre' };
  return crs.axisOrder === 'yx' ? [northing, easting] : [easting, northing];
}
