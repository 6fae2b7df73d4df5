/** XML as the Explorer reads it, where there is no browser: elements made of what fast-xml-parser finds. */
import { XMLParser } from 'fast-xml-parser';
import type { XmlElement } from '../../explorer/src/imports/xml.js';

type Node = Readonly<Record<string, unknown>>;

export function xmlElement(content: string): XmlElement {
  const nodes = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseTagValue: false,
    parseAttributeValue: false,
    ignoreDeclaration: true,
  }).parse(content) as Node[];
  return elementOf(nodes.find((node) => tagOf(node) !== undefined)!);
}

const tagOf = (node: Node): string | undefined => Object.keys(node).find((key) => key !== ':@' && key !== '#text');

function elementOf(node: Node): XmlElement {
  const tag = tagOf(node)!;
  const below = node[tag] as readonly Node[];
  const attributes = (node[':@'] ?? {}) as Record<string, string>;
  const children = below.filter((child) => tagOf(child) !== undefined).map(elementOf);
  return {
    localName: tag.replace(/^.*:/, ''),
    children,
    textContent: textIn(below),
    getAttribute: (name) => attributes[name] ?? null,
  };
}

/** Text at any depth, each piece visited once. */
const textIn = (nodes: readonly Node[]): string =>
  nodes
    .map((node) => ('#text' in node ? String(node['#text']) : textIn(node[tagOf(node)!] as readonly Node[])))
    .join('');
