/** A JSON document that came out of a job, as a person reads it: names and values, one below the other. */
import { html, type TemplateResult } from 'lit';
import { numberText } from '../text/text.js';

/** Of all that is nested in it. Longer documents are for files. */
const MOST_VALUES = 200;
const MOST_DEPTH = 6;

/** Undefined for values that are no documents, and for those that are too long or too deep. */
export function documentView(value: unknown): TemplateResult | undefined {
  return isRecord(value) && sizeOf(value, 0) <= MOST_VALUES ? names(value) : undefined;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function sizeOf(value: unknown, depth: number): number {
  if (typeof value !== 'object' || value === null) return 1;
  if (depth >= MOST_DEPTH) return Number.POSITIVE_INFINITY;
  return Object.values(value).reduce((sum: number, each) => sum + sizeOf(each, depth + 1), 1);
}

const names = (record: Readonly<Record<string, unknown>>): TemplateResult =>
  html`<dl class="document">${Object.entries(record).map(
    ([name, value]) =>
      html`<div ?data-nested=${isNested(value)}><dt>${spaced(name)}</dt><dd>${content(value)}</dd></div>`,
  )}</dl>`;

const isNested = (value: unknown): boolean =>
  isRecord(value) || (Array.isArray(value) && value.some((each) => typeof each === 'object'));

function content(value: unknown): TemplateResult | string {
  if (isRecord(value)) return names(value);
  if (Array.isArray(value)) {
    return isNested(value)
      ? html`<ol>${value.map((each) => html`<li>${content(each)}</li>`)}</ol>`
      : value.map(plain).join(', ');
  }
  return plain(value);
}

const plain = (value: unknown): string => (typeof value === 'number' ? numberText(value) : String(value ?? '–'));

/** `usedByTrack` as `used by track`; abbreviations and names of collections as they are. */
const spaced = (name: string): string =>
  /^[a-z]+([A-Z][a-z]+)+$/.test(name) ? name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`) : name;
