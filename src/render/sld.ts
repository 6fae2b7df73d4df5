/**
 * Styles from Styled Layer Descriptors of the simple kind: layers by name, rules that compare one attribute with numbers
 * and paint points of one size, or the colour map of a raster, which stands for the cells of a grid.
 * SLD 1.0.0 (OGC 02-070); the names of Symbology Encoding 1.1 are understood where they only rename things.
 *
 * Nothing outside the document is ever looked up: external graphics and remote layers are refused.
 */
import { invalidParameter, ServiceError } from '../errors.js';
import { DEFAULT_SIZE } from './default-styles.js';
import { readRules } from './sld-rules.js';
import { childOf, childrenOf, localName, type SldElement, textOf } from './sld-tree.js';
import type { PointStyle } from './style.js';

/** A layer of a descriptor: a style of its own, or the name of one that the server has; neither: the layer's default. */
export interface SldLayer {
  readonly layer: string;
  readonly style?: PointStyle;
  readonly namedStyle?: string;
  /** The style paints squares or a raster: cells, where the points of the layer stand for some. */
  readonly isGrid?: boolean;
}

/** Hundreds of rules need no more. */
export const MAX_SLD_CHARACTERS = 256 * 1024;
const MAX_LAYERS = 64;

/**
 * @param parse reads XML strictly: no document types, no entities but XML's own, limited depth (`products/xml-tree.ts`)
 * Throws `invalidParameter` for SLD, with the rule and the element where something is not understood.
 */
export function readSld(document: string, parse: (document: string, where: string) => SldElement): readonly SldLayer[] {
  if (document.length > MAX_SLD_CHARACTERS) {
    throw invalidParameter('SLD', `expected at most ${MAX_SLD_CHARACTERS} characters, got ${document.length}`);
  }
  return sldLayers(parsed(document, parse));
}

function parsed(document: string, parse: (document: string, where: string) => SldElement): SldElement {
  try {
    return parse(document, 'SLD');
  } catch (error) {
    if (error instanceof ServiceError) throw invalidParameter('SLD', error.detail.replace(/^SLD: /, ''), error);
    throw error;
  }
}

/** The layers of a descriptor that has been parsed. */
function sldLayers(root: SldElement): readonly SldLayer[] {
  if (localName(root) !== 'StyledLayerDescriptor') {
    throw invalidParameter('SLD', `expected a StyledLayerDescriptor, got ${root.name.slice(0, 60)}`);
  }
  if (childOf(root, 'UserLayer'))
    throw invalidParameter('SLD', 'UserLayer: layers of other servers are not drawn here');
  const layers = childrenOf(root, 'NamedLayer');
  if (layers.length === 0 || layers.length > MAX_LAYERS) {
    throw invalidParameter('SLD', `expected 1 to ${MAX_LAYERS} NamedLayer elements, got ${layers.length}`);
  }
  return layers.map(layerOf);
}

function layerOf(element: SldElement): SldLayer {
  const layer = textOf(childOf(element, 'Name'));
  if (!layer) throw invalidParameter('SLD', 'NamedLayer: expected a Name');
  const named = childOf(element, 'NamedStyle');
  const styles = childrenOf(element, 'UserStyle');
  if (styles.length > 1 || (named && styles.length > 0)) {
    throw invalidParameter('SLD', `layer ${layer}: expected one style, got ${styles.length + (named ? 1 : 0)}`);
  }
  if (named) return { layer, namedStyle: textOf(childOf(named, 'Name')) ?? '' };
  return styles.length === 0 ? { layer } : { layer, ...styleOf(styles[0]) };
}

function styleOf(element: SldElement): Required<Pick<SldLayer, 'style' | 'isGrid'>> {
  const rules = childrenOf(element, 'FeatureTypeStyle').flatMap((each) => childrenOf(each, 'Rule'));
  const name = textOf(childOf(element, 'Name'))
    ?.replace(/[^A-Za-z0-9._-]+/g, '-')
    .slice(0, 64);
  const { attribute, scale, radiusPx, outline, noDataColour, isGrid } = readRules(rules);
  const description = textOf(childOf(element, 'Abstract'))?.slice(0, 2000);
  const style: PointStyle = {
    id: name && /^[A-Za-z0-9]/.test(name) ? name : 'sld',
    title: (textOf(childOf(element, 'Title')) ?? name ?? 'SLD').slice(0, 200),
    ...(description && { description }),
    attribute: { type: 'property', name: attribute },
    scale,
    size: radiusPx === undefined ? DEFAULT_SIZE : { stops: [{ zoom: 0, radiusPx }] },
    opacity: 1,
    order: attribute === 'mean_velocity' || attribute === 'acceleration' ? 'magnitude' : 'ascending',
    ...(noDataColour !== undefined && { noDataColour }),
    ...(outline && { outline }),
  };
  return { style, isGrid };
}
