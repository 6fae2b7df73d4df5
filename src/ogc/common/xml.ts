/** XML by tagged template. Whatever is put in is escaped, unless it is itself the result of `xml`. */
import { type Html, type HtmlValue, html } from '../../http/html.js';

export type Xml = Html;
export type XmlValue = HtmlValue;

/** Characters that XML 1.0 cannot hold, in whatever way they are written. */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

export function xml(strings: TemplateStringsArray, ...values: readonly XmlValue[]): Xml {
  return html(strings, ...values.map(allowed));
}

function allowed(value: XmlValue): XmlValue {
  if (typeof value === 'string') return value.replace(FORBIDDEN, '\ufffd');
  return Array.isArray(value) ? value.map(allowed) : value;
}

export const xmlDocument = (root: Xml): string => `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;

/** The nearest thing to `text` that may name an element or an attribute, without a colon (NCName, of ASCII alone). */
export function xmlName(text: string): string {
  const name = text.replace(/[^A-Za-z0-9._-]/g, '_');
  return /^[A-Za-z_]/.test(name) ? name : `_${name}`;
}
