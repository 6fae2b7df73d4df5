/** The values of a group of areas while its points are read: as many rows as each area has points, known beforehand. */
import { MISSING_TENTHS } from '../../products/point-batch.js';
import { LARGEST_TENTHS } from '../../products/tenths.js';
import type { DateWindow } from './area-groups.js';
import type { ColumnStatistics, ColumnSummary, Values } from './column-statistics.js';
import { type DateGrid, gridInterpolation } from './date-grid.js';
import type { MeasuredPoints } from './measured-points.js';

/** An area that waits for its points. */
export interface AreaRoom {
  readonly count: number;
  /** Dates of its series, ascending: all on which a product with points in it has an epoch, or those of the grid. */
  readonly dates: readonly string[];
}

export interface GroupOptions {
  readonly attributeCount: number;
  readonly withSeries: boolean;
  readonly window: DateWindow;
  /** Tenths of a millimetre take a quarter of the memory, but hold only what tenths can hold. */
  readonly asTenths: boolean;
  readonly grid?: DateGrid;
}

/** A displacement that tenths of a millimetre cannot hold exactly: the group must be taken again in doubles. */
export class NotInTenths extends Error {
  override readonly name = 'NotInTenths';
}

interface Slot {
  readonly room: AreaRoom;
  readonly firstDate: number;
  readonly width: number;
  /** (attributes, points) */
  readonly attributes: readonly Float64Array[];
  /** (points, width) point-major. */
  readonly series: Values;
  /** Column of each epoch of a product, -1 outside of the window; undefined when they are the same. */
  readonly columns: Map<readonly string[], Int32Array | undefined>;
  filled: number;
}

export class GroupValues {
  readonly #slots: readonly Slot[];
  #row: Values = new Float64Array(0);
  readonly #interpolations = new Map<readonly string[], ReturnType<typeof gridInterpolation>>();

  constructor(
    rooms: readonly AreaRoom[],
    private readonly options: GroupOptions,
  ) {
    if (options.grid && options.asTenths) throw new RangeError('grid: interpolated values are no tenths');
    this.#slots = rooms.map((room) => slotOf(room, options));
  }

  /** Takes one point into the areas that hold it, named by their places. Throws `NotInTenths`. */
  add(points: MeasuredPoints, point: number, places: readonly number[]): void {
    const row = this.options.withSeries ? this.#readSeries(points, point) : undefined;
    for (const place of places) {
      const slot = this.#slots[place];
      const at = slot.filled++;
      if (at >= slot.room.count) throw new RangeError(`points of area ${place}: expected ${slot.room.count}, got more`);
      slot.attributes.forEach((values, k) => {
        values[at] = points.attributes[k][point];
      });
      if (row) this.#writeSeries(slot, at, row, points.dates);
    }
  }

  /** Dates of the window that the area has. */
  dateCount(place: number): number {
    return this.#slots[place].width;
  }

  /** Statistics of an attribute, once all points are in. Throws RangeError when some are not. */
  attributeStatistics(place: number, attribute: number, summary: ColumnSummary): ColumnStatistics {
    return summary.of(this.#slots[place].attributes[attribute], 0, this.#complete(place), 1);
  }

  /** Statistics of a date of the window, counted from its first. */
  dateStatistics(place: number, date: number, summary: ColumnSummary): ColumnStatistics {
    const { series, width } = this.#slots[place];
    return summary.of(series, date, this.#complete(place), width);
  }

  #complete(place: number): number {
    const { room, filled } = this.#slots[place];
    if (filled !== room.count) throw new RangeError(`points of area ${place}: expected ${room.count}, got ${filled}`);
    return filled;
  }

  /** The series of a point in a row that is written over by the next. */
  #readSeries(points: MeasuredPoints, point: number): Values {
    const { dates, displacementMm } = points;
    const { grid, asTenths } = this.options;
    const length = grid?.dates.length ?? dates.length;
    if (this.#row.length < length) this.#row = asTenths ? new Int16Array(length) : new Float64Array(length);
    const first = point * dates.length;
    if (grid) this.#interpolation(dates, grid)(displacementMm, first, this.#row as Float64Array);
    else if (asTenths) tenthsInto(this.#row as Int16Array, displacementMm, first, dates.length);
    else this.#row.set(displacementMm.subarray(first, first + dates.length));
    return this.#row;
  }

  #interpolation(dates: readonly string[], grid: DateGrid) {
    const known = this.#interpolations.get(dates);
    if (known) return known;
    const made = gridInterpolation(dates, grid);
    this.#interpolations.set(dates, made);
    return made;
  }

  #writeSeries({ room, firstDate, width, series, columns }: Slot, at: number, row: Values, dates: readonly string[]) {
    if (!columns.has(dates)) {
      columns.set(dates, this.options.grid ? undefined : columnsOf(dates, room.dates, firstDate, width));
    }
    const column = columns.get(dates);
    const start = at * width;
    if (!column) {
      series.set(row.subarray(firstDate, firstDate + width), start);
      return;
    }
    for (let epoch = 0; epoch < column.length; epoch++) {
      if (column[epoch] >= 0) series[start + column[epoch]] = row[epoch];
    }
  }
}

function slotOf(room: AreaRoom, { attributeCount, withSeries, window, asTenths }: GroupOptions): Slot {
  const firstDate = Math.min(window.from, room.dates.length);
  const width = withSeries ? Math.min(window.to, room.dates.length) - firstDate : 0;
  const length = room.count * width;
  return {
    room,
    firstDate,
    width,
    attributes: Array.from({ length: attributeCount }, () => new Float64Array(room.count)),
    series: asTenths ? new Int16Array(length).fill(MISSING_TENTHS) : new Float64Array(length).fill(Number.NaN),
    columns: new Map(),
    filled: 0,
  };
}

/** Undefined when product and area have the same dates. */
function columnsOf(
  dates: readonly string[],
  areaDates: readonly string[],
  firstDate: number,
  width: number,
): Int32Array | undefined {
  if (dates.length === areaDates.length && dates.every((date, i) => date === areaDates[i])) return undefined;
  const columnOf = new Map(areaDates.map((date, i) => [date, i - firstDate]));
  return Int32Array.from(dates, (date) => {
    const column = columnOf.get(date) ?? -1;
    return column < width ? column : -1;
  });
}

function tenthsInto(out: Int16Array, displacementMm: Float64Array, first: number, length: number): void {
  for (let epoch = 0; epoch < length; epoch++) {
    const mm = displacementMm[first + epoch];
    const tenths = Math.round(mm * 10);
    if (tenths / 10 === mm && tenths <= LARGEST_TENTHS && tenths >= -LARGEST_TENTHS) out[epoch] = tenths;
    else if (Number.isNaN(mm)) out[epoch] = MISSING_TENTHS;
    else throw new NotInTenths(`${mm} mm`);
  }
}
