/** A click on a feature that is drawn opens a card with what is known of it. */
import type { MapMouseEvent, Popup } from 'maplibre-gl';
import type { Application } from '../application.js';
import type { Attribute } from '../server/documents.js';
import { text } from '../text/text.js';
import { cardOf } from './feature-card.js';
import { clickableLayers } from './features-overlay.js';

/** Who draws features under the name of a source, and can tell of each. */
export interface FeatureSource {
  readonly features: readonly GeoJSON.Feature[];
  readonly attributes?: readonly Attribute[];
  /** Page of the feature. */
  readonly href?: (feature: GeoJSON.Feature) => string | undefined;
}

const sources = new Map<string, FeatureSource>();
let shown: Popup | undefined;

/** Undefined: it is drawn no more, and a card of it closes. */
export function tellOf(source: string, content: FeatureSource | undefined): void {
  if (content) sources.set(source, content);
  else if (sources.delete(source)) shown?.remove();
}

/** The topmost feature at a place of the screen. */
export function featureAt(
  app: Application,
  at: { x: number; y: number },
): (FeatureSource & { readonly feature: GeoJSON.Feature }) | undefined {
  const map = app.map?.map;
  const layers = clickableLayers(app.session.get().overlays).filter((id) => map?.getLayer(id));
  if (!map || layers.length === 0) return undefined;
  for (const { source, id } of map.queryRenderedFeatures([at.x, at.y], { layers })) {
    const known = sources.get(source);
    const feature = typeof id === 'number' ? known?.features[id] : undefined;
    if (known && feature) return { ...known, feature };
  }
  return undefined;
}

/** True when there was one to open. */
export async function openCard(app: Application, { point, lngLat }: MapMouseEvent): Promise<boolean> {
  const found = featureAt(app, point);
  if (!found || !app.map) return false;
  const { Popup } = await import('maplibre-gl');
  shown?.remove();
  shown = new Popup({ maxWidth: '300px', className: 'feature-card', focusAfterOpen: true });
  shown.setLngLat(lngLat).setDOMContent(cardElement(found)).addTo(app.map.map);
  return true;
}

/** Built of elements and text: what stands in attributes is never read as HTML. */
function cardElement({ feature, attributes, href }: NonNullable<ReturnType<typeof featureAt>>): HTMLElement {
  const { title, rows } = cardOf(feature, attributes);
  const card = document.createElement('div');
  const heading = document.createElement('h3');
  heading.textContent = title;
  const list = document.createElement('dl');
  // It scrolls where there is little room: by keys, too.
  list.tabIndex = 0;
  for (const { name, value } of rows) {
    const term = document.createElement('dt');
    term.textContent = name;
    const details = document.createElement('dd');
    details.textContent = value;
    list.append(term, details);
  }
  card.append(heading, list);
  const address = href?.(feature);
  if (address) {
    const link = document.createElement('a');
    link.href = address;
    link.textContent = text('areas.page');
    card.append(link);
  }
  return card;
}
