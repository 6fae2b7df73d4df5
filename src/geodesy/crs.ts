/**
 * The coordinate reference systems this service speaks, by the URIs and short names clients use.
 *
 * Axis order is the authority's: what stands in `bbox` with `bbox-crs`, in GeoJSON with `crs`, and in WMS 1.3.0.
 * Inside the program coordinates are always x (easting or longitude) first; swapping happens where text is read or written.
 * ETRS89 and WGS84 count as one datum, as EPSG's null transformation has it (they differ by the drift of the plate, about
 * 0.8 m since 1989), so a change between them leaves longitudes and latitudes alone.
 */

export interface Crs {
  /** The OGC URI, http form: the one documents publish. */
  readonly uri: string;
  /** The URN form that WMTS capabilities need for clients to take the authority's axis order. */
  readonly urn: string;
  readonly authority: 'EPSG' | 'OGC';
  /** `3035`, `CRS84`. */
  readonly code: string;
  /** What PostGIS calls it; it keeps x first in every case. */
  readonly srid: number;
  /** `yx`: northing or latitude comes first. */
  readonly axisOrder: 'xy' | 'yx';
  readonly unit: 'deg' | 'm';
  /** EPSG's area of use, degrees; west < east for all of them. */
  readonly area: { readonly west: number; readonly south: number; readonly east: number; readonly north: number };
  /** Meridian of x = false easting, degrees; 0 for geographic systems. */
  readonly centralMeridianDeg: number;
  readonly title: string;
  /** PROJ string, x first. */
  readonly proj4: string;
}

export const CRS84_URI = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84';
export const EPSG_3035_URI = 'http://www.opengis.net/def/crs/EPSG/0/3035';

const WORLD = { west: -180, south: -90, east: 180, north: 90 };
const ETRS89 = '+ellps=GRS80 +towgs84=0,0,0,0,0,0,0';

type EpsgEntry = Omit<Crs, 'uri' | 'urn' | 'authority' | 'code'>;

const epsg = (entry: EpsgEntry): Crs => ({
  ...entry,
  uri: `http://www.opengis.net/def/crs/EPSG/0/${entry.srid}`,
  urn: `urn:ogc:def:crs:EPSG::${entry.srid}`,
  authority: 'EPSG',
  code: String(entry.srid),
});

const crs84: Crs = {
  uri: CRS84_URI,
  urn: 'urn:ogc:def:crs:OGC:1.3:CRS84',
  authority: 'OGC',
  code: 'CRS84',
  srid: 4326,
  axisOrder: 'xy',
  unit: 'deg',
  area: WORLD,
  centralMeridianDeg: 0,
  title: 'WGS 84 longitude-latitude',
  proj4: '+proj=longlat +datum=WGS84 +no_defs',
};

/** Latitude limits of the ETRS89 zones 28 to 38 in EPSG's register: the offshore borders of Europe. */
const ETRS89_ZONE_LATITUDES: readonly (readonly [south: number, north: number])[] = [
  [34.93, 72.44],
  [34.91, 74.13],
  [35.26, 80.49],
  [37.0, 82.45],
  [36.53, 84.01],
  [34.79, 84.01],
  [34.76, 84.01],
  [41.24, 84.01],
  [42.56, 84.01],
  [72.99, 79.07],
  [37.0, 41.65],
];

const zoneWest = (zone: number) => zone * 6 - 186;

// EPSG defines ETRS89 / UTM from zone 28 on only; 25838 is deprecated there but still in use and in PROJ.
const etrs89Zones = ETRS89_ZONE_LATITUDES.map(([south, north], index) => {
  const zone = 28 + index;
  return epsg({
    srid: 25800 + zone,
    axisOrder: 'xy',
    unit: 'm',
    area: { west: zoneWest(zone), south, east: zoneWest(zone) + 6, north },
    centralMeridianDeg: zoneWest(zone) + 3,
    title: `ETRS89 / UTM zone ${zone}N`,
    proj4: `+proj=utm +zone=${zone} ${ETRS89} +units=m +no_defs`,
  });
});

function wgs84Zone(zone: number, hemisphere: 'N' | 'S'): Crs {
  const isSouth = hemisphere === 'S';
  return epsg({
    srid: (isSouth ? 32700 : 32600) + zone,
    axisOrder: 'xy',
    unit: 'm',
    area: { west: zoneWest(zone), south: isSouth ? -80 : 0, east: zoneWest(zone) + 6, north: isSouth ? 0 : 84 },
    centralMeridianDeg: zoneWest(zone) + 3,
    title: `WGS 84 / UTM zone ${zone}${hemisphere}`,
    proj4: `+proj=utm +zone=${zone}${isSouth ? ' +south' : ''} +datum=WGS84 +units=m +no_defs`,
  });
}

const zones = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const europeanZones = zones(25, 38).map((zone) => wgs84Zone(zone, 'N'));
/** Only tables of other data ask for these. */
const farZones = [
  ...[...zones(1, 24), ...zones(39, 60)].map((zone) => wgs84Zone(zone, 'N')),
  ...zones(1, 60).map((zone) => wgs84Zone(zone, 'S')),
];

/** The systems of Europe, CRS84 first and EPSG:3035 second, as lists of supported systems publish them. */
export const allCrs: readonly Crs[] = [
  crs84,
  epsg({
    srid: 3035,
    axisOrder: 'yx',
    unit: 'm',
    area: { west: -35.58, south: 24.6, east: 44.83, north: 84.73 },
    centralMeridianDeg: 10,
    title: 'ETRS89-extended / LAEA Europe',
    proj4: `+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000 ${ETRS89} +units=m +no_defs`,
  }),
  epsg({
    srid: 3857,
    axisOrder: 'xy',
    unit: 'm',
    area: { west: -180, south: -85.06, east: 180, north: 85.06 },
    centralMeridianDeg: 0,
    title: 'WGS 84 / Pseudo-Mercator',
    proj4:
      '+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +wktext +no_defs',
  }),
  epsg({
    srid: 4326,
    axisOrder: 'yx',
    unit: 'deg',
    area: WORLD,
    centralMeridianDeg: 0,
    title: 'WGS 84',
    proj4: crs84.proj4,
  }),
  epsg({
    srid: 4258,
    axisOrder: 'yx',
    unit: 'deg',
    area: { west: -16.1, south: 33.26, east: 38.01, north: 84.73 },
    centralMeridianDeg: 0,
    title: 'ETRS89',
    proj4: `+proj=longlat ${ETRS89} +no_defs`,
  }),
  ...etrs89Zones,
  ...europeanZones,
];

const byCode = new Map([...allCrs, ...farZones].map((crs) => [crs.code, crs]));

/** http(s) URI, URN, `EPSG:3035` and its safe CURIE `[EPSG:3035]`; any version of the register. */
const EPSG_FORM =
  /^(?:https?:\/\/www\.opengis\.net\/def\/crs\/EPSG\/[\d.]+\/|urn:(?:x-)?ogc:def:crs:EPSG:[\d.]*:|EPSG:)(\d{4,5})$/i;
const CRS84_FORM =
  /^(?:https?:\/\/www\.opengis\.net\/def\/crs\/OGC\/(?:1\.3|0)\/CRS84|urn:(?:x-)?ogc:def:crs:OGC:(?:1\.3)?:CRS84|OGC:CRS84|CRS:84|CRS84)$/i;

/** The system a client names in any of the usual forms (see the tests for the list); undefined when it is not known. */
export function crsByUri(uri: string): Crs | undefined {
  const name = uri.startsWith('[') && uri.endsWith(']') ? uri.slice(1, -1) : uri;
  if (CRS84_FORM.test(name)) return crs84;
  const code = EPSG_FORM.exec(name)?.[1];
  return code === undefined ? undefined : byCode.get(code);
}
