/** The page around the map: rail, panel, legend, notices, drawer. Rendered anew, and cheaply, on every change. */
import { html, nothing, render, type TemplateResult } from 'lit';
import { type Application, dismiss } from '../application.js';
import { legend } from '../layers/legend.js';
import { panels } from '../panels/panels.js';
import type { SeriesDrawer } from '../series/series-drawer.js';
import { text } from '../text/text.js';
import { icon } from './icons.js';

export class Shell {
  /** The map's: never touched by a rendering. */
  readonly mapElement = document.createElement('div');
  private pending = 0;

  constructor(
    private readonly app: Application,
    private readonly root: HTMLElement,
    private readonly drawer: SeriesDrawer,
  ) {
    this.mapElement.className = 'map';
    this.mapElement.id = 'map';
    app.state.subscribe(() => this.refresh());
    app.session.subscribe(() => this.refresh());
    document.addEventListener('keydown', (event) => this.onKey(event));
    root.replaceChildren();
    this.renderNow();
  }

  private refresh(): void {
    if (this.pending) return;
    this.pending = requestAnimationFrame(() => {
      this.pending = 0;
      this.renderNow();
    });
  }

  private renderNow(): void {
    const { isEmbedded, config } = this.app.session.get();
    document.title = config.title ? `${text('title')} · ${config.title}` : text('title');
    render(
      html`<div class="explorer" ?data-embedded=${isEmbedded} ?data-panel=${this.openPanel() !== undefined} ?data-drawer=${this.app.state.get().points.length > 0}>
        ${isEmbedded ? nothing : html`<a class="skip" href="#map" @click=${this.skip}>${text('skip')}</a>${this.rail()}${this.panel()}`}
        <main class="stage">${this.mapElement}${legend(this.app)}${this.notices()}</main>
        ${this.drawer.render()}
      </div>`,
      this.root,
    );
  }

  private readonly skip = (event: Event): void => {
    event.preventDefault();
    this.mapElement.querySelector('canvas')?.focus();
  };

  private openPanel() {
    const { panel } = this.app.state.get();
    return panels.find(({ id }) => id === panel);
  }

  private toggle(id: string): void {
    const { panel } = this.app.state.get();
    this.app.state.set({ panel: panel === id ? undefined : id });
  }

  private rail(): TemplateResult {
    const open = this.openPanel();
    return html`<nav class="rail" aria-label=${text('title')}>
      <a class="rail-home" href=${this.app.server.url('', { f: 'html' })} title=${text('home')} aria-label=${text('home')}>${icon('home')}</a>
      ${panels.map(
        ({ id, icon: name, title }) =>
          html`<button type="button" aria-expanded=${id === open?.id} aria-controls="panel" @click=${() => this.toggle(id)}>${icon(name)}<span>${text(title)}</span></button>`,
      )}
    </nav>`;
  }

  private panel(): TemplateResult | typeof nothing {
    const open = this.openPanel();
    if (!open) return nothing;
    return html`<aside class="panel" id="panel" aria-label=${text(open.title)}>
      <header><h2>${text(open.title)}</h2>
        <button type="button" class="plain-icon" aria-label=${text('close')} title=${text('close')} @click=${() => this.toggle(open.id)}>${icon('close')}</button></header>
      <div class="panel-body" tabindex="0">${open.render(this.app)}</div>
    </aside>`;
  }

  private notices(): TemplateResult {
    const { notices, isAway } = this.app.session.get();
    return html`<div class="notices" role="status">
      ${isAway ? html`<p class="notice away">${text('notice.away')}</p>` : nothing}
      ${notices.map(
        ({ id, text: words }) =>
          html`<p class="notice">${words}<button type="button" class="plain-icon small" aria-label=${text('notice.dismiss')} @click=${() => dismiss(this.app, id)}>${icon('close')}</button></p>`,
      )}
    </div>`;
  }

  private onKey({ key, target }: KeyboardEvent): void {
    const isTyping = target instanceof HTMLInputElement && target.type !== 'range' && target.type !== 'checkbox';
    if (key !== 'Escape' || isTyping) return;
    const { panel, points } = this.app.state.get();
    if (panel !== undefined) this.app.state.set({ panel: undefined });
    else if (points.length > 0) this.app.state.set({ points: [] });
  }
}

/** Without WebGL there is no map, but there are pages. */
export function withoutMap(element: HTMLElement, app: Application): void {
  const collections = app.session.get().collections ?? [];
  render(
    html`<div class="no-map" role="alert"><p>${text('notice.noWebGl')}</p><ul>
      <li><a href=${app.server.url('collections', { f: 'html' })}>${text('notice.collections')}</a></li>
      ${collections.map(({ id, title }) => html`<li><a href=${app.server.url(app.server.collectionPath(id), { f: 'html' })}>${title}</a></li>`)}
    </ul></div>`,
    element,
  );
}
