import { describe, expect, test } from 'vitest';
import { parseXml, writeXml } from '../../src/products/xml-tree.js';

const parse = (document: string) => parseXml(document, 'burst.xml');

describe('XML trees', () => {
  test('keep order, repetition, attributes and text, and drop layout', () => {
    expect(parse('<?xml version="1.0"?>\n<r>\n <b x="1"/><!-- note --><a>1</a>\n <b>2</b></r>\n')).toEqual({
      name: 'r',
      content: [
        { name: 'b', attributes: { x: '1' }, content: '' },
        { name: 'a', content: '1' },
        { name: 'b', content: '2' },
      ],
    });
  });

  test('come back from their own text', () => {
    const tree = {
      name: 'r',
      attributes: { q: '"<&>\'', 'ns:p': ' \t' },
      content: [
        { name: 'text', content: ' <&amp;> é🌍\r\n' },
        { name: 'deep', content: [{ name: 'empty', content: '' }] },
      ],
    };
    expect(parse(writeXml(tree))).toEqual(tree);
  });

  test.for([
    ['an empty file', '', /well-formed/],
    ['a CSV', 'pid,easting', /well-formed/],
    ['two roots', '<r></r><r></r>', /well-formed/],
    ['text beside elements', '<r>text<a/></r>', /text beside elements: "text"/],
    ['an undeclared entity', '<r><a>&xxe;</a></r>', /unknown entity &xxe;/],
    ['a bare ampersand', '<r><a>fish & chips</a></r>', /well-formed/],
    ['a character XML forbids', '<r><a>&#0;</a></r>', /unknown entity &#0;/],
    ['half a surrogate', '<r><a>&#xD800;</a></r>', /unknown entity &#xD800;/],
    ['a name that poisons objects', '<r><__proto__>1</__proto__></r>', /__proto__/],
    ['an attribute that poisons objects', '<r><a __proto__="1"/></r>', /__proto__/],
    ['forty levels', `<r>${'<a>'.repeat(40)}${'</a>'.repeat(40)}</r>`, /well-formed/],
    ['an external entity', '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r><a>&x;</a></r>', /document type/],
    ['a bomb of entities', '<!DOCTYPE r [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]><r><a>&b;</a></r>', /document type/],
    ['a name of a million characters', `<${'r'.repeat(1_000_000)}>`, /^.{0,300}$/s],
    ['more than 16 MB', `<r>${'x'.repeat(16 * 2 ** 20)}</r>`, /at most 16777216 characters/],
  ] as const)('%s is refused, and the file named', ([, document, message]) => {
    expect(() => parse(document)).toThrow(
      expect.objectContaining({ status: 422, code: 'InvalidProduct', detail: expect.stringMatching(message) }),
    );
    expect(() => parse(document)).toThrow(/^burst\.xml: /);
  });
});
