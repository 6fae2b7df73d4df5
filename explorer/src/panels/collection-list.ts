/** The collections that are not on the map yet, in groups that open and close; with a box to find one among many. */
import { html, nothing, type TemplateResult } from 'lit';
import { type Application, layersOf } from '../application.js';
import { collectionGroups, foundCollections, isStandard, type LevelGroup } from '../layers/collection-groups.js';
import type { Collection } from '../server/documents.js';
import { icon } from '../shell/icons.js';
import { newLayer } from '../state/state.js';
import { collectionTitle, geometryName, levelName } from '../text/collection-names.js';
import { text } from '../text/text.js';
import { redraw } from './redraw.js';

/** Up to so many all groups are open, and nobody needs to search. */
const FEW = 8;
let sought = '';

export function collectionList(app: Application): TemplateResult | typeof nothing {
  const { collections = [] } = app.session.get();
  const shown = layersOf(app);
  const others = collections.filter(({ id }) => !shown.some(({ collection }) => collection === id));
  const total = others.length;
  if (total === 0) return nothing;
  const isMany = total > FEW;
  const term = isMany ? sought : '';
  const found = foundCollections(others, term, namesOf);
  const groups = collectionGroups(found);
  const isOpen = !isMany || term.trim() !== '';
  const search = ({ currentTarget }: Event) => {
    sought = (currentTarget as HTMLInputElement).value;
    redraw(app);
  };
  return html`<h3>${text('layers.other')}</h3>
    ${
      isMany
        ? html`<input class="find" type="search" placeholder=${text('layers.find')} aria-label=${text('layers.find')} .value=${sought} @input=${search}>
          <p class="hint found" role="status">${term.trim() === '' ? nothing : text('layers.found', { found: found.length, total })}</p>`
        : nothing
    }
    ${groups.map((group) => levelGroup(app, group, isOpen))}`;
}

const details = (title: string, count: number, isOpen: boolean, content: TemplateResult): TemplateResult =>
  html`<details class="group" ?open=${isOpen}><summary><h4>${title}</h4><span class="count">${count}</span></summary>${content}</details>`;

const levelGroup = (app: Application, { level, count, geometries }: LevelGroup, isOpen: boolean): TemplateResult =>
  details(
    levelName(level),
    count,
    isOpen,
    html`${geometries.map(
      ({ geometry, collections }) =>
        html`${geometry ? html`<h5>${geometryName(geometry)}</h5>` : nothing}
        <ul>${collections.map((collection) => collectionItem(app, collection))}</ul>`,
    )}`,
  );

/** The title is for those whose level, geometry and release do not say it all. */
function collectionItem(app: Application, collection: Collection): TemplateResult {
  const { id, egms, itemCount } = collection;
  const title = collectionTitle(collection);
  const add = () => {
    const isFirst = layersOf(app).length === 0;
    app.state.set({ layers: [newLayer(id), ...layersOf(app)] });
    if (isFirst) app.map?.fit([id]);
  };
  const points = itemCount === undefined ? '' : text('layers.points', { count: itemCount });
  const name = egms && isStandard(collection) ? egms.release : title;
  const beside = [egms && name !== egms.release ? egms.release : '', points].filter((part) => part !== '');
  // What is seen is part of its name: who speaks to a browser says that.
  const spoken = name === title ? text('layers.add') : `${text('layers.add')}: ${title}`;
  return html`<li><button type="button" class="add" title=${title} @click=${add}>
    ${icon('add')}<span><strong><span class="unseen">${spoken}, </span>${name}</strong><span>${beside.join(' · ')}</span></span></button></li>`;
}

const namesOf = ({ egms }: Collection): string =>
  egms ? `${levelName(egms.level)} ${geometryName(egms.geometry)}` : text('level.other');
