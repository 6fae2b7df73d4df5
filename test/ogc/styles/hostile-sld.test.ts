import { expect, test } from 'vitest';
import { L2, SLD_TYPE, styledApp } from './styled-app.js';

const descriptor = (content: string, before = '') =>
  `<?xml version="1.0"?>${before}<StyledLayerDescriptor><NamedLayer><Name>a</Name><UserStyle><Name>x</Name>${content}</UserStyle></NamedLayer></StyledLayerDescriptor>`;

const mark = '<Mark><Fill><CssParameter name="fill">#ff0000</CssParameter></Fill></Mark>';
const rule = (graphic: string) =>
  `<FeatureTypeStyle><Rule><PointSymbolizer><Graphic>${graphic}</Graphic></PointSymbolizer></Rule></FeatureTypeStyle>`;

const lol = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('');

test.each<[string, string, number, RegExp]>([
  [
    'a file of the server as an entity',
    descriptor('<Title>&x;</Title>', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    400,
    /document type declarations are not accepted/,
  ],
  [
    'entities within entities',
    descriptor('<Title>&l9;</Title>', `<!DOCTYPE a [<!ENTITY l0 "lol">${lol}]>`),
    400,
    /document type declarations are not accepted/,
  ],
  ['an entity that nobody declared', descriptor(`<Title>&x;</Title>${rule(mark)}`), 400, /&x;/],
  ['elements within elements', descriptor('<Rule>'.repeat(15_000) + '</Rule>'.repeat(15_000)), 400, /nested tags/],
  ['elements that never end', descriptor('<a>'.repeat(60_000)), 400, /not well-formed XML/],
  [
    'elements that never end, and nothing else',
    '<a>'.repeat(80_000),
    400,
    /not well-formed XML: elements are left open at the end/,
  ],
  ['ten megabytes', descriptor(' '.repeat(10_000_000)), 413, /at most 262144 bytes/],
  ['a byte more than may be', descriptor('').padEnd(262_145), 413, /at most 262144 bytes/],
  [
    'a picture from elsewhere',
    descriptor(rule('<ExternalGraphic><OnlineResource href="http://169.254.169.254/"/></ExternalGraphic>')),
    400,
    /ExternalGraphic is not supported/,
  ],
  [
    'a picture from elsewhere beside a mark',
    descriptor(rule(`${mark}<ExternalGraphic><OnlineResource href="file:///etc/passwd"/></ExternalGraphic>`)),
    400,
    /ExternalGraphic is not supported/,
  ],
  [
    'layers of another server',
    '<StyledLayerDescriptor><UserLayer><RemoteOWS/></UserLayer></StyledLayerDescriptor>',
    400,
    /UserLayer/,
  ],
  [
    'more rules than may be',
    descriptor(rule(mark).replace('</Rule>', `</Rule>${'<Rule/>'.repeat(300)}`)),
    400,
    /expected 1 to 256 rules, got 301/,
  ],
  ['names of the language itself', descriptor('<__proto__/><constructor/>'), 400, /__proto__|rules/],
  ['no style at all', '<html><body/></html>', 400, /expected a StyledLayerDescriptor, got html/],
  ['no XML at all', 'SELECT 1', 400, /not well-formed XML/],
])('%s is refused in clear words', async (_, document, status, words) => {
  const { store, send } = styledApp();
  const { body } = await send('post', L2).set('Content-Type', SLD_TYPE).send(document).expect(status);
  expect(body.detail).toMatch(words);
  expect(body.detail.length).toBeLessThan(500);
  expect(await store.version('l2b-descending-2020-2024')).toBe('0');
});

test('bytes that are no UTF-8 are refused', async () => {
  const { send } = styledApp();
  const utf16 = Buffer.from(descriptor(rule(mark)), 'utf16le');
  const { body } = await send('post', L2)
    .set('Content-Type', SLD_TYPE)
    .send(Buffer.concat([Buffer.of(0xff, 0xfe), utf16]))
    .expect(400);
  expect(body.detail).toContain('UTF-8');
});
