/** XML of other servers: read as data, never put into the page. */

/** As much of an element as the readers of capabilities need; what a DOM gives has it. */
export interface XmlElement {
  readonly localName: string;
  readonly children: Iterable<XmlElement>;
  readonly textContent: string | null;
  getAttribute(name: string): string | null;
}

/** Titles are shown: of one that never ends the beginning is enough. */
const MOST_CHARACTERS = 300;

export const childrenOf = (element: XmlElement | undefined, name: string): readonly XmlElement[] =>
  element ? [...element.children].filter(({ localName }) => localName === name) : [];

/** Down a path of names, along the first of each. */
export const below = (element: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined =>
  path.reduce<XmlElement | undefined>((at, name) => childrenOf(at, name)[0], element);

export const textOf = (element: XmlElement | undefined): string | undefined =>
  shortened(element?.textContent ?? undefined);

export const textBelow = (element: XmlElement | undefined, ...path: readonly string[]): string | undefined =>
  textOf(below(element, ...path));

/** In one line and not too long; undefined for nothing, and for what is no text at all. */
export function shortened(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  const line = text
    .slice(0, 4 * MOST_CHARACTERS)
    .replace(/\s+/g, ' ')
    .trim();
  if (line === '') return undefined;
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)}…` : line;
}

export const hrefOf = (element: XmlElement | undefined): string | undefined =>
  element?.getAttribute('xlink:href') ?? element?.getAttribute('href') ?? undefined;
