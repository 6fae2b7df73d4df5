/** Models fitted to the mean of the area, or to the points whose series are shown: the numbers of each. */
import { html, nothing, type TemplateResult } from 'lit';
import { type Application, setTool } from '../application.js';
import { curveColour } from '../series/colours.js';
import { type ShownSeries, shownSeries } from '../series/series-loader.js';
import { withoutLine, yearsSince } from '../series/series-math.js';
import { dateText, numberText, serverText, text } from '../text/text.js';
import type { ChartContent } from './chart-content.js';
import { ChartFrame } from './chart-frame.js';
import { type Fit, fitModel, MODELS, type ModelName, type Quantity } from './series-fits.js';

const chart = new ChartFrame('fitted-series');

/** Undefined: none. */
export const chosenModel = (app: Application): ModelName | undefined =>
  MODELS.find((model) => model === app.state.get().tools.fit);

export function fitControls(app: Application): TemplateResult {
  const model = chosenModel(app);
  const { summary } = app.session.get().toolResults ?? {};
  const points = shownSeries(app).filter(({ series }) => series.dates.length > 0);
  const choose = ({ currentTarget }: Event) =>
    setTool(app, 'fit', (currentTarget as HTMLSelectElement).value || undefined);
  return html`<section aria-label=${text('tools.fit')}>
    <label class="field"><span>${text('tools.fit')}</span><select @change=${choose} .value=${model ?? ''}>
      <option value="" ?selected=${!model}>${text('tools.fit.none')}</option>
      ${MODELS.map((each) => html`<option value=${each} ?selected=${each === model}>${text(`tools.fit.${each}`)}</option>`)}
    </select></label>
    ${model && !summary && points.length === 0 ? html`<p class="hint">${text('tools.fitNeeds')}</p>` : nothing}
    ${model && summary ? numbers(text('tools.areaMean'), fitModel(model, summary.dates, summary.meanMm)) : nothing}
    ${model && points.length > 0 ? pointFits(app, model, points) : nothing}
  </section>`;
}

function pointFits(app: Application, model: ModelName, shown: readonly ShownSeries[]): TemplateResult {
  const [{ series, index }] = shown;
  const { detrend } = app.state.get();
  const { isDark } = app.session.get();
  const valuesMm = detrend ? withoutLine(yearsSince(series.dates), series.displacementMm) : series.displacementMm;
  const fit = fitModel(model, series.dates, valuesMm);
  const content: ChartContent = {
    x: series.dates.map((date) => Date.parse(date) / 1000),
    isTime: true,
    xTitle: text('tools.date'),
    yTitle: text(detrend ? 'tools.withoutTrend' : 'tools.displacement'),
    unit: 'mm',
    leastSpan: 10,
    series: [
      { label: series.pid, values: valuesMm, colour: curveColour(index, isDark), withPoints: true, withoutLine: true },
      ...(fit
        ? [
            {
              label: text('tools.fitted'),
              values: fit.fittedMm,
              colour: curveColour(index + 1, isDark),
              isDashed: true,
            },
          ]
        : []),
    ],
  };
  const key = `${series.collection}/${series.pid}:${model}:${detrend}`;
  return html`${shown.map(({ series: { pid, dates, displacementMm } }) => numbers(pid, fitModel(model, dates, displacementMm)))}
    ${chart.render(content, key, `${series.pid}: ${text(`tools.fit.${model}`)}`)}`;
}

function numbers(name: string, fit: Fit | undefined): TemplateResult {
  if (!fit) return html`<p class="hint"><strong>${name}</strong>: ${text('tools.fitFew')}</p>`;
  return html`<table class="tool-table fit"><caption>${name}</caption><tbody>
    ${fit.quantities.map(
      (each) =>
        html`<tr><th scope="row">${text(`tools.quantity.${each.name}`)}</th><td>${quantityText(each)}</td></tr>`,
    )}
    <tr><th scope="row">${text('tools.residual')}</th><td>${numberText(fit.residualStdMm, 2)} mm</td></tr>
    <tr title=${text('tools.bicAbout')}><th scope="row">${text('tools.bic')}</th><td>${numberText(fit.bic, 1)}</td></tr>
  </tbody></table>`;
}

function quantityText({ value, error, unit }: Quantity): string {
  if (unit === 'date') return dateText(new Date(value).toISOString());
  if (unit === 'day') return text('tools.day', { day: value });
  return `${numberText(value, 2)}${error === undefined ? '' : ` ± ${numberText(error, 2)}`} ${serverText(unit)}`;
}
