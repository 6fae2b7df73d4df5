/** What a card says of a feature that was clicked: its attributes by name, with units, as people read them. Pure. */
import { unitName } from '../layers/layer-look.js';
import type { Attribute } from '../server/documents.js';
import { numberText, text } from '../text/text.js';

export interface CardRow {
  readonly name: string;
  readonly value: string;
}

export interface CardContent {
  readonly title: string;
  readonly rows: readonly CardRow[];
}

/** More would not fit a screen; the page of the feature has them all. */
const MOST_ROWS = 24;
const MOST_CHARACTERS = 120;

export function cardOf(feature: GeoJSON.Feature, attributes: readonly Attribute[] = []): CardContent {
  const properties = feature.properties ?? {};
  const { id = properties.name ?? properties.id } = feature;
  const known = new Map(attributes.map((attribute) => [attribute.name, attribute]));
  const rows = Object.entries(properties).flatMap(([name, value]): CardRow[] => {
    if (value === null || value === undefined || value === '' || typeof value === 'object' || value === id) return [];
    const attribute = known.get(name);
    const unit = unitName(attribute?.unit);
    const shown = `${valueText(value)}${unit ? ` ${unit}` : ''}`;
    return [{ name: attribute?.title ?? name.replaceAll('_', ' '), value: shown }];
  });
  return { title: id === undefined ? text('areas.feature') : String(id), rows: rows.slice(0, MOST_ROWS) };
}

function valueText(value: unknown): string {
  if (typeof value === 'number') return numberText(value);
  return String(value).slice(0, MOST_CHARACTERS);
}
