/**
 * A displacement series as a chart: SVG made on the server, readable without scripts. Its own attributes make it readable
 * in any page; `features.css` of this server's pages goes before them, and knows the dark.
 */
import type { Row } from '../../../catalog/items.js';
import { type Html, html } from '../../../http/html.js';
import { isoDate } from '../../../products/epochs.js';
import { calendarTicks, niceTicks } from './nice-ticks.js';

type Series = NonNullable<Row['series']>;

const WIDTH = 1000;
const HEIGHT = 400;
const MARGIN = { top: 30, right: 18, bottom: 30, left: 48 };
const LINE = '#1f5fa8';
const TREND = '#b4470f';
const FAINT = '#5b6770';
const GRID = '#d5dbdf';
const VALUE_TICKS = 6;
const DATE_TICKS = 9;
/** The year of EGMS's velocities. */
const YEAR_MS = 365 * 86_400_000;

interface Sample {
  readonly date: string;
  readonly timeMs: number;
  readonly mm: number;
  /** Whether the acquisition before it is missing: no line leads here. */
  readonly isAfterGap: boolean;
}

/**
 * @param velocityMmPerYear draws the line of that slope through the middle of the series; NaN: none
 * @param id of the drawing, where a page has several
 */
export function seriesChart(pid: string, series: Series, velocityMmPerYear: number, id = 'chart'): Html {
  const samples = samplesOf(series);
  if (samples.length === 0) return html`<p>No displacement was observed.</p>`;
  const scales = scalesFor(samples);
  const { x, y } = scales;
  const trend = Number.isFinite(velocityMmPerYear) ? trendLine(samples, velocityMmPerYear) : undefined;
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}-title ${id}-summary">
<title id="${id}-title">Displacement of ${pid} in millimetres</title>
<desc id="${id}-summary">${summaryOf(samples)}</desc>
${axes(scales)}
<path class="line" fill="none" stroke="${LINE}" stroke-opacity="0.45" stroke-width="1.4" d="${linePath(samples, scales)}"/>
${trend && html`<path class="trend" fill="none" stroke="${TREND}" stroke-width="2" stroke-dasharray="7 5" d="M${px(x(trend[0].timeMs))} ${px(y(trend[0].mm))}L${px(x(trend[1].timeMs))} ${px(y(trend[1].mm))}"/>`}
<g class="samples" fill="${LINE}">
${samples.map(
  ({ timeMs, mm, date }) =>
    html`<circle cx="${px(x(timeMs))}" cy="${px(y(mm))}" r="3"><title>${date}: ${mm} mm</title></circle>\n`,
)}</g>
</svg>`;
}

function samplesOf({ dates, displacementMm }: Series): readonly Sample[] {
  return dates.flatMap((text, i) => {
    const mm = displacementMm[i];
    const date = isoDate(text);
    return mm === null ? [] : [{ date, timeMs: Date.parse(date), mm, isAfterGap: displacementMm[i - 1] === null }];
  });
}

interface Scales {
  readonly x: (timeMs: number) => number;
  readonly y: (mm: number) => number;
  readonly dates: readonly number[];
  readonly values: readonly number[];
}

function scalesFor(samples: readonly Sample[]): Scales {
  const displacements = samples.map(({ mm }) => mm);
  const [firstMs, lastMs] = [samples[0].timeMs, samples[samples.length - 1].timeMs];
  const paddingMs = Math.max(lastMs - firstMs, YEAR_MS / 4) * 0.015;
  const [fromMs, toMs] = [firstMs - paddingMs, lastMs + paddingMs];
  const values = niceTicks(Math.min(-1, ...displacements), Math.max(1, ...displacements), VALUE_TICKS);
  const [low, high] = [values[0], values[values.length - 1]];
  const innerWidth = WIDTH - MARGIN.left - MARGIN.right;
  const innerHeight = HEIGHT - MARGIN.top - MARGIN.bottom;
  return {
    x: (timeMs) => MARGIN.left + ((timeMs - fromMs) / (toMs - fromMs)) * innerWidth,
    y: (mm) => MARGIN.top + ((high - mm) / (high - low)) * innerHeight,
    dates: calendarTicks(fromMs, toMs, DATE_TICKS),
    values,
  };
}

function axes({ x, y, dates, values }: Scales): Html {
  const right = WIDTH - MARGIN.right;
  const bottom = HEIGHT - MARGIN.bottom;
  return html`<g class="axis" font-family="sans-serif" font-size="13" fill="${FAINT}" aria-hidden="true">
${values.map(
  (
    mm,
  ) => html`<path class="${mm === 0 ? 'zero' : 'grid'}" stroke="${mm === 0 ? FAINT : GRID}" d="M${MARGIN.left} ${px(y(mm))}H${right}"/>
<text x="${MARGIN.left - 10}" y="${px(y(mm) + 4.5)}" text-anchor="end">${minusSign(mm)}</text>\n`,
)}
${dates.map(
  (timeMs) => html`<path class="grid" stroke="${GRID}" d="M${px(x(timeMs))} ${MARGIN.top}V${bottom + 5}"/>
<text x="${px(x(timeMs))}" y="${bottom + 22}" text-anchor="middle">${dateLabel(timeMs)}</text>\n`,
)}
<text x="${MARGIN.left - 10}" y="${MARGIN.top - 14}" text-anchor="end">mm</text>
</g>`;
}

/** Years by their number, other months with their name. */
function dateLabel(timeMs: number): string {
  const date = new Date(timeMs);
  const year = String(date.getUTCFullYear());
  return date.getUTCMonth() === 0 ? year : `${date.toLocaleString('en', { month: 'short', timeZone: 'UTC' })} ${year}`;
}

const linePath = (samples: readonly Sample[], { x, y }: Scales): string =>
  samples
    .map(({ timeMs, mm, isAfterGap }, i) => `${i === 0 || isAfterGap ? 'M' : 'L'}${px(x(timeMs))} ${px(y(mm))}`)
    .join('');

type End = Pick<Sample, 'timeMs' | 'mm'>;

/** Through the mean of all samples, as a least-squares line is. */
function trendLine(samples: readonly Sample[], velocityMmPerYear: number): readonly [End, End] {
  const mean = (value: (sample: Sample) => number) =>
    samples.reduce((sum, sample) => sum + value(sample), 0) / samples.length;
  const middleMs = mean(({ timeMs }) => timeMs);
  const middleMm = mean(({ mm }) => mm);
  const at = (timeMs: number): End => ({ timeMs, mm: middleMm + (velocityMmPerYear * (timeMs - middleMs)) / YEAR_MS });
  return [at(samples[0].timeMs), at(samples[samples.length - 1].timeMs)];
}

function summaryOf(samples: readonly Sample[]): string {
  const [first, last] = [samples[0], samples[samples.length - 1]];
  const displacements = samples.map(({ mm }) => mm);
  const [lowest, highest] = [Math.min(...displacements), Math.max(...displacements)];
  return `${samples.length} acquisitions from ${first.date} (${first.mm} mm) to ${last.date} (${last.mm} mm), between ${lowest} and ${highest} mm.`;
}

/** Tenths of a unit are finer than a screen. */
const px = (position: number): string => position.toFixed(1);

const minusSign = (value: number): string => String(value).replace('-', '−');
