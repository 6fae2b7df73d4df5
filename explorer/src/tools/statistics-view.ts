/** Table, histogram and mean series of an area. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Application } from '../application.js';
import { unitName } from '../layers/layer-look.js';
import { curveColour } from '../series/colours.js';
import { fittedLine, yearsSince } from '../series/series-math.js';
import { numberText, serverText, text } from '../text/text.js';
import type { ChartContent } from './chart-content.js';
import { ChartFrame } from './chart-frame.js';
import { chosenModel } from './fit-controls.js';
import { histogramOf } from './histogram.js';
import type { Sample, Summary } from './read-selection.js';
import { fitModel } from './series-fits.js';
import type { ToolResults } from './tool-results.js';

const chart = new ChartFrame('mean-displacement');
const ROWS = ['mean', 'median', 'std', 'min', 'max'] as const;

export function statisticsView(app: Application, results: ToolResults): TemplateResult {
  const { summary, sample, attribute, collection, key } = results;
  const about = app.session.get().facts[collection]?.attributes.find(({ name }) => name === attribute);
  const unit = serverText(unitName(about?.unit));
  const title = `${serverText(about?.title ?? attribute)}${unit ? ` [${unit}]` : ''}`;
  return html`${summary ? table(summary, title) : html`<p class="hint" role="status">${text('tools.reading')} …</p>`}
    ${sample ? histogram(sample, title) : nothing}
    ${summary ? meanSeries(app, summary, key) : nothing}`;
}

function table({ points, pointsUsed, attribute }: Summary, title: string): TemplateResult {
  const value = (each: number | null) => (each === null ? '--' : numberText(each, 2));
  return html`<table class="tool-table statistics"><caption>${text('tools.statistics', { attribute: title })}</caption><tbody>
      <tr><th scope="row">${text('tools.count')}</th><td>${numberText(points)}</td></tr>
      ${ROWS.map((name) => html`<tr><th scope="row">${text(`tools.${name}`)}</th><td>${value(attribute[name])}</td></tr>`)}
    </tbody></table>
    ${pointsUsed < points ? html`<p class="hint" role="note">${text('tools.sampled', { used: pointsUsed, matched: points })}</p>` : nothing}`;
}

const [WIDTH, HEIGHT, FOOT] = [360, 96, 16];

function histogram({ points, matched }: Sample, title: string): TemplateResult | typeof nothing {
  const made = histogramOf(points.flatMap(({ values }) => values[0] ?? []));
  if (!made) return nothing;
  const { startValue, binWidth, counts } = made;
  const most = Math.max(...counts);
  const across = WIDTH / counts.length;
  const label = (value: number) => numberText(Number(value.toPrecision(6)));
  const bars = counts.map((count, i) => {
    const height = (count / most) * (HEIGHT - 4);
    const from = startValue + i * binWidth;
    const about = text('tools.bin', { from: label(from), to: label(from + binWidth), count });
    return svg`<rect x=${i * across + 0.5} y=${HEIGHT - height} width=${Math.max(0.5, across - 1)} height=${height}><title>${about}</title></rect>`;
  });
  const places = [0, Math.round(counts.length / 2), counts.length];
  return html`<svg class="tool-histogram" viewBox=${`0 0 ${WIDTH} ${HEIGHT + FOOT}`} role="img" aria-label=${text('tools.histogram', { attribute: title })}>
      ${bars}${svg`<path d=${`M0 ${HEIGHT}H${WIDTH}`}></path>`}
      ${places.map(
        (place, i) =>
          svg`<text x=${place * across} y=${HEIGHT + 13} text-anchor=${['start', 'middle', 'end'][i]}>${label(startValue + place * binWidth)}</text>`,
      )}</svg>
    ${points.length < matched ? html`<p class="hint" role="note">${text('tools.sampledHistogram', { used: points.length, matched })}</p>` : nothing}`;
}

function meanSeries(app: Application, summary: Summary, key: string): TemplateResult {
  const { detrend } = app.state.get();
  const { isDark } = app.session.get();
  const model = chosenModel(app);
  const title = text('tools.series');
  return html`<h3>${title}</h3>
    <label class="check"><input type="checkbox" .checked=${detrend} @change=${() => app.state.set({ detrend: !detrend })}>${text('series.detrend')}</label>
    ${chart.render(meanContent(summary, detrend, model, isDark), `${key}:${detrend}:${model}`, title)}`;
}

/** Without trend, mean and spread lose the line of the mean. */
function meanContent(
  { dates, meanMm, lowMm, highMm }: Summary,
  isDetrended: boolean,
  model: ReturnType<typeof chosenModel>,
  isDark: boolean,
): ChartContent {
  const years = yearsSince(dates);
  const line = isDetrended ? fittedLine(years, meanMm) : undefined;
  const without = (values: readonly (number | null)[]) =>
    values.map((value, i) =>
      value === null || !line ? value : value - line.interceptMm - line.velocityMmPerYear * years[i],
    );
  const [mean, low, high] = [meanMm, lowMm, highMm].map(without);
  const fit = model && fitModel(model, dates, mean);
  const [colour, fitColour] = [curveColour(0, isDark), curveColour(1, isDark)];
  return {
    x: dates.map((date) => Date.parse(date) / 1000),
    isTime: true,
    xTitle: text('tools.date'),
    yTitle: text(isDetrended ? 'tools.withoutTrend' : 'tools.displacement'),
    unit: 'mm',
    leastSpan: 10,
    series: [
      { label: text('tools.p90'), values: high, colour: `${colour}88` },
      { label: text('tools.p10'), values: low, colour: `${colour}88` },
      { label: text('tools.seriesMean'), values: mean, colour },
      ...(fit ? [{ label: text('tools.fitted'), values: fit.fittedMm, colour: fitColour, isDashed: true }] : []),
    ],
    band: { high: 0, low: 1, colour },
  };
}
