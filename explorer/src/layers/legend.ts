/** What the colours on the map mean: drawn from the styles in use. */
import { html, nothing, type TemplateResult } from 'lit';
import { type Application, layersOf, titleOf } from '../application.js';
import { areaLook } from '../areas/area-colours.js';
import { areaLayersOf } from '../areas/area-layer.js';
import { layerLook } from '../map/map-style.js';
import { dateText, numberText, serverText, text } from '../text/text.js';
import type { LayerLook } from './layer-look.js';

export function legend(app: Application): TemplateResult | typeof nothing {
  const layers = layersOf(app).filter(({ visible }) => visible);
  const looks = layers
    .map((layer) => ({ layer, look: layerLook(layer, app.state.get(), app.session.get()) }))
    .filter(({ look }) => look.stops.length > 0);
  // Layers that look alike share a legend.
  const shown = looks.filter(({ look }, i) => looks.findIndex((other) => sameColours(other.look, look)) === i);
  const hasAreas = areaLayersOf(app).some(({ isHidden }) => !isHidden);
  if (shown.length === 0 && !hasAreas) return nothing;
  return html`<section class="legend" aria-label=${text('legend.title')}>${shown.map(({ layer, look }) => {
    const alike = looks
      .filter((other) => sameColours(other.look, look))
      .map((other) => titleOf(app, other.layer.collection));
    return html`<figure title=${alike.join('\n')}>
      <figcaption>${captionOf(app, layer.collection, look)}${look.unit ? html` <span>[${serverText(look.unit)}]</span>` : nothing}</figcaption>
      ${look.isSteps ? classes(look) : ramp(look)}
      ${isTooFar(app, look) ? html`<p class="hint">${text('layers.near', { attribute: serverText(look.title), zoom: look.fromZoom })}</p>` : nothing}
    </figure>`;
  })}${hasAreas ? areaFigure() : nothing}</section>`;
}

function areaFigure(): TemplateResult {
  const look = areaLook(text('areas.velocity'));
  return html`<figure><figcaption>${look.title} <span>[${serverText(look.unit)}]</span></figcaption>${ramp(look)}</figure>`;
}

function captionOf(app: Application, collection: string, look: LayerLook): string {
  const { date } = app.state.get();
  const [from] = app.session.get().facts[collection]?.dates ?? [];
  return look.attribute === 'displacement' && date && from
    ? text('legend.displacement', { from: unbroken(dateText(from)), date: unbroken(dateText(date)) })
    : serverText(look.title);
}

/** A date stays on one line. */
const unbroken = (date: string): string => date.replaceAll('-', '\u2011').replaceAll(' ', '\u00a0');

/** The attribute is not in the features yet, and the server has no picture in these colours. */
const isTooFar = (app: Application, look: LayerLook): boolean =>
  look.fromZoom > app.session.get().zoom && look.pictureStyle === undefined;

const sameColours = (a: LayerLook, b: LayerLook): boolean =>
  a.attribute === b.attribute && JSON.stringify(a.stops) === JSON.stringify(b.stops);

/** Styles are set as properties: the policy of the page refuses them as attributes. */
function ramp({ stops }: Pick<LayerLook, 'stops'>): TemplateResult {
  const [first, last] = [stops[0].value, stops.at(-1)!.value];
  const share = (value: number) => ((value - first) / (last - first)) * 100;
  const colours = stops.map(({ value, colour }) => `${colour} ${share(value).toFixed(2)}%`).join(', ');
  const middle = (first + last) / 2;
  return html`<div class="ramp" .style=${`background: linear-gradient(to right, ${colours})`}></div>
    <div class="ticks"><span>${short(first)}</span><span>${short(middle)}</span><span>${short(last)}</span></div>`;
}

const classes = ({ stops }: LayerLook): TemplateResult =>
  html`<ul class="classes">${stops.map(
    ({ value, colour }, i) =>
      html`<li><span class="swatch" .style=${`background: ${colour}`}></span>${
        i === 0
          ? `< ${short(stops[1]?.value ?? value)}`
          : i === stops.length - 1
            ? `≥ ${short(value)}`
            : `${short(value)} … ${short(stops[i + 1].value)}`
      }</li>`,
  )}</ul>`;

const short = (value: number): string => numberText(Number(value.toPrecision(3)));
