/** The second look: the values of a group of areas, read and summarised. */

import { AreaFinder } from '../../src/insar/area-statistics/area-finder.js';
import { type AreaGroup, type AreaNeed, areaGroups } from '../../src/insar/area-statistics/area-groups.js';
import { type AreaResult, AreaResultBuilder, collect } from '../../src/insar/area-statistics/area-result.js';
import type { Area } from '../../src/insar/area-statistics/areas.js';
import { ColumnSummary } from '../../src/insar/area-statistics/column-statistics.js';
import { readingBoxes } from '../../src/insar/area-statistics/ground-box.js';
import { GroupValues, NotInTenths } from '../../src/insar/area-statistics/group-values.js';
import { Turns } from '../../src/insar/turns.js';
import type { ProcessContext } from '../../src/jobs/process.js';
import type { AreaCensus } from './census.js';
import type { Parameters } from './parameters.js';
import type { PointSources } from './point-sources.js';

type NumberedResult = readonly [place: number, result: AreaResult];

export class GroupReader {
  readonly #summary: ColumnSummary;
  readonly #turns: Turns;

  constructor(
    private readonly context: Pick<ProcessContext, 'signal' | 'log'>,
    private readonly sources: PointSources,
    private readonly areas: readonly Area[],
    private readonly parameters: Parameters,
    private readonly census: AreaCensus,
    private readonly memoryBytes: number,
  ) {
    this.#summary = new ColumnSummary(parameters.percentiles);
    this.#turns = new Turns(context.signal);
  }

  /** Results of all areas of the group. */
  async *results(group: AreaGroup): AsyncGenerator<NumberedResult> {
    try {
      yield* this.#resultsOf(group, this.census.grid === undefined);
    } catch (error) {
      // Thrown while points are read, before the first result.
      if (!(error instanceof NotInTenths)) throw error;
      // Rare: EGMS publishes tenths. The group is cut smaller, because doubles take four times the memory.
      this.context.log('info', `displacements finer than 0.1 mm (${error.message}): taken as they are`);
      for (const part of this.#inDoubles(group)) yield* this.#resultsOf(part, false);
    }
  }

  #inDoubles({ places }: AreaGroup): AreaGroup[] {
    const needs = places.map((place): AreaNeed => {
      const dateCount = this.census.datesOf(place).length;
      return { place, box: this.areas[place].box!, count: this.census.counts[place], dateCount };
    });
    const attributeCount = this.parameters.attributes.length;
    return areaGroups(needs, { attributeCount, valueBytes: 8, memoryBytes: this.memoryBytes });
  }

  async *#resultsOf({ places, windows }: AreaGroup, asTenths: boolean): AsyncGenerator<NumberedResult> {
    const { attributes, withSeries } = this.parameters;
    // Where there are several windows there is one area: its statistics are gathered from all of them.
    const builders = new Map<number, AreaResultBuilder>();
    for (const [number, window] of windows.entries()) {
      const attributeCount = number === 0 ? attributes.length : 0;
      const options = { attributeCount, withSeries, window, asTenths, grid: this.census.grid };
      const values = await this.#read(places, options);
      const isLast = number === windows.length - 1;
      for (const [slot, place] of places.entries()) {
        const builder = builders.get(place) ?? new AreaResultBuilder(this.#summary);
        await builder.add(values, slot, attributes.length, this.#turns);
        if (isLast) yield [place, this.#result(builder, place)];
        else builders.set(place, builder);
      }
    }
  }

  #result(builder: AreaResultBuilder, place: number): AreaResult {
    const { withSeries, percentiles } = this.parameters;
    const dates = withSeries ? this.census.datesOf(place) : undefined;
    return builder.result(this.census.counts[place], dates, percentiles.length);
  }

  async #read(places: readonly number[], options: ConstructorParameters<typeof GroupValues>[1]): Promise<GroupValues> {
    const { signal } = this.context;
    const areas = places.map((place) => this.areas[place]);
    const rooms = places.map((place) => ({ count: this.census.counts[place], dates: this.census.datesOf(place) }));
    const values = new GroupValues(rooms, options);
    const finder = new AreaFinder(areas);
    const boxes = readingBoxes(areas.map(({ box }) => box!));
    const wanted = { withValues: options.attributeCount > 0, withSeries: options.withSeries, signal };
    for await (const { points } of this.sources.read(boxes, wanted)) await collect(points, finder, values, this.#turns);
    return values;
  }
}
