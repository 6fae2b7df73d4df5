/** A chart as SVG 1.1, for papers: nothing but text, so that it looks the same wherever it is opened. Pure. */
import { type ChartContent, valueRange } from './chart-content.js';

const [WIDTH, HEIGHT] = [800, 400];
const FRAME = { left: 70, right: 20, top: 44, bottom: 50 };

export interface SvgLooks {
  readonly text: string;
  readonly grid: string;
  readonly background: string;
}

/** On white, as papers are. */
export const PAPER: SvgLooks = { text: '#182126', grid: '#d5dce1', background: '#ffffff' };

export function chartSvg(content: ChartContent, title: string, looks: SvgLooks): string {
  const { x, isTime, series, band } = content;
  const [low, high] = valueRange(content);
  const [first, last] = content.xRange ?? [x[0] ?? 0, x.at(-1) ?? 1];
  const across = (value: number) =>
    FRAME.left + ((value - first) / (last - first || 1)) * (WIDTH - FRAME.left - FRAME.right);
  const down = (value: number) => FRAME.top + ((high - value) / (high - low)) * (HEIGHT - FRAME.top - FRAME.bottom);
  const bottom = HEIGHT - FRAME.bottom;
  const place = (value: number | null | undefined, i: number) =>
    value === null || value === undefined ? [] : [`${across(x[i]).toFixed(1)},${down(value).toFixed(1)}`];
  const label = (at: string, anchor: string, words: string, more = '') =>
    `<text ${at} text-anchor="${anchor}" fill="${looks.text}"${more}>${escaped(words)}</text>`;
  const yTicks = niceTicks(low, high, 6);
  const xTicks = isTime ? yearTicks(first, last) : niceTicks(first, last, 8);
  const parts = [
    ...yTicks.flatMap((value) => [
      `<path d="M${FRAME.left} ${down(value).toFixed(1)}H${WIDTH - FRAME.right}" stroke="${looks.grid}"/>`,
      label(`x="${FRAME.left - 8}" y="${(down(value) + 4).toFixed(1)}"`, 'end', String(Number(value.toPrecision(6)))),
    ]),
    ...xTicks.flatMap((value) => [
      `<path d="M${across(value).toFixed(1)} ${FRAME.top}V${bottom}" stroke="${looks.grid}"/>`,
      label(
        `x="${across(value).toFixed(1)}" y="${bottom + 18}"`,
        'middle',
        isTime ? new Date(value * 1000).toISOString().slice(0, 7) : String(Number(value.toPrecision(6))),
      ),
    ]),
    label(`x="${FRAME.left}" y="22"`, 'start', title, ' font-size="15"'),
    label(`x="${(FRAME.left + WIDTH - FRAME.right) / 2}" y="${HEIGHT - 10}"`, 'middle', content.xTitle),
    label(`x="0" y="0" transform="translate(18 ${HEIGHT / 2}) rotate(-90)"`, 'middle', content.yTitle),
  ];
  if (band) {
    const there = series[band.high].values.flatMap(place);
    const back = series[band.low].values.flatMap(place).reverse();
    parts.push(`<polygon points="${[...there, ...back].join(' ')}" fill="${band.colour}" fill-opacity="0.2"/>`);
  }
  for (const { values, colour, isDashed, withPoints, withoutLine } of series) {
    const places = values.flatMap(place);
    const dash = isDashed ? ' stroke-dasharray="7 5"' : '';
    if (!withoutLine)
      parts.push(`<polyline points="${places.join(' ')}" fill="none" stroke="${colour}" stroke-width="1.5"${dash}/>`);
    if (!withPoints) continue;
    const dots = places.map((each) => `M${each}h0`).join('');
    parts.push(`<path d="${dots}" stroke="${colour}" stroke-width="4" stroke-linecap="round"/>`);
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">
<title>${escaped(title)}</title><rect width="100%" height="100%" fill="${looks.background}"/>
${parts.join('\n')}
</svg>
`;
}

/** Multiples of 1, 2 or 5 times a power of ten, about as many as wanted. */
export function niceTicks(low: number, high: number, wanted: number): readonly number[] {
  const step = niceStep((high - low) / wanted);
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => (first + i) * step);
}

/** The next of 1, 2 or 5 times a power of ten. */
export function niceStep(least: number): number {
  if (!(least > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10);
}

/** Beginnings of years; of half years where there are few. */
function yearTicks(first: number, last: number): readonly number[] {
  const [from, to] = [first, last].map((seconds) => new Date(seconds * 1000).getUTCFullYear());
  const months = to - from < 3 ? [0, 6] : [0];
  return Array.from({ length: to - from + 2 }, (_, i) => from + i)
    .flatMap((year) => months.map((month) => Date.UTC(year, month) / 1000))
    .filter((seconds) => seconds >= first && seconds <= last);
}

const escaped = (words: string): string =>
  words.replace(/[&<>"]/g, (mark) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[mark]!);
