/**
 * What the points of an area say together: statistics of their series, date by date, and of their attributes. Points are
 * read in key order, a few thousand at a time as one run of bytes, and are not kept.
 */
import type { Database } from '../../db/database.js';
import { collectionChanged, notFound } from '../../errors.js';
import { attributeColumns } from '../../products/columns.js';
import type { ValueSummary } from '../../products/percentile.js';
import { SeriesSpread } from '../../products/series-spread.js';
import { ValueSpread } from '../../products/value-spread.js';
import type { Collection } from '../collection.js';
import type { ItemsQuery } from '../items.js';
import { answerRows, type TextRow } from '../text-rows.js';
import { epochWindow } from './epochs-filter.js';
import { packedSql } from './packed-row.js';
import { askPoints } from './points-source.js';
import { countUpTo, type PointsQuestion, pageInKeyOrder, versionSql } from './points-sql.js';
import { type PointsRecord, readPointsRecord } from './record.js';
import { FORMAT_TENTHS, seriesByteLength } from './series-codec.js';
import { halvesOf, rangesAfter } from './spatial-ranges.js';

export interface AreaQuestion {
  /** Which points; `datetime` shortens their series, too. */
  readonly points: Pick<ItemsQuery, 'bbox' | 'near' | 'filter' | 'datetime'>;
  /** Names of attributes as the collection publishes them, see `summarisable`. */
  readonly attributes: readonly string[];
  readonly withSeries: boolean;
  /** 0 to 100. */
  readonly percentiles: readonly number[];
  /** Of more points an even share of about so many is read, the same at every call. */
  readonly maxPoints: number;
}

export interface AreaSummary {
  /** Points in the area. */
  readonly matched: number;
  /** Points that were read: all of them, or a share. */
  readonly used: number;
  /** (dates of the collection within the time asked for) `YYYYMMDD` and what the series say of each. */
  readonly dates: readonly string[];
  readonly displacementMm: readonly ValueSummary[];
  /** In the order asked for. */
  readonly attributes: readonly ValueSummary[];
  readonly version: string;
}

/** Summaries of areas, for whoever answers requests. */
export interface Areas {
  /** Throws `collectionChanged` when the collection is published anew meanwhile. */
  summarise(collection: Collection, question: AreaQuestion, signal: AbortSignal): Promise<AreaSummary>;
}

/** Attributes of a collection that have a mean: numbers of the points themselves. */
export const summarisable = ({ properties, identity }: Collection): readonly string[] =>
  identity
    ? properties
        .filter(({ type, name }) => (type === 'number' || type === 'integer') && name !== 'date_count')
        .map(({ name }) => name)
    : [];

const POINTS_PER_PAGE = 4_096;
/** A share is a little smaller than there is room for, because it holds about so many and not exactly. */
const ROOM = 0.97;
/** Dates looked at between two pauses, so that nobody waits for the end of a summary. */
const DATES_PER_TURN = 64;

export class SqlAreas implements Areas {
  constructor(private readonly database: Database) {}

  async summarise(collection: Collection, question: AreaQuestion, signal: AbortSignal): Promise<AreaSummary> {
    const record = await readPointsRecord(this.database, collection.id);
    if (!record) throw notFound('collection of points', collection.id);
    const asked = askPoints(record, question.points);
    const all = new AreaReading(this.database, record, question, asked);
    if (await all.read(signal)) return all.summary(all.used);
    const matched = await all.count();
    const share = (ROOM * question.maxPoints) / matched;
    const some = new AreaReading(this.database, record, { ...question, maxPoints: matched }, { ...asked, share });
    await some.read(signal);
    return some.summary(matched);
  }
}

class AreaReading {
  used = 0;
  readonly #dates: readonly string[];
  readonly #series: SeriesSpread;
  readonly #attributes: readonly ValueSpread[];
  readonly #productDates = new Map<number, ProductDates>();

  constructor(
    private readonly database: Database,
    private readonly record: PointsRecord,
    private readonly question: AreaQuestion,
    private readonly asked: PointsQuestion,
  ) {
    const { dates } = record.collection;
    this.#dates = dates.slice(...epochWindow(dates, question.points.datetime));
    this.#series = new SeriesSpread(this.#dates.length);
    this.#attributes = question.attributes.map(() => new ValueSpread());
  }

  async count(): Promise<number> {
    const statement = countUpTo(this.asked, Number.MAX_SAFE_INTEGER - 1);
    const [[count, version]] = await answerRows(this.database, statement, this.question.points);
    this.#refuseOtherVersion(version);
    return Number(count);
  }

  /** Reads the points; false as soon as there are more than may be read. */
  async read(signal: AbortSignal): Promise<boolean> {
    // Two connections at once: the database's part and ours are about as long, and neither waits for the other. Pages are
    // taken in turns, not as they arrive, so that sums are the same every time.
    let halves = halvesOf(this.asked.ranges).map((ranges) => this.#pages(ranges));
    while (halves.length > 0) {
      const more: typeof halves = [];
      for (const pages of halves) {
        signal.throwIfAborted();
        const { value: page, done } = await pages.next();
        if (done) continue;
        if (this.used + page.count > this.question.maxPoints) return false;
        this.#take(page.bytes, page.count);
        this.used += page.count;
        more.push(pages);
      }
      halves = more;
    }
    return true;
  }

  /** The points of some ranges. The database reads on while a page is taken apart. */
  async *#pages(ranges: PointsQuestion['ranges']): AsyncGenerator<Page, undefined> {
    let reading = this.#page(ranges);
    for (;;) {
      const [[countText, lastKey, version, packed]] = await reading;
      const count = Number(countText);
      if (count > 0) this.#refuseOtherVersion(version);
      const isLast = count < POINTS_PER_PAGE;
      if (!isLast) reading = this.#page(rangesBehind(ranges, lastKey!));
      if (count > 0) yield { count, bytes: Buffer.from(packed!.slice(2), 'hex') };
      if (isLast) return undefined;
    }
  }

  async summary(matched: number): Promise<AreaSummary> {
    const { percentiles, withSeries } = this.question;
    const displacementMm: ValueSummary[] = [];
    for (let date = 0; withSeries && date < this.#dates.length; date++) {
      if (date % DATES_PER_TURN === DATES_PER_TURN - 1) await turn();
      displacementMm.push(this.#series.summary(date, percentiles));
    }
    const attributes: ValueSummary[] = [];
    for (const spread of this.#attributes) {
      await turn();
      attributes.push(spread.summary(percentiles));
    }
    const { version } = this.record.collection;
    return { matched, used: this.used, dates: withSeries ? this.#dates : [], displacementMm, attributes, version };
  }

  /** One row: how many points, the key of the last one, the version, and all of them as one run of bytes. */
  #page(ranges: PointsQuestion['ranges']): Promise<readonly TextRow[]> {
    const { attributes, withSeries, points } = this.question;
    const columns = attributeColumns(this.record.identity.level, this.record.generation);
    const packed = packedSql(
      attributes.map((name) => columns.find((column) => column.name === name)!.attribute),
      withSeries ? this.asked.seriesTable : undefined,
    );
    const inner = pageInKeyOrder(
      { ...this.asked, ranges },
      ['p.cell', 'p.id', `int2send(p.product_no::int2) || ${packed}`],
      POINTS_PER_PAGE,
      0,
    );
    // Without an order of its own: the page is in key order already, and a sort would carry the bytes along.
    const text = `select count(*), max(array[cell::int8, id]), ${versionSql(this.record.collectionNo)},
        string_agg(packed, ''::bytea)::text from (${inner.text}) page (cell, id, packed)`;
    const rows = answerRows(this.database, { text, values: inner.values }, points);
    // Looked at in a later turn; until then a failure is not unhandled.
    rows.catch(() => {});
    return rows;
  }

  #take(bytes: Buffer, count: number): void {
    let at = 0;
    for (let i = 0; i < count; i++) {
      const dates = this.#datesOf(bytes.readInt16BE(at));
      at += 2;
      for (const spread of this.#attributes) {
        spread.add(bytes.readDoubleBE(at));
        at += 8;
      }
      if (this.question.withSeries) at += this.#takeSeries(bytes, at, dates);
    }
  }

  /** Returns the bytes of the series. */
  #takeSeries(bytes: Buffer, at: number, { epochCount, from, to, places }: ProductDates): number {
    const format = bytes[at];
    if (format === FORMAT_TENTHS) this.#series.addTenths(bytes, at + 1, from, to, places);
    else for (let i = from; i < to; i++) this.#series.addMm(places[i], bytes.readDoubleLE(at + 1 + 8 * i));
    return seriesByteLength(format as typeof FORMAT_TENTHS, epochCount);
  }

  #datesOf(productNo: number): ProductDates {
    const known = this.#productDates.get(productNo);
    if (known) return known;
    const product = this.record.products.get(productNo);
    if (!product) throw collectionChanged(this.record.collection.id);
    const [from, to] = epochWindow(product.dates, this.question.points.datetime);
    const placeOf = new Map(this.#dates.map((date, place) => [date, place]));
    const places = Int32Array.from(product.dates, (date) => placeOf.get(date) ?? -1);
    const dates = { epochCount: product.dates.length, from, to, places };
    this.#productDates.set(productNo, dates);
    return dates;
  }

  #refuseOtherVersion(version: string | null): void {
    if (version !== this.record.collection.version) throw collectionChanged(this.record.collection.id);
  }
}

interface Page {
  readonly count: number;
  readonly bytes: Buffer;
}

/** Where the epochs of a product stand among the dates of the summary. */
interface ProductDates {
  readonly epochCount: number;
  /** Epochs [from, to) lie in the time asked for. */
  readonly from: number;
  readonly to: number;
  /** (epochs) -1 outside. */
  readonly places: Int32Array;
}

/** @param lastKey an array of cell and id, as PostgreSQL writes it */
function rangesBehind(ranges: PointsQuestion['ranges'], lastKey: string): PointsQuestion['ranges'] {
  const [cell, id] = lastKey.slice(1, -1).split(',');
  return rangesAfter(ranges, Number(cell), BigInt(id));
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
