/**
 * Summaries as CoverageJSON: of each polygon a `PolygonSeries` with one parameter per statistic of the displacement, and a
 * `Polygon` with those of the attributes. A circle is drawn as a polygon.
 */
import {
  axisText,
  type CoverageParameter,
  coverageText,
  daysText,
  parametersMember,
  polygonAxis,
  rangeText,
  referencingMember,
} from '../../formats/coveragejson.js';
import { isoDate } from '../../products/epochs.js';
import type { ValueSummary } from '../../products/percentile.js';
import { attributeParameter, DISPLACEMENT, displacementParameter } from './edr-parameters.js';
import type { SummaryAnswer } from './summaries-made.js';
import { type Statistic, statisticText, valueReaders } from './summary-parameter.js';

const POINTS: CoverageParameter = { name: 'points', label: 'Points in the area', unit: '1', dataType: 'integer' };
const POINTS_USED: CoverageParameter = { ...POINTS, name: 'points_used', label: 'Points the statistics are made from' };

export function summaryCoverages({ request, selection, statistics, parts }: SummaryAnswer): string {
  const { collection, crs } = request;
  const { withSeries, properties } = selection;
  const series = withSeries ? statisticParameters(displacementParameter(collection), statistics) : [];
  const attributes = properties.map(attributeParameter);
  const parameters = [
    ...series,
    POINTS,
    POINTS_USED,
    ...attributes.flatMap((parameter) => statisticParameters(parameter, statistics)),
  ];
  const timeless = referencingMember(crs, false);
  const coverages = parts.flatMap(({ ground, summary }, i) => {
    const composite = polygonAxis(ground.rings);
    const id = `polygon-${i + 1}`;
    const { dates, displacementMm } = summary;
    const ofSeries =
      withSeries && dates.length > 0
        ? coverageText({
            id,
            domainType: 'PolygonSeries',
            axes: { composite, t: axisText(daysText(dates.map(isoDate))) },
            ranges: ranges(DISPLACEMENT, statistics, displacementMm, [['t', dates.length]]),
          })
        : undefined;
    const ofAttributes = coverageText({
      id,
      ...(withSeries && { referencing: timeless }),
      domainType: 'Polygon',
      axes: { composite },
      ranges: [
        [POINTS.name, rangeText('integer', [], `[${summary.matched}]`)],
        [POINTS_USED.name, rangeText('integer', [], `[${summary.used}]`)],
        ...attributes.flatMap(({ name }, a) => ranges(name, statistics, [summary.attributes[a]], [])),
      ],
    });
    return ofSeries === undefined ? [ofAttributes] : [ofSeries, ofAttributes];
  });
  return `{"type":"CoverageCollection",${parametersMember(parameters)},${referencingMember(crs, withSeries)},"coverages":[
${coverages.join(',\n')}
]}\n`;
}

/** `displacement_count`, `displacement_mean`, ... */
function statisticParameters(
  { name, label, description, unit }: CoverageParameter,
  statistics: readonly Statistic[],
): readonly CoverageParameter[] {
  const lower = label.toLowerCase();
  return [
    { name: `${name}_count`, label: `${label}: number of values`, unit: '1', dataType: 'integer' },
    ...statistics.map((each) => ({
      name: `${name}_${each.name}`,
      label: `${each.title} of ${lower}`,
      description,
      unit,
      dataType: 'float' as const,
    })),
  ];
}

function ranges(
  name: string,
  statistics: readonly Statistic[],
  summaries: readonly ValueSummary[],
  axes: Parameters<typeof rangeText>[1],
): readonly (readonly [string, string])[] {
  const readers = valueReaders(statistics);
  return [
    [`${name}_count`, rangeText('integer', axes, JSON.stringify(summaries.map(({ count }) => count)))],
    ...statistics.map((each, i) => {
      const values = summaries.map((summary) => statisticText(readers[i](summary)));
      return [`${name}_${each.name}`, rangeText('float', axes, `[${values.join(',')}]`)] as const;
    }),
  ];
}
