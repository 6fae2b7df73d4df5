/** The address of what is seen, to be passed on or put into a page. */
import { html } from 'lit';
import { type Application, notify } from '../application.js';
import { encodeState } from '../state/codec.js';
import { type TextKey, text } from '../text/text.js';
import type { Panel } from './panel.js';

export const sharePanel: Panel = {
  id: 'share',
  icon: 'share',
  title: 'panel.share',
  render(app) {
    const link = linkOf(app, false);
    const frame = `<iframe src="${linkOf(app, true).replace(/&/g, '&amp;')}" width="800" height="600" title="${text('title')}"></iframe>`;
    return html`${copied(app, 'share.link', 'share.copy', link)}${copied(app, 'share.embed', 'share.copyEmbed', frame)}`;
  },
};

function linkOf(app: Application, isEmbedded: boolean): string {
  const url = new URL(location.href);
  if (isEmbedded) url.searchParams.set('embed', '1');
  // A link opens on the map, not on the panel it was copied from.
  url.hash = encodeState({ ...app.state.get(), panel: undefined });
  return url.href;
}

function copied(app: Application, label: TextKey, action: TextKey, content: string) {
  const copy = async ({ currentTarget }: Event) => {
    const area = (currentTarget as HTMLElement).parentElement!.querySelector('textarea')!;
    try {
      await navigator.clipboard.writeText(content);
      notify(app, 'copied', text('share.copied'));
    } catch {
      // No permission, or no TLS: selected, it can still be copied by hand.
      area.select();
    }
  };
  return html`<div class="copied"><label class="field"><span>${text(label)}</span>
    <textarea readonly rows="4" .value=${content}></textarea></label>
    <button type="button" @click=${copy}>${text(action)}</button></div>`;
}
