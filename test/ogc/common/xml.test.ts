import { describe, expect, test } from 'vitest';
import { xml, xmlName } from '../../../src/ogc/common/xml.js';

describe('names of elements', () => {
  test.each([
    ['l2b-ascending-2020-2024', 'l2b-ascending-2020-2024'],
    ['2020', '_2020'],
    ['-a', '_-a'],
    ['a b:c<d>é', 'a_b_c_d__'],
    ['', '_'],
  ])('%s becomes %s', (text, name) => {
    expect(xmlName(text)).toBe(name);
  });
});

test('characters that XML cannot hold are replaced', () => {
  expect(`${xml`<a>${'\u0000\ud800<'}</a>`}`).toBe('<a>\ufffd\ufffd&lt;</a>');
});
