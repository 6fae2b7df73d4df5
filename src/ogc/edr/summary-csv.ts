/** Summaries as CSV: a line for each polygon, parameter and date; attributes have no date. */
import { csvHeader, csvText, NEWLINE } from '../../formats/csv.js';
import { isoDate } from '../../products/epochs.js';
import type { ValueSummary } from '../../products/percentile.js';
import { DISPLACEMENT } from './edr-parameters.js';
import type { SummaryAnswer } from './summaries-made.js';
import { statisticText, valueReaders } from './summary-parameter.js';

export function summaryCsv({ selection, statistics, parts }: SummaryAnswer): string {
  const readers = valueReaders(statistics);
  const line = (polygon: number, parameter: string, date: string, summary: ValueSummary): string => {
    const values = readers.map((read) => statisticText(read(summary))).map((text) => (text === 'null' ? '' : text));
    return [String(polygon), csvText(parameter), date, String(summary.count), ...values].join(',') + NEWLINE;
  };
  const lines = parts.flatMap(({ summary }, i) => [
    ...summary.displacementMm.map((each, d) => line(i + 1, DISPLACEMENT, isoDate(summary.dates[d]), each)),
    ...selection.properties.map(({ name }, a) => line(i + 1, name, '', summary.attributes[a])),
  ]);
  return csvHeader(['polygon', 'parameter', 'date', 'count', ...statistics.map(({ name }) => name)]) + lines.join('');
}
