/** Summaries as GeoJSON: a feature for each polygon; of the displacement one list per statistic beside the dates. */
import { isoDate } from '../../products/epochs.js';
import type { ValueSummary } from '../../products/percentile.js';
import { DISPLACEMENT } from './edr-parameters.js';
import type { SummaryAnswer } from './summaries-made.js';
import { type Statistic, statisticText, valueReaders } from './summary-parameter.js';

export function summaryGeoJson({ request, selection, statistics, parts, links }: SummaryAnswer): string {
  const { axisOrder } = request.crs;
  const features = parts.map(({ ground, summary }, i) => {
    const rings = ground.rings.map((ring) => ring.map(([x, y]) => (axisOrder === 'yx' ? [y, x] : [x, y])));
    const properties = [
      `"points":${summary.matched}`,
      `"points_used":${summary.used}`,
      ...(selection.withSeries
        ? [
            `"dates":${JSON.stringify(summary.dates.map(isoDate))}`,
            `"${DISPLACEMENT}":{${listsText(statistics, summary.displacementMm)}}`,
          ]
        : []),
      ...selection.properties.map(
        ({ name }, a) => `${JSON.stringify(name)}:{${valuesText(statistics, summary.attributes[a])}}`,
      ),
    ];
    const geometry = JSON.stringify({ type: 'Polygon', coordinates: rings });
    return `{"type":"Feature","id":"polygon-${i + 1}","geometry":${geometry},"properties":{${properties.join(',')}}}`;
  });
  const head = JSON.stringify({
    type: 'FeatureCollection',
    timeStamp: new Date().toISOString(),
    numberReturned: features.length,
    links,
  });
  return `${head.slice(0, -1)},"features":[\n${features.join(',\n')}\n]}\n`;
}

function listsText(statistics: readonly Statistic[], summaries: readonly ValueSummary[]): string {
  const readers = valueReaders(statistics);
  return [
    `"count":${JSON.stringify(summaries.map(({ count }) => count))}`,
    ...statistics.map(({ name }, i) => {
      const values = summaries.map((summary) => statisticText(readers[i](summary)));
      return `"${name}":[${values.join(',')}]`;
    }),
  ].join(',');
}

function valuesText(statistics: readonly Statistic[], summary: ValueSummary): string {
  const readers = valueReaders(statistics);
  return [
    `"count":${summary.count}`,
    ...statistics.map(({ name }, i) => `"${name}":${statisticText(readers[i](summary))}`),
  ].join(',');
}
