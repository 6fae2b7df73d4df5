/**
 * The names EGMS gives its files, read and written, and the identifiers that follow from them.
 *
 * L2: `EGMS_{L2a|L2b}_{track}_{burstCycle}_IW{1..3}_{polarisation}{suffix}`, one burst; L3:
 * `EGMS_L3_E{XX}N{YY}_100km_{U|E}{suffix}`, one tile and component. The suffix `_{firstYear}_{lastYear}_{z}` is absent
 * up to the release 2015-2021; z counts redeliveries from 1. Source: EGMS product description, file naming.
 */

/** Nominal years of a yearly EGMS release; a burst may hold a shorter record. */
export interface Release {
  readonly firstYear: number;
  readonly lastYear: number;
}

export type Polarisation = 'HH' | 'HV' | 'VH' | 'VV';
export type ProductLevel = 'L2a' | 'L2b' | 'L3';
export type OrbitDirection = 'ascending' | 'descending';
/** Orbit direction of level 2, component of level 3. */
export type ProductGeometry = OrbitDirection | 'up' | 'east';

/** Which making of a product this is. */
export interface Edition {
  readonly release: Release;
  /** z of the suffix, from 1; 0 when the name has no suffix. A higher one replaces a lower one. */
  readonly redelivery: number;
  /** Whether the name carries release and redelivery. */
  readonly suffixed: boolean;
}

export interface BurstName extends Edition {
  readonly level: 'L2a' | 'L2b';
  /** Relative orbit, 1..175. */
  readonly track: number;
  /** EGMS burst cycle, see `burst-cycle.ts`. */
  readonly burstCycle: number;
  readonly swath: 1 | 2 | 3;
  readonly polarisation: Polarisation;
}

export interface TileName extends Edition {
  readonly level: 'L3';
  /** South-west corner in EPSG:3035, units of 100 km. */
  readonly tileEasting100Km: number;
  readonly tileNorthing100Km: number;
  readonly component: 'U' | 'E';
}

export type ProductName = BurstName | TileName;

/** What a name without suffix means: the baseline or its first update. */
export const UNSUFFIXED_RELEASE: Release = { firstYear: 2015, lastYear: 2021 };

const SUFFIX = String.raw`(?:_(?<firstYear>\d{4})_(?<lastYear>\d{4})_(?<redelivery>[1-9]\d{0,2}))?`;
const EXTENSION = String.raw`(?:\.(?:zip|csv|xml|tiff?))?`;
const BURST_NAME = new RegExp(
  String.raw`^EGMS_(?<level>L2a|L2b)_(?<track>\d{3})_(?<burstCycle>\d{4})_IW(?<swath>[123])_(?<polarisation>HH|HV|VH|VV)` +
    `${SUFFIX}${EXTENSION}$`,
);
const TILE_NAME = new RegExp(
  String.raw`^EGMS_L3_E(?<easting>\d{2})N(?<northing>\d{2})_100km_(?<component>[UE])${SUFFIX}${EXTENSION}$`,
);
const TRACKS = 175;
/** A pid has 12 bits for it. */
const MAX_BURST_CYCLE = 4095;

/**
 * Reads the base name of a product's file, with extension .zip, .csv, .xml, .tif or .tiff or none.
 * Undefined for anything that is not the name of an EGMS product.
 */
export function parseProductName(name: string): ProductName | undefined {
  return parseBurstName(name) ?? parseTileName(name);
}

/** The name without extension: the inverse of `parseProductName`. */
export function productFileName(name: ProductName): string {
  const { release, redelivery, suffixed } = name;
  const suffix = suffixed ? `_${release.firstYear}_${release.lastYear}_${redelivery}` : '';
  return `${subjectOf(name)}${suffix}`;
}

/** The name without redelivery: two files with one key are editions of the same product. */
export function productKey(name: ProductName): string {
  return `${subjectOf(name)}_${name.release.firstYear}_${name.release.lastYear}`;
}

/** `2020-2024`. */
export function releaseId(release: Release): string {
  return `${release.firstYear}-${release.lastYear}`;
}

/**
 * The collection that holds a product: `l2b-descending-2020-2024`, `l3-up-2020-2024`.
 * Throws RangeError when the geometry does not belong to the level (or is not the tile's component).
 */
export function collectionIdOf(name: ProductName, geometry: ProductGeometry): string {
  const fits =
    name.level === 'L3'
      ? geometry === orthoGeometry(name.component)
      : geometry === 'ascending' || geometry === 'descending';
  if (!fits) throw new RangeError(`geometry: ${geometry} does not fit ${productFileName(name)}`);
  return `${name.level.toLowerCase()}-${geometry}-${releaseId(name.release)}`;
}

export function orthoGeometry(component: 'U' | 'E'): 'up' | 'east' {
  return component === 'U' ? 'up' : 'east';
}

/**
 * Orbit direction from the east component of the unit vector ground to satellite: Sentinel-1 looks right, so the
 * satellite stands west of the point when it ascends and east when it descends. Level 2 names do not say it.
 * Undefined for zero and NaN.
 */
export function orbitDirection(losEast: number): OrbitDirection | undefined {
  if (losEast < 0) return 'ascending';
  if (losEast > 0) return 'descending';
  return undefined;
}

function parseBurstName(text: string): BurstName | undefined {
  const groups = BURST_NAME.exec(text)?.groups;
  const parsedEdition = groups && parseEdition(groups);
  if (!parsedEdition) return undefined;
  const track = Number(groups.track);
  const burstCycle = Number(groups.burstCycle);
  if (track < 1 || track > TRACKS || burstCycle < 1 || burstCycle > MAX_BURST_CYCLE) return undefined;
  return {
    level: groups.level as 'L2a' | 'L2b',
    track,
    burstCycle,
    swath: Number(groups.swath) as 1 | 2 | 3,
    polarisation: groups.polarisation as Polarisation,
    ...parsedEdition,
  };
}

function parseTileName(text: string): TileName | undefined {
  const groups = TILE_NAME.exec(text)?.groups;
  const parsedEdition = groups && parseEdition(groups);
  if (!parsedEdition) return undefined;
  return {
    level: 'L3',
    tileEasting100Km: Number(groups.easting),
    tileNorthing100Km: Number(groups.northing),
    component: groups.component as 'U' | 'E',
    ...parsedEdition,
  };
}

function parseEdition(groups: Record<string, string | undefined>): Edition | undefined {
  if (groups.redelivery === undefined) return { release: UNSUFFIXED_RELEASE, redelivery: 0, suffixed: false };
  const release = { firstYear: Number(groups.firstYear), lastYear: Number(groups.lastYear) };
  if (release.firstYear > release.lastYear) return undefined;
  return { release, redelivery: Number(groups.redelivery), suffixed: true };
}

/** The part of a name that says what was measured: level and burst, or tile and component. */
function subjectOf(name: ProductName): string {
  if (name.level === 'L3') {
    const tile = `E${padded(name.tileEasting100Km, 2)}N${padded(name.tileNorthing100Km, 2)}`;
    return `EGMS_L3_${tile}_100km_${name.component}`;
  }
  return `EGMS_${name.level}_${padded(name.track, 3)}_${padded(name.burstCycle, 4)}_IW${name.swath}_${name.polarisation}`;
}

const padded = (value: number, digits: number) => String(value).padStart(digits, '0');
