/** Points under a pixel as plain text. */
import { isoDate } from '../../../products/epochs.js';
import { unitText } from '../unit-text.js';
import { cellsOf, drawnValue, type PointInfo, positionOf } from './point.js';

export function featureInfoText(points: readonly PointInfo[]): string {
  if (points.length === 0) return 'No measurement point here.\n';
  return points.map(pointText).join('\n');
}

function pointText(point: PointInfo): string {
  const { pick, row } = point;
  const { collection } = pick.layer;
  const { title, value, unit, from, to } = drawnValue(point);
  const span = from === undefined ? '' : `, ${from} to ${to}`;
  const lines = [
    `Point ${row.id} of ${collection.id} (${collection.title})`,
    `  drawn: ${title}${span} = ${value === null ? 'no value' : withUnit(String(value), unit)}`,
    ...(pick.pointCount > 1 ? [`  its symbol stands for ${pick.pointCount} points`] : []),
    `  position = ${positionOf(point).join(' ')} (longitude, latitude)`,
    ...cellsOf(point).map(({ property, cell }) => `  ${property.name} = ${attributeText(cell, property.unit)}`),
    ...(row.series
      ? ['  displacement in mm:', ...row.series.dates.map((date, i) => seriesLine(date, row.series!.displacementMm[i]))]
      : []),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

const attributeText = (cell: string | null, unit: string | undefined): string =>
  cell === null ? '-' : withUnit(cell, unitText(unit));

const withUnit = (value: string, unit: string): string => (unit === '' ? value : `${value} ${unit}`);

const seriesLine = (date: string, mm: number | null): string => `    ${isoDate(date)} ${mm ?? '-'}`;
