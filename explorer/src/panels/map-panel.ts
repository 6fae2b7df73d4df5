/** What lies below the data, and how one looks at it. */
import { html, nothing } from 'lit';
import type { Application } from '../application.js';
import { BLANK, BUNDLED, basemapOf } from '../map/map-style.js';
import { encodeState } from '../state/codec.js';
import { language, languages, type TextKey, text } from '../text/text.js';
import { chooseTheme, chosenTheme, THEMES } from '../theme/theme.js';
import type { Panel } from './panel.js';

const THEME_TEXT: Readonly<Record<(typeof THEMES)[number], TextKey>> = {
  system: 'map.system',
  light: 'map.light',
  dark: 'map.dark',
};

export const mapPanel: Panel = {
  id: 'map',
  icon: 'map',
  title: 'panel.map',
  render(app) {
    const [state, session] = [app.state.get(), app.session.get()];
    const basemaps = [
      ...session.config.basemaps.map(({ id, title }) => ({ id, title })),
      { id: BUNDLED, title: text('map.bundled') },
      { id: BLANK, title: text('map.blank') },
    ];
    const current = basemapOf(state, session);
    const check = (label: TextKey, value: boolean, change: () => void) =>
      html`<label class="check"><input type="checkbox" .checked=${value} @change=${change}>${text(label)}</label>`;
    return html`<fieldset class="choices"><legend>${text('map.basemap')}</legend>
      ${basemaps.map(
        ({ id, title }) =>
          html`<label class="check"><input type="radio" name="basemap" .checked=${id === current} @change=${() => app.state.set({ basemap: id })}>${title}</label>`,
      )}</fieldset>
      <fieldset class="choices"><legend>${text('panel.map')}</legend>
        ${check('map.globe', state.projection === 'globe', () => app.state.set({ projection: state.projection === 'globe' ? 'mercator' : 'globe' }))}
        ${check('map.3d', state.threeD, () => app.state.set({ threeD: !state.threeD }))}
        ${session.config.terrain ? check('map.terrain', state.terrain, () => app.state.set({ terrain: !state.terrain })) : nothing}
        <button type="button" ?disabled=${!app.map} @click=${() => app.map?.fit()}>${text('map.home')}</button>
      </fieldset>
      <fieldset class="choices"><legend>${text('map.theme')}</legend>
        ${THEMES.map(
          (theme) =>
            html`<label class="check"><input type="radio" name="theme" .checked=${theme === chosenTheme()} @change=${() => chooseTheme(app, theme)}>${text(THEME_TEXT[theme])}</label>`,
        )}</fieldset>
      <label class="field"><span>${text('map.language')}</span>
        <select @change=${({ currentTarget }: Event) => speak(app, (currentTarget as HTMLSelectElement).value)}>${languages.map(
          ({ code, name }) => html`<option value=${code} lang=${code} ?selected=${code === language}>${name}</option>`,
        )}</select></label>`;
  },
};

/** The page is read anew in the language, with the same on it: words are in places that are drawn once. */
function speak(app: Application, code: string): void {
  const address = new URL(location.href);
  address.searchParams.set('lang', code);
  address.hash = encodeState(app.state.get());
  location.assign(address);
}
