/** What was read and found altogether, and the rules by which it was counted. */
import type { AreaCensus } from './census.js';
import type { Parameters } from './parameters.js';
import type { PointSources } from './point-sources.js';

export function summaryOf(
  { selections, products }: PointSources,
  areaCount: number,
  { attributes, percentiles, withSeries, bufferM, minPoints }: Parameters,
  { counts, pointsRead, pointsHeld, productsUsed, grid }: AreaCensus,
): Record<string, unknown> {
  return {
    areas: areaCount,
    emptyAreas: counts.filter((count) => count === 0).length,
    areasBelowMinPoints: counts.filter((count) => count > 0 && count < minPoints).length,
    pointsRead,
    pointsInAreas: pointsHeld,
    // More than the points in areas where areas overlap.
    memberships: counts.reduce((sum, count) => sum + count, 0),
    collections: selections.map(({ collection, identity }) => ({
      id: collection.id,
      version: collection.version,
      level: identity.level,
      geometry: identity.geometry,
      release: identity.release,
    })),
    products: productsUsed.map((place) => products[place].name),
    attributes,
    percentiles,
    bufferM,
    minPoints,
    series: !withSeries
      ? null
      : grid
        ? { dates: 'grid', count: grid.dates.length, maxGapDays: grid.maxGapDays }
        : { dates: 'observed' },
    rules: {
      edges: 'western and southern edges inside, eastern and northern outside',
      std: 'divided by n',
      percentiles: 'linear between order statistics, definition 7 of Hyndman and Fan (1996)',
    },
  };
}
