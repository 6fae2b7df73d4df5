import { expect, test } from 'vitest';
import { namedColour } from '../../src/render/colour-names.js';

test('colours of CSS are known by name, in any case', () => {
  // The sixteen of HTML 4.01, section 6.5, and some of the others.
  const html = {
    black: '000000',
    silver: 'c0c0c0',
    gray: '808080',
    white: 'ffffff',
    maroon: '800000',
    red: 'ff0000',
    purple: '800080',
    fuchsia: 'ff00ff',
    green: '008000',
    lime: '00ff00',
    olive: '808000',
    yellow: 'ffff00',
    navy: '000080',
    blue: '0000ff',
    teal: '008080',
    aqua: '00ffff',
    RebeccaPurple: '663399',
    CornflowerBlue: '6495ed',
    papayawhip: 'ffefd5',
  };
  for (const [name, digits] of Object.entries(html)) expect(namedColour(name), name).toBe(`#${digits}`);
});

test('grey is spelled both ways', () => {
  for (const name of ['gray', 'darkgray', 'dimgray', 'lightgray', 'slategray', 'darkslategray', 'lightslategray']) {
    expect(namedColour(name)).toMatch(/^#[0-9a-f]{6}$/);
    expect(namedColour(name.replace('gray', 'grey'))).toBe(namedColour(name));
  }
});

test('other words are no colours', () => {
  expect(['', 'reddish', '#ff0000', 'transparent', 'constructor'].map(namedColour)).toEqual(Array(5).fill(undefined));
});
