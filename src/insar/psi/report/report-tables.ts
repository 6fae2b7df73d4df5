/** Tables of a report: parameters, steps, arcs, dates. */
import { isoDate } from '../../../products/epochs.js';
import type { PsiParameters } from '../psi-parameters.js';
import type { EpochQuality, PsiQuality, StepTime } from '../quality/psi-quality.js';
import { decimal, escaped, percent, timeText, whole } from './markup.js';

const row = (cells: readonly string[], numbers: readonly boolean[]): string =>
  `<tr>${cells.map((cell, i) => (numbers[i] ? `<td class="n">${cell}</td>` : `<td>${cell}</td>`)).join('')}</tr>`;

function table(heads: readonly string[], numbers: readonly boolean[], rows: readonly (readonly string[])[]): string {
  const head = heads.map((text, i) => (numbers[i] ? `<th class="n">${text}</th>` : `<th>${text}</th>`)).join('');
  return `<div class="scroll" tabindex="0"><table><thead><tr>${head}</tr></thead><tbody>${rows.map((cells) => row(cells, numbers)).join('')}</tbody></table></div>`;
}

/** In the order in which the pipeline meets them. */
const PARAMETER_TEXTS: Readonly<Record<keyof PsiParameters, readonly [text: string, unit: string]>> = {
  maxDispersion: ['largest amplitude dispersion of candidates for persistent scatterers', ''],
  windowM: ['homogeneous pixels are looked for so far to each side', 'm'],
  homogeneityAlpha: ['share of equal neighbours that the test of homogeneity rejects', ''],
  minSamples: ['homogeneous pixels that make a distributed scatterer', ''],
  strideRows: ['rows from one distributed scatterer to the next', 'px'],
  strideColumns: ['columns from one to the next', 'px'],
  linkingMethod: ['phase linking', ''],
  sequentialAbove: ['more dates are linked sequentially', ''],
  ministackDates: ['dates of a ministack', ''],
  minLinkedCoherence: ['least temporal coherence of phase linking', ''],
  minSequentialCoherence: ['the same where dates are linked in ministacks', ''],
  networkCellM: ['side of the cells whose best point enters the network', 'm'],
  networkNeighbours: ['neighbours of a point of the network', ''],
  maxArcM: ['longest arc', 'm'],
  maxVelocityMmPerYear: ['velocities of arcs are searched to', '± mm/yr'],
  maxHeightErrorM: ['height errors of arcs are searched to', '± m'],
  falseAlarmRate: ['chance that noise is taken for a point', ''],
  minCoherence: ['least coherence of points', ''],
  atmosphere: ['atmosphere between the points of the network', ''],
  atmosphereHighPassDays: ['residuals kept as motion are averaged over half a triangle of', 'days'],
  trend: ['taken off the velocities as a whole', ''],
  producer: ['producer, first character of identifiers', ''],
};

export function parametersTable(parameters: PsiParameters): string {
  const rows = (Object.keys(PARAMETER_TEXTS) as (keyof PsiParameters)[]).map((name) => {
    const [text, unit] = PARAMETER_TEXTS[name];
    return [`<code>${name}</code>`, escaped(String(parameters[name])), unit, text];
  });
  return table(['parameter', 'value', 'unit', 'meaning'], [false, true, false, false], rows);
}

export function stepsTable(steps: readonly StepTime[]): string {
  const total = steps.reduce((sum, { seconds }) => sum + seconds, 0);
  const rows = steps.map(({ name, seconds }) => [
    escaped(name),
    timeText(seconds),
    total > 0 ? percent(seconds / total) : '–',
  ]);
  return table(['step', 'time', 'share'], [false, true, true], [...rows, ['all', timeText(total), '']]);
}

export function arcsTable({ arcs }: PsiQuality): string {
  const share = (part: number, all: number) => (all > 0 ? percent(part / all) : '–');
  const rows = [
    ['arcs looked at', whole(arcs.count), ''],
    ['above the threshold', whole(arcs.aboveThreshold), share(arcs.aboveThreshold, arcs.count)],
    ['kept by the integration', whole(arcs.kept), share(arcs.kept, arcs.count)],
    ['rejected as contradicting others', whole(arcs.rejected), share(arcs.rejected, arcs.count)],
    ['triangles of arcs', whole(arcs.triangles), ''],
    ['triangles that do not close', whole(arcs.failingTriangles), share(arcs.failingTriangles, arcs.triangles)],
    ['closure of velocity, root mean square', `${decimal(arcs.closureRmsMmPerYear, 2)} mm/yr`, ''],
    ['closure of height error, root mean square', `${decimal(arcs.closureRmsM, 2)} m`, ''],
  ];
  return table(['', 'number', 'share'], [false, true, true], rows);
}

/** `baselineM` by date; a date that has none there shows a dash. */
export function epochsTable(
  epochs: readonly EpochQuality[],
  baselineM: ReadonlyMap<string, number>,
  referenceDate: string,
): string {
  const heads = [
    'date',
    'baseline<br>m',
    'valid',
    'amplitude<br>gain',
    'residues',
    'cycles',
    'cheapest',
    'ramp east<br>mm/km',
    'ramp north<br>mm/km',
    'stratified<br>mm/km',
    'turbulence<br>mm',
    'noise<br>mm',
  ];
  const rows = epochs.map((epoch) => [
    `<time>${escaped(isoDate(epoch.date))}</time>${epoch.date === referenceDate ? ' <strong>reference</strong>' : ''}`,
    decimal(baselineM.get(epoch.date), 1),
    percent(epoch.validShare),
    decimal(epoch.amplitudeGain, 3),
    whole(epoch.residues),
    whole(epoch.cycles),
    epoch.isCheapest ? 'yes' : 'no',
    decimal(epoch.rampMmPerKm[0], 3),
    decimal(epoch.rampMmPerKm[1], 3),
    decimal(epoch.stratifiedMmPerKm, 2),
    decimal(epoch.turbulenceRmsMm, 2),
    decimal(epoch.noiseRmsMm, 2),
  ]);
  return table(
    heads,
    heads.map((_, i) => i > 0),
    rows,
  );
}
