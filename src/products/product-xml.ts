/**
 * The XML header beside a product's CSV: root BURST for level 2, TILE for level 3.
 *
 * Real files depart from the documented schema (more elements, other values), so the whole document is kept as it came
 * and `describeProduct` reads from it what it finds. Source: EGMS product description, product metadata.
 */
import { invalidProduct } from '../errors.js';
import { epochDay } from './epochs.js';
import type { BurstName, ProductLevel, TileName } from './file-name.js';
import { parseXml, writeXml, type XmlElement } from './xml-tree.js';

/** The document, nothing left out: plain JSON. */
export interface ProductMetadata {
  readonly root: 'BURST' | 'TILE';
  readonly elements: readonly XmlElement[];
}

export interface ProductImage {
  /** Sentinel-1 product. */
  readonly productId: string;
  /** `AUX_POEORB` and others; real files also say `FILTERED`. */
  readonly orbitType: string;
}

/** What the header says; absent where it says nothing or nothing legible. */
export interface ProductDescription {
  readonly level?: ProductLevel;
  readonly track?: number;
  readonly burstCycle?: number;
  readonly swath?: number;
  readonly facility?: ProductionFacility;
  /** `YYYY-MM-DD`. */
  readonly productionDate?: string;
  readonly demVersion?: string;
  readonly corineVersion?: string;
  /** Version of the GNSS model; L2b and L3. */
  readonly gnssVersion?: string;
  /** Slices, several per acquisition. */
  readonly referenceImages: readonly ProductImage[];
  readonly datasetImages: readonly ProductImage[];
}

export interface ProductionFacility {
  /** As written: a number, which is also the first character of the pids. */
  readonly code: string;
  /** Absent for codes EGMS does not list. */
  readonly name?: string;
}

const FACILITIES: Readonly<Record<string, string>> = { '1': 'e-GEOS', '2': 'GAF', '3': 'NORCE', '4': 'TRE ALTAMIRA' };
const LEVELS: readonly ProductLevel[] = ['L2a', 'L2b', 'L3'];

/** Reads a header; throws `invalidProduct` naming `where` (the file) when it is not XML, too large, hostile, or has another root. */
export function parseProductXml(document: string, where = 'XML header'): ProductMetadata {
  const { name, content } = parseXml(document, where);
  if (name !== 'BURST' && name !== 'TILE') {
    throw invalidProduct(where, `expected the root element BURST or TILE, got ${name}`);
  }
  if (typeof content === 'string' && content.trim() !== '') {
    throw invalidProduct(where, `expected elements in ${name}, got text`);
  }
  return { root: name, elements: typeof content === 'string' ? [] : content };
}

/** The inverse: equal in content, laid out anew. */
export function writeProductXml(metadata: ProductMetadata): string {
  return writeXml({ name: metadata.root, content: metadata.elements });
}

export function describeProduct({ elements }: ProductMetadata): ProductDescription {
  const level = textAt(elements, 'product_level');
  const facility = textAt(elements, 'production_facility');
  return {
    level: LEVELS.find((known) => known === level),
    track: integerAt(elements, 'track'),
    burstCycle: integerAt(elements, 'burst_id'),
    swath: integerAt(elements, 'sub_swath'),
    facility: facility === undefined ? undefined : { code: facility, name: FACILITIES[facility] },
    productionDate: isoOfDayFirst(textAt(elements, 'production_date')),
    demVersion: textAt(elements, 'dem', 'version'),
    corineVersion: textAt(elements, 'corine', 'version'),
    gnssVersion: textAt(elements, 'gnss', 'version'),
    referenceImages: imagesAt(elements, 'reference'),
    datasetImages: imagesAt(elements, 'dataset'),
  };
}

export interface NewProduct {
  readonly name: BurstName | TileName;
  /** Producer: the first character of the pids. */
  readonly facilityCode: string;
  /** `YYYY-MM-DD`. */
  readonly productionDate: string;
  readonly demVersion: string;
  /** L2b and L3. */
  readonly gnssVersion?: string;
  /** L2a: number of clusters with independent references. */
  readonly clusters?: number;
  /** Level 2. */
  readonly referenceImages?: readonly ProductImage[];
  readonly datasetImages?: readonly ProductImage[];
}

/** The header of a product made here, in the order of EGMS's own. Throws RangeError for a date that is none. */
export function newProductMetadata(product: NewProduct): ProductMetadata {
  const { name } = product;
  const origin = [
    leaf('production_facility', product.facilityCode),
    leaf('production_date', dayFirstDate(product.productionDate)),
    version('dem', product.demVersion),
  ];
  const gnss = product.gnssVersion === undefined ? [] : [version('gnss', product.gnssVersion)];
  if (name.level === 'L3') {
    return { root: 'TILE', elements: [leaf('product_level', name.level), ...origin, ...gnss] };
  }
  return {
    root: 'BURST',
    elements: [
      leaf('product_level', name.level),
      leaf('track', String(name.track).padStart(3, '0')),
      leaf('burst_id', String(name.burstCycle).padStart(4, '0')),
      leaf('sub_swath', String(name.swath)),
      ...origin,
      ...gnss,
      ...(product.clusters === undefined ? [] : [leaf('clusters', String(product.clusters))]),
      images('reference', product.referenceImages ?? []),
      images('dataset', product.datasetImages ?? []),
    ],
  };
}

const leaf = (name: string, content: string): XmlElement => ({ name, content });
const version = (name: string, text: string): XmlElement => ({ name, content: [leaf('version', text)] });

function images(name: string, list: readonly ProductImage[]): XmlElement {
  return {
    name,
    content: list.map(({ orbitType, productId }) => ({
      name: 'image',
      content: [leaf('orbit_type', orbitType), leaf('product_id', productId)],
    })),
  };
}

function imagesAt(elements: readonly XmlElement[], name: string): ProductImage[] {
  return childrenAt(elements, name)
    .filter((element) => element.name === 'image')
    .map(({ content }) => {
      const fields = typeof content === 'string' ? [] : content;
      return { productId: textAt(fields, 'product_id') ?? '', orbitType: textAt(fields, 'orbit_type') ?? '' };
    });
}

function childrenAt(elements: readonly XmlElement[], name: string): readonly XmlElement[] {
  const content = elements.find((element) => element.name === name)?.content;
  return content === undefined || typeof content === 'string' ? [] : content;
}

/** Trimmed text of the leaf at a path; undefined when there is none or it is empty. */
function textAt(elements: readonly XmlElement[], name: string, ...path: readonly string[]): string | undefined {
  if (path.length > 0) return textAt(childrenAt(elements, name), path[0], ...path.slice(1));
  const content = elements.find((element) => element.name === name)?.content;
  return typeof content === 'string' ? content.trim() || undefined : undefined;
}

function integerAt(elements: readonly XmlElement[], name: string): number | undefined {
  const text = textAt(elements, name);
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}

/** EGMS writes dd/mm/yyyy. */
function isoOfDayFirst(dayFirst: string | undefined): string | undefined {
  const parts = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(dayFirst ?? '');
  if (!parts || epochDay(parts[3] + parts[2] + parts[1]) === undefined) return undefined;
  return `${parts[3]}-${parts[2]}-${parts[1]}`;
}

function dayFirstDate(iso: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(iso) || epochDay(iso.replaceAll('-', '')) === undefined) {
    throw new RangeError(`productionDate: expected YYYY-MM-DD, got ${JSON.stringify(iso)}`);
  }
  return iso.split('-').reverse().join('/');
}
