/**
 * Small XML documents as plain trees, read strictly and written back with the same content: elements in their order,
 * attributes, exact text. Comments, processing instructions and the white space between elements are layout and not kept.
 */
import { XMLParser } from 'fast-xml-parser';
import { invalidProduct } from '../errors.js';

export interface XmlElement {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** Text of a leaf (possibly empty), or child elements: a mixture is refused. */
  readonly content: string | readonly XmlElement[];
}

const MAX_CHARACTERS = 16 * 2 ** 20;
const MAX_DEPTH = 32;

const TEXT = '#text';
const CDATA = '#cdata';
const ATTRIBUTES = ':@';

/** What the parser yields with `preserveOrder`: a node has one key, its name, beside its attributes. */
type ParsedNode = Record<string, unknown>;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  textNodeName: TEXT,
  cdataPropName: CDATA,
  maxNestedTags: MAX_DEPTH,
  // References are resolved here, so that only the five names of XML and characters by number exist at all.
  processEntities: false,
  onDangerousProperty: (name: string) => {
    throw new Error(`the name ${name} is not allowed`);
  },
});

/**
 * The root element of a document of at most 16 MB and 32 levels. Document type declarations, and with them every entity
 * but XML's own five, are refused. Throws `invalidProduct` at `where`.
 */
export function parseXml(document: string, where: string): XmlElement {
  if (document.length > MAX_CHARACTERS) {
    throw invalidProduct(where, `expected XML of at most ${MAX_CHARACTERS} characters, got ${document.length}`);
  }
  if (document.includes('<!DOCTYPE')) throw invalidProduct(where, 'document type declarations are not accepted');
  try {
    // Validation first: the parser alone forgives what is not well-formed.
    const nodes: ParsedNode[] = parser.parse(document.replace(/^\uFEFF/, ''), true);
    const roots = elementsOf(nodes);
    if (typeof roots === 'string' || roots.length !== 1) throw new Error('expected one root element');
    return roots[0];
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // The parser's messages can quote the whole document, and list every element that is still open at its end.
    const reason = message.startsWith("Invalid '[") ? 'elements are left open at the end' : message.slice(0, 200);
    throw invalidProduct(where, `not well-formed XML: ${reason}`, error);
  }
}

/** The document with two spaces a level, without a final newline. */
export function writeXml(root: XmlElement): string {
  return `<?xml version='1.0' encoding='UTF-8'?>\n${written(root, '')}`;
}

function elementsOf(nodes: readonly ParsedNode[]): string | XmlElement[] {
  const elements: XmlElement[] = [];
  let text = '';
  for (const node of nodes) {
    const name = Object.keys(node).find((key) => key !== ATTRIBUTES);
    if (name === undefined) continue;
    if (name === TEXT) text += resolveReferences(String(node[TEXT]));
    else if (name === CDATA) text += cdataText(node[CDATA]);
    else elements.push(elementOf(name, node));
  }
  if (elements.length === 0) return text;
  if (text.trim() !== '') throw new Error(`text beside elements: ${JSON.stringify(text.trim().slice(0, 40))}`);
  return elements;
}

function elementOf(name: string, node: ParsedNode): XmlElement {
  const content = elementsOf(node[name] as ParsedNode[]);
  const attributes = Object.entries((node[ATTRIBUTES] ?? {}) as Record<string, string>);
  if (attributes.length === 0) return { name, content };
  return {
    name,
    attributes: Object.fromEntries(attributes.map(([key, text]) => [key, resolveReferences(text)])),
    content,
  };
}

/** The parser wraps character data as a list of text nodes. */
function cdataText(nodes: unknown): string {
  return (nodes as ParsedNode[]).map((node) => String(node[TEXT] ?? '')).join('');
}

const NAMED_CHARACTERS: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function resolveReferences(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&([^;&]{0,12});?/g, (reference, name: string) => {
    const number = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(name);
    const code = number ? Number.parseInt(number[1] ?? number[2], number[1] ? 16 : 10) : undefined;
    const character = code === undefined ? NAMED_CHARACTERS[name] : xmlCharacter(code);
    if (character === undefined || !reference.endsWith(';')) throw new Error(`unknown entity ${reference}`);
    return character;
  });
}

/** Undefined for code points that XML does not allow. */
function xmlCharacter(code: number): string | undefined {
  const allowed =
    code === 9 ||
    code === 10 ||
    code === 13 ||
    (code >= 32 && code < 0xd800) ||
    (code > 0xdfff && code < 0xfffe) ||
    (code > 0xffff && code <= 0x10ffff);
  return allowed ? String.fromCodePoint(code) : undefined;
}

function written({ name, attributes = {}, content }: XmlElement, indent: string): string {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  const start = `${indent}<${name}${pairs.join('')}`;
  if (content.length === 0) return `${start}/>`;
  if (typeof content === 'string') return `${start}>${escaped(content)}</${name}>`;
  return `${start}>\n${content.map((child) => written(child, `${indent}  `)).join('\n')}\n${indent}</${name}>`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // A reader would turn them into spaces or newlines.
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"\t\n\r]/g, (character) => ESCAPES[character]);
}
