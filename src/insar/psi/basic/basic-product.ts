/**
 * The product a stack becomes: its EGMS name, its header and its metadata; and what makes a stack unfit for any, found out
 * before hours of work and not after.
 */
import { basename, extname } from 'node:path';
import { invalidStack } from '../../../errors.js';
import { WAVELENGTH_MM } from '../../../products/attributes.js';
import { attributeColumns } from '../../../products/columns.js';
import { epochDay } from '../../../products/epochs.js';
import {
  type BurstName,
  orbitDirection,
  parseProductName,
  productFileName,
  type Release,
} from '../../../products/file-name.js';
import { encodeL2Pid } from '../../../products/pid.js';
import type { ProductHeader } from '../../../products/point-batch.js';
import { newProductMetadata, type ProductMetadata } from '../../../products/product-xml.js';
import type { SlcStack } from '../../stack/slc-stack.js';
import { type GroundPixel, groundPixel } from './ground-pixel.js';
import { type PointNumbers, pointNumbers } from './point-number.js';

export interface ProductChoice {
  /** Nominal years; by default those of the first and the last date. */
  readonly release?: Release;
  /** 1 for the first making, as EGMS counts. */
  readonly redelivery: number;
  /** 0 to 61: first character of the identifiers. */
  readonly producer: number;
}

export interface BasicProduct {
  readonly name: BurstName;
  readonly orbit: 'ascending' | 'descending';
  readonly producer: number;
  readonly header: ProductHeader;
  readonly numbers: PointNumbers;
  readonly pixel: GroundPixel;
  /** What may surprise, for log and report. */
  readonly notices: readonly string[];
}

/** A cubic with an annual term has six unknowns; below this their residuals say nothing. */
export const MIN_DATES = 8;
/** Of EGMS. */
const YEAR_DAYS = 365;
/** Share by which a wavelength may differ from Sentinel-1's before temporal coherence, which EGMS defines with that, is off. */
const WAVELENGTH_TOLERANCE = 0.01;

/** @throws `invalidStack` for stacks of too few dates, too many pixels, names that EGMS has not, or a wrong orbit direction */
export async function basicProduct(stack: SlcStack, choice: ProductChoice): Promise<BasicProduct> {
  const { description, folder } = stack;
  const dates = description.acquisitions.map(({ date }) => date);
  if (dates.length < MIN_DATES) {
    const detail = `expected at least ${MIN_DATES} dates, for acceleration and seasonality are fitted to every series, got ${dates.length}`;
    throw invalidStack(folder, detail);
  }
  const numbers = pointNumbers(stack, folder);
  await judgeOrbit(stack);
  const notices: string[] = [];
  if (numbers.isFolded) {
    notices.push(
      `${stack.heightPixels} x ${stack.widthPixels} pixels do not fit line and pixel of EGMS: both are made from the number of the pixel, row x ${stack.widthPixels} + column = line x 65536 + pixel`,
    );
  }
  const days = epochDay(dates[dates.length - 1])! - epochDay(dates[0])!;
  if (days < YEAR_DAYS) {
    notices.push(
      `the dates span ${days} days: velocity, acceleration and yearly wave are fitted together, as EGMS does, and hardly told apart in less than a year`,
    );
  }
  const wavelengthMm = 1000 * description.wavelengthM;
  if (Math.abs(wavelengthMm / WAVELENGTH_MM - 1) > WAVELENGTH_TOLERANCE) {
    notices.push(
      `the wavelength is ${wavelengthMm.toFixed(2)} mm; the attribute temporal coherence is that of EGMS's definition, which has ${WAVELENGTH_MM} mm`,
    );
  }
  const attributes = attributeColumns('L2a', 'from-2020-2024').map(({ attribute }) => attribute);
  return {
    name: nameOf(stack, choice),
    orbit: description.orbit,
    producer: choice.producer,
    header: { generation: 'from-2020-2024', attributes, dates },
    numbers,
    pixel: await groundPixel(stack),
    notices,
  };
}

/**
 * The same product with the dates that its series have: those without anything in their images are left out, which shows only
 * when all of them have been read. Throws `invalidStack` when too few are left.
 */
export function withDates(product: BasicProduct, dates: readonly string[], where: string): BasicProduct {
  if (dates.length < MIN_DATES) {
    const all = product.header.dates.length;
    throw invalidStack(
      where,
      `expected at least ${MIN_DATES} dates with something in them, got ${dates.length} of ${all}`,
    );
  }
  return { ...product, header: { ...product.header, dates } };
}

function nameOf({ description, folder }: SlcStack, { release, redelivery }: ProductChoice): BurstName {
  const { track, burstCycle, swath, polarisation, acquisitions } = description;
  const years = release ?? {
    firstYear: Number(acquisitions[0].date.slice(0, 4)),
    lastYear: Number(acquisitions[acquisitions.length - 1].date.slice(0, 4)),
  };
  const name: BurstName = {
    level: 'L2a',
    track,
    burstCycle,
    swath,
    polarisation,
    release: years,
    redelivery,
    suffixed: true,
  };
  if (!parseProductName(productFileName(name))) {
    const got = `track ${track}, burst ${burstCycle}, swath ${swath}, ${polarisation}, ${years.firstYear}-${years.lastYear}`;
    throw invalidStack(
      folder,
      `expected track 1 to 175, burst 1 to 4095, swath 1 to 3 and years in order, as names of EGMS have, got ${got}`,
    );
  }
  return name;
}

/** Collections are ascending or descending by what the description says; lines of sight must say the same. */
async function judgeOrbit(stack: SlcStack): Promise<void> {
  const { orbit } = stack.description;
  let [fitting, seen] = [0, 0];
  for (const share of [0.5, 0.25, 0.75]) {
    const rows = { first: Math.floor(share * stack.heightPixels), count: 1 };
    for (const east of await stack.readGeometry('losEast', rows)) {
      const direction = orbitDirection(east);
      if (direction === undefined) continue;
      seen++;
      if (direction === orbit) fitting++;
    }
  }
  if (seen > 0 && fitting < seen / 2) {
    throw invalidStack(
      stack.folder,
      `says ${orbit}, but its lines of sight point ${orbit === 'ascending' ? 'east' : 'west'}, as Sentinel-1's do when it is ${orbit === 'ascending' ? 'descending' : 'ascending'}`,
    );
  }
}

export interface Making {
  /** `YYYY-MM-DD`. */
  readonly productionDate: string;
  /** Parts of the network that have references of their own. */
  readonly clusters: number;
  /** Of images that somebody made up: said in the words of the synthetic products of the demonstration. */
  readonly isSynthetic: boolean;
  /** Redelivery may be known only when all is done. */
  readonly name?: BurstName;
}

export function basicMetadata(stack: SlcStack, product: BasicProduct, making: Making): ProductMetadata {
  const { acquisitions, referenceIndex, geometry } = stack.description;
  const dates = new Set(product.header.dates);
  const mark = making.isSynthetic ? 'SYNTHETIC_' : '';
  const image = (slc: string) => ({ productId: `${mark}${basename(slc, extname(slc))}`, orbitType: 'UNKNOWN' });
  return newProductMetadata({
    name: making.name ?? product.name,
    facilityCode: producerCharacter(product),
    productionDate: making.productionDate,
    demVersion: making.isSynthetic ? 'SYNTHETIC' : basename(geometry.height),
    clusters: Math.max(1, making.clusters),
    referenceImages: [image(acquisitions[referenceIndex].slc)],
    datasetImages: acquisitions.filter(({ date }) => dates.has(date)).map(({ slc }) => image(slc)),
  });
}

const producerCharacter = ({ name, producer }: BasicProduct): string =>
  encodeL2Pid({ ...name, producer, line: 0, pixel: 0 }).slice(0, 1);
