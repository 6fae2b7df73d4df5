/**
 * Styles as Styled Layer Descriptors, SLD 1.0.0 (OGC 02-070), for desktop programs: a rule for each class. A continuous
 * scale becomes classes narrow enough not to be seen as such. What SLD cannot say is left out: halos, order of drawing,
 * sizes that change with the zoom.
 */
import { colourOf, colourText, mixed } from './colour.js';
import { type ColourClass, type ScaleBox, type ScaleKey, scaleKey } from './colour-scale.js';
import { boxLabel } from './legend.js';
import { type PointStyle, radiusAt } from './style.js';

export interface SldWords {
  /** Name of the layer: the collection's id. */
  readonly layer: string;
  /** The attribute as the collection calls it. */
  readonly property: string;
}

/** Classes of a continuous scale, about. */
const MANY_CLASSES = 32;
/** Readers are asked to take no more (`sld-rules.ts`), and the rules for the rest and for no value want room. */
const MAX_CLASSES = 250;
/** Where the size is taken: quarters of a town fill a screen. */
const SIZE_ZOOM = 14;
const MAX_SIZE_PX = 32;

interface Rule {
  readonly name: string;
  readonly title: string;
  /** Inside of `Rule`, before the symbol. */
  readonly filter: string;
  readonly colour: string;
}

/** Throws RangeError for displacements, which have no name that SLD could compare. */
export function sldDocument(style: PointStyle, { layer, property }: SldWords): string {
  if (style.attribute.type !== 'property') throw new RangeError('expected a style of an attribute, got a displacement');
  const rules = rulesOf(style, property);
  const abstract = style.description === undefined ? '' : `\n      <Abstract>${escaped(style.description)}</Abstract>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<StyledLayerDescriptor version="1.0.0" xmlns="http://www.opengis.net/sld" xmlns:ogc="http://www.opengis.net/ogc" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.opengis.net/sld http://schemas.opengis.net/sld/1.0.0/StyledLayerDescriptor.xsd">
  <NamedLayer>
    <Name>${escaped(layer)}</Name>
    <UserStyle>
      <Name>${escaped(style.id)}</Name>
      <Title>${escaped(style.title)}</Title>${abstract}
      <FeatureTypeStyle>
        <FeatureTypeName>${escaped(layer)}</FeatureTypeName>
${rules.map((rule) => ruleXml(rule, style)).join('\n')}
      </FeatureTypeStyle>
    </UserStyle>
  </NamedLayer>
</StyledLayerDescriptor>
`;
}

function rulesOf({ scale, noDataColour }: PointStyle, property: string): readonly Rule[] {
  const classes = scale.type === 'classes' ? scale.classes : classesOf(scaleKey(scale));
  const named = classes.map((each, index): Rule => {
    const label = boxLabel({ ...each, colour: [0, 0, 0, 0] });
    return { name: `class-${index + 1}`, title: label, filter: filterXml(each, property), colour: each.colour };
  });
  const otherwise = scale.type === 'classes' ? scale.otherwise : undefined;
  return [
    // Wherever it stands, it is for what no other rule takes; readers that do not know that (QGIS) paint it underneath.
    ...(otherwise === undefined ? [] : [{ name: 'other', title: 'other', filter: '<ElseFilter/>', colour: otherwise }]),
    ...named,
    ...(noDataColour === undefined
      ? []
      : [{ name: 'no-value', title: 'no value', filter: nullFilter(property), colour: noDataColour }]),
  ];
}

function classesOf(key: ScaleKey): readonly ColourClass[] {
  if (key.type === 'boxes') return key.boxes.map(classOfBox);
  const { stops } = key;
  const segments = stops.length - 1;
  const parts = Math.max(1, Math.round(MANY_CLASSES / segments));
  const all = stops.slice(1).flatMap((high, index) => {
    const low = stops[index];
    const at = (part: number) => (part === parts ? high.value : low.value + ((high.value - low.value) * part) / parts);
    return Array.from({ length: parts }, (_, part) => ({
      min: tidy(at(part)),
      max: tidy(at(part + 1)),
      colour: colourText(mixed(low.colour, high.colour, (part + 0.5) / parts)),
    }));
  });
  const shown = thinned(all);
  // Values beyond the ends have the colour of the end.
  return shown.map(({ min, max, colour }, index) => ({
    ...(index > 0 && { min }),
    ...(index < shown.length - 1 && { max }),
    colour,
  }));
}

/** Neighbours taken together where there are too many. */
function thinned<T extends { readonly min: number; readonly max: number; readonly colour: string }>(
  classes: readonly T[],
) {
  const step = Math.ceil(classes.length / MAX_CLASSES);
  return classes
    .filter((_, index) => index % step === 0)
    .map((first, index) => ({ ...first, max: classes[Math.min(classes.length, (index + 1) * step) - 1].max }));
}

const classOfBox = ({ min, max, colour, label }: ScaleBox): ColourClass => ({
  ...(min !== undefined && { min }),
  ...(max !== undefined && { max }),
  colour: colourText(colour),
  ...(label !== undefined && { label }),
});

/** Twelve digits: limits that were computed read as they were meant. */
const tidy = (value: number): number => Number(value.toPrecision(12)) + 0;

function ruleXml({ name, title, filter, colour }: Rule, style: PointStyle): string {
  const { outline, opacity, cells, size } = style;
  const [red, green, blue, alpha] = colourOf(colour)!;
  const strokePx = outline?.widthPx ?? 0;
  const sizePx = Math.min(MAX_SIZE_PX, 2 * radiusAt(size, SIZE_ZOOM) + strokePx);
  const stroke = outline ? strokeXml(outline, opacity) : '';
  return `        <Rule>
          <Name>${name}</Name>
          <Title>${escaped(title)}</Title>${filter && `\n          ${filter}`}
          <PointSymbolizer>
            <Graphic>
              <Mark>
                <WellKnownName>${cells ? 'square' : 'circle'}</WellKnownName>
                <Fill>
                  <CssParameter name="fill">${colourText([red, green, blue, 255])}</CssParameter>
                  <CssParameter name="fill-opacity">${share((alpha / 255) * opacity)}</CssParameter>
                </Fill>${stroke}
              </Mark>
              <Size>${share(sizePx)}</Size>
            </Graphic>
          </PointSymbolizer>
        </Rule>`;
}

function strokeXml({ colour, widthPx }: NonNullable<PointStyle['outline']>, opacity: number): string {
  const [red, green, blue, alpha] = colourOf(colour)!;
  return `
                <Stroke>
                  <CssParameter name="stroke">${colourText([red, green, blue, 255])}</CssParameter>
                  <CssParameter name="stroke-width">${widthPx}</CssParameter>
                  <CssParameter name="stroke-opacity">${share((alpha / 255) * opacity)}</CssParameter>
                </Stroke>`;
}

const share = (value: number): string => String(Number(value.toFixed(4)));

/** Empty for a class without limits. */
function filterXml({ min, max, includesMin = true, includesMax = false }: ColourClass, property: string): string {
  if (min !== undefined && min === max && includesMin && includesMax) {
    return `<ogc:Filter>${comparison('PropertyIsEqualTo', property, min)}</ogc:Filter>`;
  }
  const low =
    min !== undefined &&
    comparison(includesMin ? 'PropertyIsGreaterThanOrEqualTo' : 'PropertyIsGreaterThan', property, min);
  const high =
    max !== undefined && comparison(includesMax ? 'PropertyIsLessThanOrEqualTo' : 'PropertyIsLessThan', property, max);
  if (low && high) return `<ogc:Filter><ogc:And>${low}${high}</ogc:And></ogc:Filter>`;
  return low || high ? `<ogc:Filter>${low || high}</ogc:Filter>` : '';
}

const comparison = (operator: string, property: string, value: number): string =>
  `<ogc:${operator}><ogc:PropertyName>${escaped(property)}</ogc:PropertyName><ogc:Literal>${value}</ogc:Literal></ogc:${operator}>`;

const nullFilter = (property: string): string =>
  `<ogc:Filter><ogc:PropertyIsNull><ogc:PropertyName>${escaped(property)}</ogc:PropertyName></ogc:PropertyIsNull></ogc:Filter>`;

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Characters that XML 1.0 cannot hold become the replacement character. */
const escaped = (text: string): string =>
  text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"]/g, (character) => ESCAPES[character]);
