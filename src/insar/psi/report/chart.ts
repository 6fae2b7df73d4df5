/** Charts of a report, drawn in plain SVG: histograms, and anything against time. */
import { epochDay } from '../../../products/epochs.js';
import type { Histogram } from '../quality/psi-quality.js';
import { dateTicks, roundTicks } from './axis.js';
import { coordinate, decimal, escaped, whole } from './markup.js';

/** Of the drawing; it grows and shrinks with the page. */
const WIDTH = 420;
const TIME_WIDTH = 480;
const LEFT = 46;
const RIGHT = 10;
/** Marks have their labels here, above the bars. */
const TOP = 20;
const BOTTOM = 34;

interface Frame {
  readonly height: number;
  readonly width: number;
  x(value: number): number;
  y(value: number): number;
}

function frame(x: readonly [number, number], y: readonly [number, number], height: number, width = WIDTH): Frame {
  const scale = (value: number, [from, to]: readonly [number, number], start: number, end: number) =>
    start + ((value - from) / (to - from || 1)) * (end - start);
  return {
    height,
    width,
    x: (value) => scale(value, x, LEFT, width - RIGHT),
    y: (value) => scale(value, y, height - BOTTOM, TOP),
  };
}

const open = ({ width, height }: Frame, name: string) =>
  `<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(name)}">`;

function horizontals({ y, width }: Frame, ticks: readonly number[], label: (tick: number) => string): string {
  return ticks
    .map((tick) => {
      const at = coordinate(y(tick));
      return `<path class="grid" d="M${LEFT} ${at}H${width - RIGHT}"/><text x="${LEFT - 6}" y="${at}" dy="0.32em" text-anchor="end">${label(tick)}</text>`;
    })
    .join('');
}

const underneath = ({ height }: Frame, x: number, text: string, anchor = 'middle') =>
  `<text x="${coordinate(x)}" y="${height - BOTTOM + 16}" text-anchor="${anchor}">${text}</text>`;

const axisName = ({ height, width }: Frame, text: string) =>
  `<text class="axis" x="${(LEFT + width - RIGHT) / 2}" y="${height - 3}" text-anchor="middle">${escaped(text)}</text>`;

export interface Mark {
  readonly value: number;
  readonly label: string;
}

/** Bars from the first to the last class that has any; without any, a word. */
export function histogramChart(histogram: Histogram, name: string, unit: string, marks: readonly Mark[] = []): string {
  const { from, step, counts } = histogram;
  const first = counts.findIndex((count) => count > 0);
  if (first < 0) return '<p class="nothing">nothing to count</p>';
  const last = counts.findLastIndex((count) => count > 0);
  const edge = (index: number) => from + index * step;
  const marked = marks.map(({ value }) => Math.floor((value - from) / step)).filter((i) => i >= 0 && i < counts.length);
  // A single bar would fill the picture.
  const low = Math.max(0, Math.min(first, last - 4, ...marked));
  const high = Math.max(last + 1, first + 5, ...marked.map((i) => i + 1));
  const most = counts.reduce((a, b) => Math.max(a, b), 1);
  const ends = [edge(low), edge(high)] as const;
  const area = frame(ends, [0, most], 200);
  const bars: string[] = [];
  for (let i = first; i <= last; i++) {
    if (counts[i] === 0) continue;
    const [left, right, top] = [area.x(edge(i)), area.x(edge(i + 1)), area.y(counts[i])];
    bars.push(
      `M${coordinate(left)} ${coordinate(area.y(0))}V${coordinate(top)}H${coordinate(right)}V${coordinate(area.y(0))}z`,
    );
  }
  const ticks = roundTicks(...ends, 6);
  const decimals = Math.max(0, ...ticks.map((tick) => (String(tick).split('.')[1] ?? '').length));
  const shown = marks.filter(({ value }) => value >= ends[0] && value <= ends[1]);
  return [
    open(area, name),
    horizontals(area, roundTicks(0, most, 4), counted),
    `<path class="bars" d="${bars.join('')}"/>`,
    `<path class="baseline" d="M${LEFT} ${coordinate(area.y(0))}H${WIDTH - RIGHT}"/>`,
    ...ticks.map((tick) => underneath(area, area.x(tick), decimal(tick, decimals))),
    ...shown.map((mark) => verticalMark(area, mark)),
    axisName(area, unit),
    '</svg>',
  ].join('');
}

function verticalMark(area: Frame, { value, label }: Mark): string {
  const x = area.x(value);
  const isRight = x > (LEFT + area.width) / 2;
  return `<path class="mark" d="M${coordinate(x)} ${TOP}V${area.height - BOTTOM}"/><text class="mark-text" x="${coordinate(x + (isRight ? 3 : -3))}" y="${TOP - 6}" text-anchor="${isRight ? 'end' : 'start'}">${escaped(label)}</text>`;
}

/** `2,500`, `25k`, `1.5M`: room for numbers at the left is small. */
function counted(value: number): string {
  if (value >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`;
  if (value >= 1e4) return `${Number((value / 1e3).toPrecision(3))}k`;
  return whole(value);
}

export interface TimeSeries {
  readonly label: string;
  /** Class of the style: `first`, `second`. */
  readonly look: string;
  /** One for each date; null leaves a gap. */
  readonly values: readonly (number | null)[];
}

/** Lines over the dates, from zero up. */
export function timeChart(dates: readonly string[], series: readonly TimeSeries[], name: string, unit: string): string {
  const known = series.flatMap(({ values }) => values.filter((value): value is number => isKnown(value)));
  if (known.length === 0) return '<p class="nothing">nothing to show</p>';
  const most = Math.max(...known, 1e-3);
  const area = timeFrame(dates, [0, most * 1.05], 230);
  const days = dates.map((date) => epochDay(date)!);
  const lines = series.map(({ look, values }) => {
    const dots = values
      .map((value, i) =>
        isKnown(value) ? dot(area, days[i], value, 2.2, `${dates[i]}: ${decimal(value, 1)} ${unit}`) : '',
      )
      .join('');
    return `<g class="${look}"><path class="line" d="${linePath(area, days, values)}"/>${dots}</g>`;
  });
  const ticks = roundTicks(0, most, 4);
  const decimals = Math.max(0, ...ticks.map((tick) => (String(tick).split('.')[1] ?? '').length));
  return [
    open(area, name),
    horizontals(area, ticks, (tick) => decimal(tick, decimals)),
    dateLabels(area, days),
    ...lines,
    axisName(area, unit),
    '</svg>',
    `<p class="legend">${series.map(({ label, look }) => `<span class="${look}">${escaped(label)}</span>`).join(' ')}</p>`,
  ].join('');
}

export interface DatedBaseline {
  readonly date: string;
  readonly perpendicularM: number;
  readonly isUsable: boolean;
}

/** Dates and perpendicular baselines, each joined to the reference date as the phases are. */
export function baselineChart(dated: readonly DatedBaseline[], referenceDate: string, name: string): string {
  if (dated.length === 0) return '<p class="nothing">nothing to show</p>';
  const values = dated.map(({ perpendicularM }) => perpendicularM);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const margin = Math.max(5, 0.08 * (high - low));
  const area = timeFrame(
    dated.map(({ date }) => date),
    [low - margin, high + margin],
    260,
  );
  const days = dated.map(({ date }) => epochDay(date)!);
  const reference = dated.findIndex(({ date }) => date === referenceDate);
  const spokes = dated.map(({ perpendicularM }, i) =>
    reference < 0
      ? ''
      : `M${coordinate(area.x(days[reference]))} ${coordinate(area.y(values[reference]))}L${coordinate(area.x(days[i]))} ${coordinate(area.y(perpendicularM))}`,
  );
  const dots = dated.map(({ date, perpendicularM, isUsable }, i) => {
    const look = date === referenceDate ? 'reference' : isUsable ? 'first' : 'unusable';
    const text = `${date}: ${decimal(perpendicularM, 1)} m${isUsable ? '' : ', not usable'}`;
    return `<g class="${look}">${dot(area, days[i], perpendicularM, date === referenceDate ? 5 : 3, text)}</g>`;
  });
  return [
    open(area, name),
    horizontals(area, roundTicks(low - margin, high + margin, 5), (tick) => decimal(tick, 0)),
    dateLabels(area, days),
    `<path class="spokes" d="${spokes.join('')}"/>`,
    ...dots,
    axisName(area, 'perpendicular baseline, m'),
    '</svg>',
  ].join('');
}

function timeFrame(dates: readonly string[], y: readonly [number, number], height: number): Frame {
  const days = dates.map((date) => epochDay(date)!);
  const margin = Math.max(1, 0.02 * (days[days.length - 1] - days[0]));
  return frame([days[0] - margin, days[days.length - 1] + margin], y, height, TIME_WIDTH);
}

const dateLabels = (area: Frame, days: readonly number[]): string =>
  dateTicks(days[0], days[days.length - 1])
    .map(
      ({ day, label }) =>
        `<path class="grid" d="M${coordinate(area.x(day))} ${TOP}V${area.height - BOTTOM}"/>${underneath(area, area.x(day), label)}`,
    )
    .join('');

const dot = (area: Frame, x: number, y: number, radius: number, title: string): string =>
  `<circle cx="${coordinate(area.x(x))}" cy="${coordinate(area.y(y))}" r="${radius}"><title>${escaped(title)}</title></circle>`;

function linePath(area: Frame, days: readonly number[], values: readonly (number | null)[]): string {
  let path = '';
  let isDown = false;
  values.forEach((value, i) => {
    if (isKnown(value)) path += `${isDown ? 'L' : 'M'}${coordinate(area.x(days[i]))} ${coordinate(area.y(value))}`;
    isDown = isKnown(value);
  });
  return path;
}

const isKnown = (value: number | null): value is number => value !== null && Number.isFinite(value);
