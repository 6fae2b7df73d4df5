/** Which products of the two releases are of the same burst, or the same tile and component, and what comes of each pair. */
import type { SelectedProduct } from '../../src/catalog/points/point-selection.js';
import { invalidParameter } from '../../src/errors.js';
import type { PairRule } from '../../src/insar/release-join/pair-join.js';
import { type JoinedDates, joinDates } from '../../src/insar/release-join/series-join.js';
import { attributeColumns } from '../../src/products/columns.js';
import { type ProductName, parseProductName, productFileName } from '../../src/products/file-name.js';
import type { ProductHeader } from '../../src/products/point-batch.js';
import type { ReleaseSource, Releases } from './releases.js';

export interface ProductPair {
  /** `EGMS_L2b_044_0240_IW2_VV`: what both measure. */
  readonly subject: string;
  readonly earlier: SelectedProduct | undefined;
  readonly later: SelectedProduct | undefined;
  readonly dates: JoinedDates;
  readonly header: ProductHeader;
}

/**
 * Pairs and products without a partner, by subject. Throws `invalidParameter` when there is no pair, or none with enough
 * common dates.
 */
export function productPairs(releases: Releases, rule: PairRule): ProductPair[] {
  const earlier = bySubject(releases.earlier);
  const later = bySubject(releases.later);
  const subjects = [...new Set([...earlier.keys(), ...later.keys()])].sort();
  const pairs = subjects.map((subject) => pairOf(subject, earlier.get(subject), later.get(subject), releases));
  const both = pairs.filter((pair) => pair.earlier && pair.later);
  if (both.length === 0) {
    throw invalidParameter(
      'later',
      `no ${releases.later.selection.identity.level === 'L3' ? 'tile' : 'burst'} is in both collections: ` +
        `${[...earlier.keys()].slice(0, 3).join(', ')} in earlier, ${[...later.keys()].slice(0, 3).join(', ')} in later`,
    );
  }
  const most = Math.max(...both.map(({ dates }) => dates.common.length));
  if (most < rule.minCommonEpochs) {
    throw invalidParameter(
      'minCommonEpochs',
      `expected at most ${most}, the dates the releases share, got ${rule.minCommonEpochs}`,
    );
  }
  return pairs;
}

/** Name of the joined product. */
export function joinedName({ earlier, later }: ProductPair, { joined }: Releases, redelivery: number): ProductName {
  return { ...parseProductName((later ?? earlier)!.name)!, release: joined, redelivery, suffixed: true };
}

function bySubject({ selection }: ReleaseSource): ReadonlyMap<string, SelectedProduct> {
  return new Map(selection.products.map((product) => [subjectOf(product.name), product]));
}

/** The name without release. */
const subjectOf = (name: string) => productFileName({ ...parseProductName(name)!, suffixed: false });

function pairOf(
  subject: string,
  earlier: SelectedProduct | undefined,
  later: SelectedProduct | undefined,
  releases: Releases,
): ProductPair {
  const dates = joinDates(earlier?.dates ?? [], later?.dates ?? []);
  const { level } = releases.later.selection.identity;
  const source = later ? releases.later : releases.earlier;
  const { attributes } = source.stored.get((later ?? earlier)!.productNo)!.header;
  // One collection has one generation of names: that of the later release.
  const { generation } = [...releases.later.stored.values()][0].header;
  const known = new Set(attributeColumns(level, generation).map(({ attribute }) => attribute));
  const kept = attributes.filter((attribute) => known.has(attribute));
  return { subject, earlier, later, dates, header: { generation, attributes: kept, dates: dates.dates } };
}
