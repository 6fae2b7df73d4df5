/** What signs, levels and dots mean, and how to get about. */
import { html } from 'lit';
import { MOST_POINTS } from '../state/state.js';
import { type TextKey, text } from '../text/text.js';
import type { Panel } from './panel.js';

const SECTIONS: readonly (readonly [TextKey, TextKey])[] = [
  ['help.sign', 'help.signText'],
  ['help.levels', 'help.levelsText'],
  ['help.cells', 'help.cellsText'],
  ['import.helpColours', 'import.helpColoursText'],
  ['help.keys', 'help.keysText'],
  ['import.help', 'import.helpText'],
  ['process.help', 'process.helpText'],
];

export const helpPanel: Panel = {
  id: 'help',
  icon: 'help',
  title: 'panel.help',
  render: () => html`<p>${text('help.clicks', { most: MOST_POINTS })}</p>
    ${SECTIONS.map(([title, body]) => html`<h3>${text(title)}</h3><p>${text(body)}</p>`)}`,
};
