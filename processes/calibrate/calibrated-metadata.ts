/** The XML header of a calibrated product: that of the basic one, with what calibration changes. */
import type { BurstName } from '../../src/products/file-name.js';
import { newProductMetadata, type ProductMetadata } from '../../src/products/product-xml.js';

export interface Calibration {
  /** First character of the pids. */
  readonly producer: string;
  readonly gnssVersion: string;
  /** `YYYY-MM-DD`. */
  readonly productionDate: string;
}

/** Elements that calibration gives another content; all others, known to us or not, stay. */
const CHANGED = ['product_level', 'production_date', 'gnss'];
/** Clusters had references of their own; now all have that of GNSS. */
const DROPPED = 'clusters';
/** A GNSS version that was not there before stands before these, as in the files of EGMS. */
const IMAGES = ['reference', 'dataset'];

export function calibratedMetadata(
  basic: ProductMetadata | undefined,
  name: BurstName,
  { producer, gnssVersion, productionDate }: Calibration,
): ProductMetadata {
  const fresh = newProductMetadata({
    name,
    facilityCode: producer,
    productionDate,
    demVersion: 'unknown',
    gnssVersion,
  });
  if (!basic) return fresh;
  const freshElement = (element: string) => fresh.elements.find((candidate) => candidate.name === element)!;
  const elements = basic.elements
    .filter(({ name: element }) => element !== DROPPED)
    .map((element) => (CHANGED.includes(element.name) ? freshElement(element.name) : element));
  if (!elements.some((element) => element.name === 'gnss')) {
    const images = elements.findIndex((element) => IMAGES.includes(element.name));
    elements.splice(images < 0 ? elements.length : images, 0, freshElement('gnss'));
  }
  return { root: 'BURST', elements };
}
