/** From what a statement selects to the rows of a page: columns, geometry, and the part of the series asked for. */
import { invalidParameter } from '../../errors.js';
import { isoDate } from '../../products/epochs.js';
import type { Property } from '../collection.js';
import type { Column, ItemsQuery, Row } from '../items.js';
import { epochWindow } from './epochs-filter.js';
import { propertySql } from './filter-source.js';
import { coordinateSql, versionSql } from './points-sql.js';
import { productProperties } from './properties.js';
import type { PointsRecord, ProductRecord } from './record.js';
import { decodeSeries } from './series-codec.js';

type Cells = readonly (string | null)[];
type Wanted = Pick<ItemsQuery, 'crs' | 'series' | 'properties' | 'withGeometry' | 'datetime'>;

const PRODUCT_NAMES: ReadonlySet<string> = new Set(productProperties.map((p) => p.name));
/** Positions in the select list that every row has. */
const CELL = 0;
const ID = 1;
const PRODUCT = 2;
const PID = 3;
const FIXED = ['p.cell', 'p.id', 'p.product_no', 'p.pid'];
/** All numbers of a row in one text, because the driver pays for every column it takes apart. */
const NUMBERS = FIXED.length;
/** Of the collection, in the snapshot that the row was read in. */
const VERSION = NUMBERS + 1;
const SERIES = VERSION + 1;

/** Where a column's cell comes from: a place among the numbers, the pid, or the product. */
type Source = number | 'pid' | ((product: ProductRecord) => string);

export class RowReader {
  readonly columns: readonly Column[];
  readonly select: readonly string[];
  readonly #sources: readonly Source[];
  /** Place of x among the numbers; y follows it. */
  readonly #geometryAt: number | undefined;

  constructor(
    private readonly record: PointsRecord,
    private readonly wanted: Wanted,
    seriesTable: string,
  ) {
    const numbers: string[] = [];
    const properties = selectedProperties(record, wanted.properties);
    this.columns = properties.map((property) => ({ property, encoding: encodingOf(property) }));
    this.#sources = properties.map((property): Source => {
      if (PRODUCT_NAMES.has(property.name)) return productCell(property.name);
      return property.name === 'pid' ? 'pid' : numbers.push(propertySql(record, property.name)!.sql) - 1;
    });
    if (wanted.withGeometry) {
      const { x, y } = coordinateSql(wanted.crs);
      this.#geometryAt = numbers.push(x, y) - 2;
    }
    const numbersSql = `array_to_string(array[${numbers.join(', ')}]::float8[], ',', '')`;
    const select = [...FIXED, numbersSql, versionSql(record.collectionNo)];
    if (wanted.series !== 'none') {
      select.push(`(select s.displacement from ${seriesTable} s
        where s.collection_no = ${record.collectionNo} and s.cell = p.cell and s.id = p.id)`);
    }
    this.select = select;
  }

  row(cells: Cells): Row {
    const product = this.record.products.get(Number(cells[PRODUCT]))!;
    const numbers = cells[NUMBERS]!.split(',');
    const at = this.#geometryAt;
    return {
      id: cells[PID]!,
      cells: this.#sources.map((source) => {
        if (typeof source === 'number') return numbers[source] === '' ? null : numbers[source];
        return source === 'pid' ? cells[PID] : source(product);
      }),
      geometry: at === undefined ? null : { x: numbers[at], y: numbers[at + 1] },
      ...(this.wanted.series === 'none' ? {} : { series: this.#series(cells[SERIES]!, product) }),
    };
  }

  version(cells: Cells): string | null {
    return cells[VERSION];
  }

  /** The keys a cursor continues after. */
  place(cells: Cells): (string | null)[] {
    return [cells[CELL], cells[ID]];
  }

  #series(hex: string, product: ProductRecord): NonNullable<Row['series']> {
    const displacementMm = decodeSeries(Buffer.from(hex.slice(2), 'hex'), product.dates.length);
    const [from, to] = epochWindow(product.dates, this.wanted.datetime);
    if (from === 0 && to === product.dates.length) return { dates: product.dates, displacementMm };
    return { dates: product.dates.slice(from, to), displacementMm: displacementMm.slice(from, to) };
  }
}

function selectedProperties(record: PointsRecord, names: readonly string[] | undefined): readonly Property[] {
  const { properties, id } = record.collection;
  if (names === undefined) return properties;
  const chosen = names.map((name) => {
    const property = properties.find((p) => p.name === name || p.aliases?.includes(name));
    if (!property) throw invalidParameter('properties', `no property ${name} in ${id}`);
    return property;
  });
  return properties.filter((property) => chosen.includes(property));
}

function encodingOf({ type }: Property): Column['encoding'] {
  return type === 'number' || type === 'integer' ? 'number' : 'string';
}

function productCell(name: string): (product: ProductRecord) => string {
  switch (name) {
    case 'first_date':
      return ({ dates }) => isoDate(dates[0]);
    case 'last_date':
      return ({ dates }) => isoDate(dates[dates.length - 1]);
    case 'date_count':
      return ({ dates }) => String(dates.length);
    default:
      return (product) => product.name;
  }
}
