/** An XML document as the reader of descriptors is handed it, and ways through it. */

/** The shape of `products/xml-tree.ts`, which reads strictly; drawing does not know that folder. */
export interface SldElement {
  /** With its prefix, which is not looked at. */
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** Text of a leaf, or child elements. */
  readonly content: string | readonly SldElement[];
}

/** Name without prefix. */
export const localName = ({ name }: SldElement): string => name.slice(name.indexOf(':') + 1);

export const elementsIn = ({ content }: SldElement): readonly SldElement[] =>
  typeof content === 'string' ? [] : content;

/** Children of a name, without its prefix. */
export const childrenOf = (element: SldElement, name: string): readonly SldElement[] =>
  elementsIn(element).filter((child) => localName(child) === name);

export const childOf = (element: SldElement | undefined, name: string): SldElement | undefined =>
  element && childrenOf(element, name)[0];

/** Text of a leaf, or of the literal that it wraps. */
export function textOf(element: SldElement | undefined): string | undefined {
  if (!element) return undefined;
  if (typeof element.content === 'string') return element.content.trim();
  return textOf(childOf(element, 'Literal'));
}
