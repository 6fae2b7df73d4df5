/** Displacement at a date, and a way through the dates. */
import { html, nothing, type TemplateResult } from 'lit';
import { type Application, datedLayer, titleOf } from '../application.js';
import type { ValuesAtDate } from '../layers/values-at-date.js';
import { icon } from '../shell/icons.js';
import { dateText, numberText, type TextKey, text } from '../text/text.js';
import type { Panel } from './panel.js';

/** Between two dates while playing: maps of a whole screen are made and fetched in it. */
const STEP_MS = 1_500;
let timer: ReturnType<typeof setInterval> | undefined;

export const timePanel: Panel = {
  id: 'time',
  icon: 'time',
  title: 'panel.time',
  render(app) {
    const dates = datesOf(app);
    if (dates.length === 0) return html`<p class="hint">${text('time.none')}</p>`;
    const { date } = app.state.get();
    const isOn = date !== undefined;
    const index = isOn ? nearest(dates, date) : dates.length - 1;
    const toggle = () => {
      stop(app);
      app.state.set({ date: isOn ? undefined : dates.at(-1) });
    };
    return html`<label class="check"><input type="checkbox" .checked=${isOn} @change=${toggle}>${text('time.show')}</label>
      <p class="hint">${text('time.about')}</p>
      ${
        isOn
          ? html`<label class="field"><span>${text('time.date')}</span>
            <input type="range" min="0" max=${dates.length - 1} .value=${String(index)} aria-valuetext=${dateText(dates[index])}
              @change=${({ currentTarget }: Event) => app.state.set({ date: dates[Number((currentTarget as HTMLInputElement).value)] })}></label>
          <div class="time-ends"><span>${dateText(dates[0])}</span><span>${dateText(dates.at(-1)!)}</span></div>
          <p class="time-now"><output>${dateText(dates[index])}</output>
            <button type="button" @click=${() => play(app)}>${icon(timer ? 'pause' : 'play')} ${text(timer ? 'time.pause' : 'time.play')}</button></p>
          ${statistics(app)}`
          : nothing
      }`;
  },
};

function statistics(app: Application): TemplateResult | typeof nothing {
  const { dateStatistics: known } = app.session.get();
  const layer = datedLayer(app);
  if (!known || !layer) return nothing;
  const { isSelection, state, problem, values } = known;
  return html`<section class="at-date" aria-live="polite"><h3>${text(isSelection ? 'time.inSelection' : 'time.inView')}</h3>
    <p class="hint">${titleOf(app, layer.collection)}</p>
    ${values ? valuesTable(values) : nothing}
    ${state === 'reading' ? html`<p class="hint">${text('tools.reading')} …</p>` : nothing}
    ${state === 'empty' ? html`<p class="hint">${text('time.noPoints')}</p>` : nothing}
    ${state === 'failed' ? html`<p class="problem" role="alert">${text('tools.problem', { detail: problem ?? '' })}</p>` : nothing}
  </section>`;
}

function valuesTable({
  date,
  count,
  meanMm,
  medianMm,
  p10Mm,
  p90Mm,
  points,
  pointsUsed,
}: ValuesAtDate): TemplateResult {
  const row = (title: TextKey, value: string) => html`<tr><th scope="row">${text(title)}</th><td>${value}</td></tr>`;
  const mm = (value: number) => `${numberText(value, 1)} mm`;
  return html`<table class="tool-table"><tbody>
      ${row('time.date', dateText(date))}
      ${row('tools.mean', mm(meanMm))}
      ${row('tools.median', mm(medianMm))}
      ${row('time.spread', text('time.range', { low: numberText(p10Mm, 1), high: mm(p90Mm) }))}
      ${row('tools.count', numberText(count))}
    </tbody></table>
    <p class="hint">${pointsUsed < points ? `${text('time.ofShare', { used: pointsUsed, matched: points })} ` : nothing}${text('time.values')}</p>`;
}

/** Of the topmost layer that has any. */
function datesOf(app: Application): readonly string[] {
  const layer = datedLayer(app);
  return layer ? app.session.get().facts[layer.collection].dates : [];
}

function nearest(dates: readonly string[], date: string): number {
  const distance = (other: string) => Math.abs(Date.parse(other) - Date.parse(date));
  return dates.reduce((best, other, i) => (distance(other) < distance(dates[best]) ? i : best), 0);
}

function play(app: Application): void {
  if (timer) {
    stop(app);
    return;
  }
  const step = () => {
    const [dates, { date }] = [datesOf(app), app.state.get()];
    if (dates.length === 0 || date === undefined) stop(app);
    else app.state.set({ date: dates[(nearest(dates, date) + 1) % dates.length] });
  };
  timer = setInterval(step, STEP_MS);
  step();
}

function stop(app: Application): void {
  clearInterval(timer);
  timer = undefined;
  // For the button to say so.
  app.session.set(({ notices }) => ({ notices: [...notices] }));
}
