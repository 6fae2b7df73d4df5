/** Names and values of what is said of an area, in the order of tables and properties. */

import type { AreaResult, SeriesResult } from '../../src/insar/area-statistics/area-result.js';
import type { AreaFeature } from '../../src/insar/area-statistics/areas.js';
import type { Parameters } from './parameters.js';

/** `p5`; `p2_5` for 2.5, because a dot in the name of a property means something else in many programs. */
export const percentileName = (percentile: number): string => `p${String(percentile).replace('.', '_')}`;

/** `count`, `mean_velocity_count`, `mean_velocity_mean`, ... */
export function statisticNames({ attributes, percentiles }: Parameters): string[] {
  const kinds = ['count', 'mean', 'median', 'std', 'min', 'max', ...percentiles.map(percentileName)];
  return ['count', ...attributes.flatMap((attribute) => kinds.map((kind) => `${attribute}_${kind}`))];
}

/** As many values as there are names. */
export function statisticValues({ count, attributes }: AreaResult): (number | null)[] {
  return [
    count,
    ...attributes.flatMap((of) => [of.count, of.mean, of.median, of.std, of.min, of.max, ...of.percentiles]),
  ];
}

/** `count`, `mean`, `median`, `std`, `p5`, ...: after the date. */
export function seriesNames({ percentiles }: Parameters): string[] {
  return ['count', 'mean', 'median', 'std', ...percentiles.map(percentileName)];
}

/** One array for each name. */
export function seriesColumns({ count, mean, median, std, percentiles }: SeriesResult): (readonly (number | null)[])[] {
  return [count, mean, median, std, ...percentiles];
}

/**
 * Compiles the look at an area's own properties: those that have the name of a statistic become `area_NAME`, so that
 * nothing given is lost.
 */
export function ownProperties(names: readonly string[]): (feature: AreaFeature) => [name: string, value: unknown][] {
  const taken = new Set(names);
  return ({ properties }) => {
    const own = properties ?? {};
    return Object.entries(own).map(([name, value]) => {
      let free = name;
      while (taken.has(free) || (free !== name && free in own)) free = `area_${free}`;
      return [free, value];
    });
  };
}
