/** What is said of a run beside its points: the output `quality`, and what the report is drawn from. Plain JSON. */
import { isoDate } from '../../../products/epochs.js';
import { type BurstName, productFileName } from '../../../products/file-name.js';
import type { SlcStack } from '../../stack/slc-stack.js';
import type { BasicProduct } from '../basic/basic-product.js';
import type { PsiQuality } from '../quality/psi-quality.js';

export interface QualityDocument {
  readonly type: 'open-egms-psi-quality';
  readonly version: 1;
  readonly softwareVersion: string;
  /** `YYYY-MM-DD`. */
  readonly productionDate: string;
  /** Null when there is no point. */
  readonly product: string | null;
  readonly isSynthetic: boolean;
  readonly stack: {
    readonly title: string | null;
    /** SHA-256 of description and sizes. */
    readonly fingerprint: string;
    readonly orbit: 'ascending' | 'descending';
    readonly track: number;
    readonly burstCycle: number;
    readonly swath: number;
    readonly polarisation: string;
    readonly wavelengthM: number;
    /** Metres on the ground. */
    readonly rowM: number;
    readonly columnM: number;
    readonly isNorthUp: boolean;
    readonly acquisitions: readonly { readonly date: string; readonly perpendicularBaselineM: number }[];
  };
  readonly quality: PsiQuality;
}

export interface RunFacts {
  readonly softwareVersion: string;
  readonly productionDate: string;
  readonly isSynthetic: boolean;
  readonly fingerprint: string;
  readonly pointCount: number;
  readonly name: BurstName;
}

/** Notices of the stack and of the product come before the warnings of the run. */
export function qualityDocument(
  stack: SlcStack,
  product: BasicProduct,
  quality: PsiQuality,
  facts: RunFacts,
): QualityDocument {
  const { title = null, orbit, track, burstCycle, swath, polarisation, wavelengthM, acquisitions } = stack.description;
  const warnings = [...new Set([...stack.notices, ...product.notices, ...quality.warnings])];
  return {
    type: 'open-egms-psi-quality',
    version: 1,
    softwareVersion: facts.softwareVersion,
    productionDate: facts.productionDate,
    product: facts.pointCount > 0 ? productFileName(facts.name) : null,
    isSynthetic: facts.isSynthetic,
    stack: {
      title,
      fingerprint: facts.fingerprint,
      orbit,
      track,
      burstCycle,
      swath,
      polarisation,
      wavelengthM,
      rowM: product.pixel.rowM,
      columnM: product.pixel.columnM,
      isNorthUp: stack.place !== undefined,
      acquisitions: acquisitions.map(({ date, perpendicularBaselineM }) => ({
        date: isoDate(date),
        perpendicularBaselineM,
      })),
    },
    quality: { ...quality, warnings },
  };
}
