/** The rules of a descriptor as one scale of colours over one attribute. */
import { invalidParameter } from '../errors.js';
import { colourText } from './colour.js';
import type { ClassScale, ColourClass, ColourScale } from './colour-scale.js';
import { readFilter } from './sld-filter.js';
import { readColour, readNumber, readPointSymbolizer } from './sld-symbol.js';
import { childOf, childrenOf, elementsIn, localName, type SldElement, textOf } from './sld-tree.js';
import type { PointStyle, StyleProperty } from './style.js';

export interface RulesStyle {
  readonly attribute: StyleProperty;
  readonly scale: ColourScale;
  /** Absent: the descriptor says nothing of points. */
  readonly radiusPx?: number;
  readonly outline?: PointStyle['outline'];
  /** Of points without value; absent: no rule asks for them. */
  readonly noDataColour?: string;
  /** Painted as squares or as a raster: cells of a grid, where the points are some. */
  readonly isGrid: boolean;
}

const MAX_RULES = 256;
/** What is coloured when no rule compares anything. */
const DEFAULT_ATTRIBUTE: StyleProperty = 'mean_velocity';
/** Parts of a rule that say nothing about the picture. */
const IGNORED = ['Name', 'Title', 'Abstract', 'Description', 'LegendGraphic', 'Filter', 'ElseFilter', 'VendorOption'];

/** Throws `invalidParameter` for SLD. */
export function readRules(rules: readonly SldElement[]): RulesStyle {
  if (rules.length === 0 || rules.length > MAX_RULES) {
    throw invalidParameter('SLD', `expected 1 to ${MAX_RULES} rules, got ${rules.length}`);
  }
  const symbolizers = rules.map(symbolizerOf);
  if (localName(symbolizers[0]) === 'RasterSymbolizer') {
    if (rules.length > 1)
      throw invalidParameter('SLD', `expected one rule with a RasterSymbolizer, got ${rules.length} rules`);
    return { attribute: DEFAULT_ATTRIBUTE, scale: colourMap(symbolizers[0]), isGrid: true };
  }
  const symbols = symbolizers.map((symbolizer, index) => readPointSymbolizer(symbolizer, whereOf(rules[index], index)));
  const [first] = symbols;
  for (const [index, { radiusPx, outline }] of symbols.entries()) {
    if (radiusPx !== first.radiusPx || JSON.stringify(outline) !== JSON.stringify(first.outline)) {
      const where = whereOf(rules[index], index);
      throw invalidParameter('SLD', `${where}: expected the size and stroke of the first rule: all points have one`);
    }
  }
  return {
    ...classesOf(
      rules,
      symbols.map(({ colour }) => colour),
    ),
    radiusPx: first.radiusPx,
    outline: first.outline,
    isGrid: symbols.every(({ isSquare }) => isSquare),
  };
}

/** `rule 3 (fast)`. */
function whereOf(rule: SldElement, index: number): string {
  const name = textOf(childOf(rule, 'Name'))?.slice(0, 40);
  return `rule ${index + 1}${name ? ` (${name})` : ''}`;
}

function symbolizerOf(rule: SldElement, index: number): SldElement {
  const others = elementsIn(rule).filter((child) => !IGNORED.includes(localName(child)));
  const [symbolizer, second] = others;
  const where = whereOf(rule, index);
  const unknown = others.find((child) => !/^(?:Point|Raster)Symbolizer$/.test(localName(child)));
  if (unknown) throw invalidParameter('SLD', `${where}: ${localName(unknown).slice(0, 60)} is not supported`);
  if (!symbolizer || second)
    throw invalidParameter('SLD', `${where}: expected one PointSymbolizer, got ${others.length}`);
  return symbolizer;
}

function classesOf(
  rules: readonly SldElement[],
  colours: readonly string[],
): Pick<RulesStyle, 'attribute' | 'noDataColour'> & { scale: ClassScale } {
  let attribute: StyleProperty | undefined;
  let otherwise: string | undefined;
  let noDataColour: string | undefined;
  const classes: ColourClass[] = [];
  for (const [index, rule] of rules.entries()) {
    const where = whereOf(rule, index);
    if (childOf(rule, 'ElseFilter')) {
      otherwise = colours[index];
      continue;
    }
    const filter = childOf(rule, 'Filter');
    const condition = filter && readFilter(filter, where);
    attribute ??= condition?.attribute;
    if (condition && condition.attribute !== attribute) {
      throw invalidParameter(
        'SLD',
        `${where}: expected a comparison of ${attribute} like the rules before, got ${condition.attribute}`,
      );
    }
    if (condition?.isNull) {
      noDataColour = colours[index];
      continue;
    }
    const label = textOf(childOf(rule, 'Title')) || textOf(childOf(rule, 'Name'));
    classes.push({ ...condition?.limits, colour: colours[index], ...(label && { label: label.slice(0, 200) }) });
  }
  if (classes.length === 0) {
    if (otherwise === undefined) throw invalidParameter('SLD', 'expected a rule for points that have a value');
    classes.push({ colour: otherwise });
    otherwise = undefined;
  }
  return {
    attribute: attribute ?? DEFAULT_ATTRIBUTE,
    scale: { type: 'classes', classes, ...(otherwise !== undefined && { otherwise }) },
    ...(noDataColour !== undefined && { noDataColour }),
  };
}

/** `type="intervals"` (a custom of several servers): each colour holds below its quantity. */
function colourMap(symbolizer: SldElement): ColourScale {
  const map = childOf(symbolizer, 'ColorMap');
  const entries = map ? childrenOf(map, 'ColorMapEntry') : [];
  if (!map || entries.length < 2 || entries.length > MAX_RULES) {
    throw invalidParameter(
      'SLD',
      `RasterSymbolizer: expected a ColorMap of 2 to ${MAX_RULES} entries, got ${entries.length}`,
    );
  }
  const stops = entries.map(({ attributes = {} }, index) => {
    const where = `ColorMapEntry ${index + 1}`;
    const opacity = readNumber(attributes.opacity, `${where} opacity`, 0, 1, 1);
    return {
      value: readNumber(attributes.quantity, `${where} quantity`, -1e30, 1e30),
      colour: colourText(readColour(attributes.color, opacity, where)),
      ...(attributes.label && { label: attributes.label.slice(0, 200) }),
    };
  });
  for (let i = 1; i < stops.length; i++) {
    if (!(Math.fround(stops[i].value) > Math.fround(stops[i - 1].value))) {
      throw invalidParameter(
        'SLD',
        `ColorMapEntry ${i + 1}: expected a quantity above ${stops[i - 1].value}, got ${stops[i].value}`,
      );
    }
  }
  if (map.attributes?.type === 'intervals') {
    const classes = stops.map(({ value, ...stop }, i) => ({
      ...(i > 0 && { min: stops[i - 1].value }),
      max: value,
      ...stop,
    }));
    return { type: 'classes', classes };
  }
  return { type: 'stops', stops };
}
