/** Joins the points of one region, product by product, and leaves the rows in files of the job's folder. */
import { join } from 'node:path';
import type { LaeaBox } from '../../src/catalog/points/point-selection.js';
import type { JoinTally } from '../../src/insar/release-join/join-tally.js';
import { PairJoin, type PairRule, reachM } from '../../src/insar/release-join/pair-join.js';
import { ReleasePoints } from '../../src/insar/release-join/release-points.js';
import { Turns } from '../../src/insar/turns.js';
import { writeBatchFile } from '../../src/products/batch-file.js';
import type { AttributeName } from '../../src/products/point-batch.js';
import type { ProductPair } from './product-pairs.js';
import { isInBox, type Region, widened } from './regions.js';
import type { ReleaseSource, Releases } from './releases.js';

/** Rows that were joined, and rows of points that were not. */
export type RowKind = 'joined' | 'laterKept' | 'earlierKept';

/** What a checkpoint remembers of a region. */
export interface StagedRegion {
  readonly files: readonly StagedRows[];
  /** By place of the pair. */
  readonly tallies: readonly (readonly [pair: number, tally: JoinTally])[];
}

export interface StagedRows {
  readonly pair: number;
  readonly kind: RowKind;
  readonly fileName: string;
  readonly bytes: number;
  readonly sha256: string;
}

export class RegionStage {
  readonly #attributes: readonly AttributeName[];
  readonly #joins = new Map<number, PairJoin>();

  constructor(
    private readonly releases: Releases,
    private readonly pairs: readonly ProductPair[],
    private readonly rule: PairRule,
    private readonly folder: string,
    private readonly signal: AbortSignal,
  ) {
    const places: AttributeName[] = ['eastingM', 'northingM', 'line', 'pixel'];
    this.#attributes = [...new Set([...places, ...pairs.flatMap(({ header }) => header.attributes)])];
  }

  async stage(number: number, { box }: Region): Promise<StagedRegion> {
    const around = widened(box, reachM(this.rule));
    const later = await this.#read(this.releases.later, around);
    const earlier = await this.#read(this.releases.earlier, around);
    const turns = new Turns(this.signal);
    const files: StagedRows[] = [];
    const tallies: [number, JoinTally][] = [];
    for (const [place, pair] of this.pairs.entries()) {
      const ofEarlier = pair.earlier && earlier.get(pair.earlier.productNo);
      const ofLater = pair.later && later.get(pair.later.productNo);
      if (!ofEarlier && !ofLater) continue;
      const part = await this.#join(place).join(
        ofEarlier ?? new ReleasePoints(this.#attributes, 0),
        ofLater ?? new ReleasePoints(this.#attributes, 0),
        (eastingM, northingM) => isInBox(box, eastingM, northingM),
        turns,
      );
      tallies.push([place, part.tally]);
      for (const kind of ['joined', 'laterKept', 'earlierKept'] as const) {
        if (part[kind].length === 0) continue;
        const fileName = `region-${String(number).padStart(6, '0')}-${pair.subject}-${kind}.points`;
        const path = join(this.folder, fileName);
        const { bytes, sha256 } = await writeBatchFile(path, pair.header, part[kind], this.signal);
        files.push({ pair: place, kind, fileName, bytes, sha256 });
      }
    }
    return { files, tallies };
  }

  /** Points by product. */
  async #read({ selection }: ReleaseSource, box: LaeaBox): Promise<ReadonlyMap<number, ReleasePoints>> {
    const points = new Map<number, ReleasePoints>();
    const wanted = { attributes: this.#attributes, withSeries: true, box, signal: this.signal };
    for await (const block of selection.blocks(wanted)) {
      const { productNo, dates } = block.product;
      const of = points.get(productNo) ?? new ReleasePoints(this.#attributes, dates.length);
      points.set(productNo, of);
      of.add(block);
    }
    return points;
  }

  /** Prepared for the dates of a pair when it is first met. */
  #join(place: number): PairJoin {
    const known = this.#joins.get(place);
    if (known) return known;
    const { header, dates } = this.pairs[place];
    const made = new PairJoin(this.releases.later.selection.identity.level, header, dates, this.rule);
    this.#joins.set(place, made);
    return made;
  }
}
