/** The drawer at the bottom: chart of the points, what is known of them, and both to take home. */
import { html, nothing, type TemplateResult } from 'lit';
import { type Application, titleOf } from '../application.js';
import { unitName } from '../layers/layer-look.js';
import { canvasPicture } from '../shell/canvas-picture.js';
import { icon } from '../shell/icons.js';
import { saveFile } from '../shell/save-file.js';
import { keyOf } from '../state/session.js';
import { MOST_POINTS, type PointRef, samePoint } from '../state/state.js';
import { numberText, serverText, text } from '../text/text.js';
import type { ChartContent } from '../tools/chart-content.js';
import { chartSvg, PAPER } from '../tools/chart-svg.js';
import { curveColour } from './colours.js';
import type { ChartCurve, SeriesChart } from './series-chart.js';
import { shownSeries } from './series-loader.js';
import { csvOf, difference, tableOf, withoutLine, yearsSince } from './series-math.js';

/** Told with every series; the rest under "Attributes". */
const MAIN_ATTRIBUTES = [
  'mean_velocity',
  'acceleration',
  'seasonality',
  'rmse_ts',
  'rmse',
  'temporal_coherence',
  'height',
  'height_ortho',
];

export class SeriesDrawer {
  private readonly chartElement = document.createElement('div');
  private chart: SeriesChart | undefined;
  private shownKey: unknown[] = [];

  constructor(private readonly app: Application) {
    this.chartElement.className = 'chart';
    this.chartElement.setAttribute('role', 'img');
    // At once, and not with the next picture: that waits for the map.
    app.session.subscribe((now, before) => {
      if (now.series !== before.series) void this.draw();
    });
  }

  render(): TemplateResult | typeof nothing {
    const { app } = this;
    const { points, detrend, difference: isDifference } = app.state.get();
    if (points.length === 0) return nothing;
    const shown = shownSeries(app);
    const isLoading = points.some(
      ({ collection, pid }) => app.session.get().series[keyOf(collection, pid)] === 'loading',
    );
    void this.draw();
    return html`<section class="drawer" aria-label=${text('series.title')}>
      <header class="drawer-head">
        <h2>${text('series.title')}</h2>
        <div class="drawer-tools">
          <label class="check"><input type="checkbox" .checked=${detrend} @change=${() => app.state.set({ detrend: !detrend })}>${text('series.detrend')}</label>
          ${
            points.length === 2
              ? html`<label class="check"><input type="checkbox" .checked=${isDifference} @change=${() => app.state.set({ difference: !isDifference })}>${text('series.difference')}</label>`
              : nothing
          }
          <button type="button" ?disabled=${shown.length === 0} @click=${() => this.saveCsv()}>${text('series.csv')}</button>
          <button type="button" ?disabled=${shown.length === 0} @click=${() => this.savePng()}>${text('series.png')}</button>
          <button type="button" ?disabled=${shown.length === 0} @click=${() => this.saveSvg()}>${text('series.svg')}</button>
          <button type="button" class="plain-icon" aria-label=${text('close')} title=${text('close')} @click=${() => app.state.set({ points: [] })}>${icon('close')}</button>
        </div>
      </header>
      <div class="drawer-body">
        <div class="chart-frame" aria-busy=${isLoading}>${this.chartElement}${isLoading && shown.length === 0 ? html`<p class="chart-note">${text('series.loading')}</p>` : nothing}</div>
        <div class="facts">${points.map((point, index) => this.pointFacts(point, index))}
          <p class="hint">${points.length < MOST_POINTS ? text('series.add') : text('series.full', { most: MOST_POINTS })}</p>
        </div>
      </div>
    </section>`;
  }

  private pointFacts(point: PointRef, index: number): TemplateResult {
    const { app } = this;
    const { series, isDark, facts } = app.session.get();
    const entry = series[keyOf(point.collection, point.pid)];
    const remove = () =>
      app.state.set(({ points }) => ({ points: points.filter((each) => !samePoint(each, point)), difference: false }));
    const units = facts[point.collection]?.attributes ?? [];
    const row = (name: string) => {
      if (!entry || entry === 'loading' || 'problem' in entry) return nothing;
      const value = entry.attributes[name];
      if (value === undefined || value === null) return nothing;
      const attribute = units.find((each) => each.name === name);
      const std = entry.attributes[`${name}_std`];
      const shown = typeof value === 'number' ? numberText(value) : String(value);
      return html`<div title=${attribute?.description ?? ''}><dt>${serverText(attribute?.title ?? name)}</dt><dd>${shown}${
        typeof std === 'number' ? ` ± ${numberText(std)}` : ''
      } ${serverText(unitName(attribute?.unit))}</dd></div>`;
    };
    const others = units
      .map(({ name }) => name)
      .filter((name) => !MAIN_ATTRIBUTES.includes(name) && !name.endsWith('_std'));
    return html`<article class="point">
      <h3><span class="dot" .style=${`background: ${curveColour(index, isDark)}`}></span><span class="pid">${point.pid}</span>
        <button type="button" class="plain-icon small" aria-label=${text('series.remove', { pid: point.pid })} @click=${remove}>${icon('close')}</button></h3>
      <p class="of">${titleOf(app, point.collection)}</p>
      ${entry && entry !== 'loading' && 'problem' in entry ? html`<p class="problem" role="alert">${entry.problem}</p>` : nothing}
      ${
        entry && entry !== 'loading' && 'dates' in entry
          ? html`<dl>${MAIN_ATTRIBUTES.map(row)}</dl>
            <details><summary>${text('series.attributes')}</summary><dl>${others.map(row)}</dl></details>`
          : nothing
      }
    </article>`;
  }

  private curves(): readonly ChartCurve[] {
    const { detrend, difference: isDifference } = this.app.state.get();
    const { isDark } = this.app.session.get();
    const shown = shownSeries(this.app).filter(({ series }) => series.dates.length > 0);
    // A point may be there twice, out of two releases.
    const isTwice = (pid: string) => shown.filter(({ series }) => series.pid === pid).length > 1;
    const nameOf = (pid: string, collection: string) =>
      isTwice(pid) ? `${pid} (${releaseOf(this.app, collection)})` : pid;
    const raw =
      isDifference && shown.length === 2
        ? [
            {
              ...difference(shown[0].series, shown[1].series),
              name: text('series.minus', {
                a: nameOf(shown[0].series.pid, shown[0].series.collection),
                b: nameOf(shown[1].series.pid, shown[1].series.collection),
              }),
              colour: curveColour(0, isDark),
            },
          ]
        : shown.map(({ series: { pid, collection, dates, displacementMm }, index }) => ({
            name: nameOf(pid, collection),
            dates,
            displacementMm,
            colour: curveColour(index, isDark),
          }));
    if (!detrend) return raw;
    return raw.map((curve) => ({
      ...curve,
      displacementMm: withoutLine(yearsSince(curve.dates), curve.displacementMm),
    }));
  }

  /** Only when something that it shows is new: the drawer itself is rendered on every change. */
  private async draw(): Promise<void> {
    const { detrend, difference: isDifference } = this.app.state.get();
    const { isDark } = this.app.session.get();
    const key = [...shownSeries(this.app).map(({ series }) => series), detrend, isDifference, isDark];
    if (key.length === this.shownKey.length && key.every((part, i) => part === this.shownKey[i])) return;
    this.shownKey = key;
    if (!this.chart) {
      const { SeriesChart } = await import('./series-chart.js');
      this.chart ??= new SeriesChart(this.chartElement);
    }
    if (key !== this.shownKey) return;
    const curves = this.curves();
    this.chartElement.setAttribute('aria-label', text('series.chart', { count: curves.length }));
    const style = getComputedStyle(document.documentElement);
    this.chart.show(curves, {
      axisTitle: text(detrend ? 'series.residual' : 'series.displacement'),
      text: style.getPropertyValue('--text'),
      grid: style.getPropertyValue('--line'),
      background: style.getPropertyValue('--surface'),
      font: style.getPropertyValue('--font'),
    });
    this.chartElement.dataset.curves = String(curves.length);
  }

  private saveCsv(): void {
    const text = csvOf(this.curves().map((curve) => ({ ...curve, name: `${curve.name} [mm]` })));
    saveFile(new Blob([text], { type: 'text/csv' }), `${this.fileName()}.csv`);
  }

  private async savePng(): Promise<void> {
    const background = getComputedStyle(document.documentElement).getPropertyValue('--surface');
    const picture = await canvasPicture(this.chartElement, background);
    if (picture) saveFile(picture, `${this.fileName()}.png`);
  }

  /** On white, as papers are. */
  private saveSvg(): void {
    const curves = this.curves();
    const { times, columns } = tableOf(curves);
    const content: ChartContent = {
      x: times,
      isTime: true,
      xTitle: text('tools.date'),
      yTitle: text(this.app.state.get().detrend ? 'series.residual' : 'series.displacement'),
      unit: 'mm',
      leastSpan: 10,
      series: curves.map(({ name, colour }, i) => ({
        label: name,
        values: columns[i],
        colour,
        withPoints: true,
        withoutLine: true,
      })),
    };
    const svg = chartSvg(content, curves.map(({ name }) => name).join(', '), PAPER);
    saveFile(new Blob([svg], { type: 'image/svg+xml' }), `${this.fileName()}.svg`);
  }

  private fileName(): string {
    const [{ pid }, ...others] = this.app.state.get().points;
    return `series-${pid}${others.length > 0 ? `-and-${others.length}` : ''}`;
  }
}

const releaseOf = (app: Application, collection: string): string =>
  app.session.get().collections?.find(({ id }) => id === collection)?.egms?.release ?? collection;
