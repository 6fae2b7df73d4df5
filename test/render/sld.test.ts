import { describe, expect, test } from 'vitest';
import { parseXml } from '../../src/products/xml-tree.js';
import { compileRamp, rampColour } from '../../src/render/colour-ramp.js';
import { MAX_SLD_CHARACTERS, readSld } from '../../src/render/sld.js';

const layerOf = (content: string) => `<?xml version="1.0" encoding="UTF-8"?>
<StyledLayerDescriptor version="1.0.0" xmlns="http://www.opengis.net/sld" xmlns:ogc="http://www.opengis.net/ogc">
  <NamedLayer><Name>l2b</Name>${content}</NamedLayer>
</StyledLayerDescriptor>`;

const styleOf = (rules: string) =>
  layerOf(
    `<UserStyle><Name>by rule</Name><Title>Three classes</Title><FeatureTypeStyle>${rules}</FeatureTypeStyle></UserStyle>`,
  );

const mark = (colour: string, size = 8, more = '') =>
  `<PointSymbolizer><Graphic><Mark><WellKnownName>circle</WellKnownName><Fill><CssParameter name="fill">${colour}</CssParameter>
  </Fill>${more}</Mark><Size>${size}</Size></Graphic></PointSymbolizer>`;

const between = (low: number | string, high: number | string, property = 'mean_velocity') =>
  `<ogc:Filter><ogc:PropertyIsBetween><ogc:PropertyName>${property}</ogc:PropertyName><ogc:LowerBoundary><ogc:Literal>${low}</ogc:Literal>
  </ogc:LowerBoundary><ogc:UpperBoundary><ogc:Literal>${high}</ogc:Literal></ogc:UpperBoundary></ogc:PropertyIsBetween></ogc:Filter>`;

const compare = (operator: string, value: number | string, property = 'mean_velocity') =>
  `<ogc:${operator}><ogc:PropertyName>${property}</ogc:PropertyName><ogc:Literal>${value}</ogc:Literal></ogc:${operator}>`;

const read = (document: string) => readSld(document, parseXml);

describe('readSld', () => {
  test('rules become classes, whose limits belong to whom the filter says', () => {
    const [{ layer, style }] = read(
      styleOf(`
        <Rule><Name>down</Name><ogc:Filter>${compare('PropertyIsLessThan', -5)}</ogc:Filter>${mark('#ff0000')}</Rule>
        <Rule><Title>still</Title>${between(-5, 5)}${mark('#00FF00')}</Rule>
        <Rule><ogc:Filter>${compare('PropertyIsGreaterThan', 5)}</ogc:Filter>${mark('#0000ff')}</Rule>`),
    );
    expect(layer).toBe('l2b');
    expect(style).toMatchObject({
      id: 'by-rule',
      title: 'Three classes',
      attribute: { type: 'property', name: 'mean_velocity' },
      order: 'magnitude',
      size: { stops: [{ zoom: 0, radiusPx: 4 }] },
    });
    const ramp = compileRamp(style!.scale);
    const colours = [-99, -5.1, -5, 0, 5, 5.1].map((value) => rampColour(ramp, value).slice(0, 3).indexOf(255));
    expect(colours).toEqual([0, 0, 1, 1, 1, 2]);
    expect(style!.scale).toMatchObject({ classes: [{ label: 'down' }, { label: 'still' }, {}] });
  });

  test('reads what QGIS writes: And of two limits, prefixes, SvgParameter, strokes half inside the edge, an ElseFilter', () => {
    const document = `<sld:StyledLayerDescriptor version="1.1.0" xmlns:sld="http://www.opengis.net/sld" xmlns:se="http://www.opengis.net/se" xmlns:ogc="http://www.opengis.net/ogc">
      <sld:NamedLayer><se:Name>l3</se:Name><sld:UserStyle><se:Name>g</se:Name><se:FeatureTypeStyle>
      <se:Rule><se:Name>a</se:Name><se:Description><se:Title>0 - 1</se:Title></se:Description>
      <ogc:Filter><ogc:And>${compare('PropertyIsGreaterThan', 0, 'rmse_ts')}${compare('PropertyIsLessThanOrEqualTo', 1.5, 'rmse_ts')}</ogc:And></ogc:Filter>
      <se:PointSymbolizer><se:Graphic><se:Mark><se:WellKnownName>circle</se:WellKnownName><se:Fill><se:SvgParameter name="fill">#f7fbff</se:SvgParameter></se:Fill>
      <se:Stroke><se:SvgParameter name="stroke">#232323</se:SvgParameter><se:SvgParameter name="stroke-width">1</se:SvgParameter></se:Stroke></se:Mark><se:Size>7</se:Size></se:Graphic></se:PointSymbolizer></se:Rule>
      <se:Rule><ElseFilter/><se:PointSymbolizer><se:Graphic><se:Mark><se:Fill><se:SvgParameter name="fill">#000000</se:SvgParameter><se:SvgParameter name="fill-opacity">0.2</se:SvgParameter></se:Fill>
      <se:Stroke><se:SvgParameter name="stroke">#232323</se:SvgParameter></se:Stroke></se:Mark><se:Size>7</se:Size></se:Graphic></se:PointSymbolizer></se:Rule>
      </se:FeatureTypeStyle></sld:UserStyle></sld:NamedLayer></sld:StyledLayerDescriptor>`;
    const [{ style }] = read(document);
    expect(style).toMatchObject({
      attribute: { name: 'rmse' },
      scale: {
        classes: [{ min: 0, max: 1.5, includesMin: false, includesMax: true, colour: '#f7fbff' }],
        otherwise: '#00000033',
      },
      size: { stops: [{ radiusPx: 3 }] },
      outline: { colour: '#232323', widthPx: 1 },
    });
  });

  test('a rule for points without value, an abstract, and squares are understood', () => {
    const isNull =
      '<ogc:Filter><ogc:PropertyIsNull><ogc:PropertyName>rmse</ogc:PropertyName></ogc:PropertyIsNull></ogc:Filter>';
    const square = mark('#ff0000').replace('circle', 'square');
    const [layer] = read(
      styleOf(
        `<Rule>${between(0, 1, 'rmse')}${square}</Rule><Rule>${isNull}${square.replace('ff0000', '808080')}</Rule>`,
      ).replace('<FeatureTypeStyle>', '<Abstract>Noise</Abstract><FeatureTypeStyle>'),
    );
    expect(layer).toMatchObject({
      isGrid: true,
      style: { noDataColour: '#808080', description: 'Noise', scale: { classes: [{ min: 0, max: 1 }] } },
    });
    expect(() => read(styleOf(`<Rule>${isNull}${square}</Rule>`))).toThrow(
      'expected a rule for points that have a value',
    );
  });

  test('an ElseFilter alone is for all', () => {
    const [{ style }] = read(styleOf(`<Rule><ElseFilter/>${mark('#ff0000')}</Rule>`));
    expect(style!.scale).toEqual({ type: 'classes', classes: [{ colour: '#ff0000' }] });
  });

  test('a colour map becomes stops, or classes where it speaks of intervals', () => {
    const raster = (type: string) =>
      styleOf(`<Rule><RasterSymbolizer><ColorMap${type}><ColorMapEntry color="#ff0000" quantity="-10" label="down"/>
        <ColorMapEntry color="#ffffff" quantity="0" opacity="0.5"/><ColorMapEntry color="#0000ff" quantity="1e1"/></ColorMap></RasterSymbolizer></Rule>`);
    expect(read(raster(''))[0].style!.scale).toEqual({
      type: 'stops',
      stops: [
        { value: -10, colour: '#ff0000', label: 'down' },
        { value: 0, colour: '#ffffff80' },
        { value: 10, colour: '#0000ff' },
      ],
    });
    const ramp = compileRamp(read(raster(' type="intervals"'))[0].style!.scale);
    expect([-11, -5, 5, 11].map((value) => rampColour(ramp, value))).toEqual([
      [255, 0, 0, 255],
      [255, 255, 255, 128],
      [0, 0, 255, 255],
      [0, 0, 0, 0],
    ]);
  });

  test('layers may name a style, or nothing; one rule without filter colours all points', () => {
    expect(read(layerOf('<NamedStyle><Name>velocity</Name></NamedStyle>'))).toEqual([
      { layer: 'l2b', namedStyle: 'velocity' },
    ]);
    expect(read(layerOf(''))).toEqual([{ layer: 'l2b' }]);
    const ramp = compileRamp(read(styleOf(`<Rule>${mark('#123456')}</Rule>`))[0].style!.scale);
    expect(rampColour(ramp, -1e9)).toEqual([0x12, 0x34, 0x56, 255]);
  });

  const rule = (inside: string) => styleOf(`<Rule>${inside}</Rule>`);
  test.each([
    ['no descriptor', '<Style/>', 'expected a StyledLayerDescriptor, got Style'],
    ['no layers', '<StyledLayerDescriptor/>', 'got 0'],
    ['layers elsewhere', '<StyledLayerDescriptor><UserLayer/></StyledLayerDescriptor>', 'UserLayer'],
    ['no rules', styleOf(''), 'expected 1 to 256 rules, got 0'],
    ['too many rules', styleOf(`<Rule>${mark('#000000')}</Rule>`.repeat(257)), 'got 257'],
    ['other symbolizers', rule('<LineSymbolizer/>'), 'LineSymbolizer is not supported'],
    [
      'scales',
      rule(`<MinScaleDenominator>1</MinScaleDenominator>${mark('#000000')}`),
      'MinScaleDenominator is not supported',
    ],
    ['colours by name', rule(mark('red')), 'expected a colour like #c53a2f, got red'],
    ['sizes out of range', rule(mark('#000000', 1e6)), 'Size: expected a number from 1 to 32'],
    ['sizes in hexadecimal', rule(mark('#000000', '0x10' as unknown as number)), '0x10'],
    [
      'external graphics',
      rule('<PointSymbolizer><Graphic><ExternalGraphic/></Graphic></PointSymbolizer>'),
      'ExternalGraphic',
    ],
    ['limits that are no numbers', rule(between('a', 1) + mark('#000000')), 'LowerBoundary: expected a number'],
    ['limits upside down', rule(between(2, 1) + mark('#000000')), 'got 2 and 1'],
    ['unknown attributes', rule(between(0, 1, 'pid') + mark('#000000')), 'got pid'],
    ['names of objects', rule(between(0, 1, 'constructor') + mark('#000000')), 'got constructor'],
    ['other operators', rule(`<ogc:Filter><ogc:Or/></ogc:Filter>${mark('#000000')}`), 'Or'],
    [
      'two attributes',
      styleOf(`<Rule>${between(0, 1)}${mark('#000000')}</Rule><Rule>${between(0, 1, 'rmse')}${mark('#000000')}</Rule>`),
      'rule 2: expected a comparison of mean_velocity',
    ],
    [
      'two sizes',
      styleOf(`<Rule>${between(0, 1)}${mark('#000000')}</Rule><Rule>${between(1, 2)}${mark('#000000', 9)}</Rule>`),
      'rule 2: expected the size',
    ],
  ])('refuses %s, and says where', (_, document, detail) => {
    expect(() => read(document)).toThrow(
      expect.objectContaining({ status: 400, detail: expect.stringMatching(/^SLD: /) }),
    );
    expect(() => read(document)).toThrow(detail);
  });

  test('refuses what is made to hurt: entities, document types, depth, size, and XML that is broken', () => {
    const bomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>${layerOf('<Title>&b;</Title>')}`;
    expect(() => read(bomb)).toThrow('document type');
    expect(() => read(layerOf('<Title>&xxe;</Title>'))).toThrow('entity');
    expect(() =>
      read(`<StyledLayerDescriptor>${'<And>'.repeat(5000)}${'</And>'.repeat(5000)}</StyledLayerDescriptor>`),
    ).toThrow('SLD: ');
    expect(() => read(' '.repeat(10 * 2 ** 20))).toThrow(`at most ${MAX_SLD_CHARACTERS} characters, got 10485760`);
    for (const broken of ['', '<a', '<a></b>', 'text', '<__proto__/>']) expect(() => read(broken)).toThrow('SLD: ');
  });

  test('an error of the reader itself is not taken for one of the document', () => {
    const defect = () => {
      throw new TypeError('a defect');
    };
    expect(() => readSld('<a/>', defect)).toThrow(TypeError);
  });
});
