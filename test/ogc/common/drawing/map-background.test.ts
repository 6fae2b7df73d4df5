import { describe, expect, test } from 'vitest';
import { backgroundOf, hasOwnVoid } from '../../../../src/ogc/common/drawing/map-background.js';

/** OGC 20-058, requirements /req/background/bgcolor-definition and /req/background/transparent-definition. */
describe('the background of a picture', () => {
  test.each([
    [{}, undefined],
    [{ transparent: true }, undefined],
    [{ transparent: false }, '#ffffff'],
    [{ bgcolor: '0xFF8000' }, '#ff8000'],
    [{ bgcolor: '#ff8000' }, '#ff8000'],
    [{ bgcolor: 'FF8000' }, '#ff8000'],
    [{ bgcolor: 'DarkOrange' }, '#ff8c00'],
    [{ bgcolor: '0xFF8000', transparent: true }, undefined],
    [{ bgcolor: '0xFF8000', transparent: false }, '#ff8000'],
  ])('of PNG with %j is %s', (parameters, expected) => {
    expect(backgroundOf(parameters, 'image/png')).toBe(expected);
  });

  test.each([
    [{}, '#ffffff'],
    [{ transparent: true }, '#ffffff'],
    [{ bgcolor: '0x102030', transparent: true }, '#102030'],
  ])('of JPEG, which has no transparency, with %j is %s', (parameters, expected) => {
    expect(backgroundOf(parameters, 'image/jpeg')).toBe(expected);
  });

  test.each(['', '0xFFF', '0xGG0000', 'reddish', '0x1234567', 'rgb(1,2,3)'])('is refused as "%s"', (bgcolor) => {
    expect(() => backgroundOf({ bgcolor }, 'image/png')).toThrow(
      /^bgcolor: expected six hexadecimal digits, as 0xFFFFFF, or a colour of CSS/,
    );
  });
});

describe('void parts', () => {
  test.each([
    [{}, false],
    [{ 'void-transparent': true }, false],
    [{ 'void-transparent': false }, true],
    [{ bgcolor: 'red', 'void-color': '0xFF0000' }, false],
    [{ bgcolor: 'red', 'void-color': 'blue' }, true],
    [{ bgcolor: 'red', 'void-transparent': true }, true],
    [{ transparent: false, 'void-color': 'white' }, false],
  ])('with %j differ from the background: %s', (parameters, expected) => {
    expect(hasOwnVoid(parameters, 'image/png')).toBe(expected);
  });

  test('have no colour that is none', () => {
    expect(() => hasOwnVoid({ 'void-color': 'reddish' }, 'image/png')).toThrow(/^void-color: /);
  });
});
