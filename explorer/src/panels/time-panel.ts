/** Displacement at a date, and a way through the dates. */
import { html, nothing } from 'lit';
import { type Application, layersOf } from '../application.js';
import { icon } from '../shell/icons.js';
import { dateText, text } from '../text/text.js';
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
            <button type="button" @click=${() => play(app)}>${icon(timer ? 'pause' : 'play')} ${text(timer ? 'time.pause' : 'time.play')}</button></p>`
          : nothing
      }`;
  },
};

/** Of the topmost layer that has any. */
function datesOf(app: Application): readonly string[] {
  const { facts } = app.session.get();
  const layer = layersOf(app).find(({ visible, collection }) => visible && (facts[collection]?.dates.length ?? 0) > 0);
  return layer ? facts[layer.collection].dates : [];
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
