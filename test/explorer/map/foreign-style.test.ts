import { describe, expect, test } from 'vitest';
import { foreignStyle } from '../../../explorer/src/map/foreign-style.js';

const ADDRESS = 'https://maps.example.org/styles/grey/style.json';
const STYLE = {
  version: 8,
  glyphs: 'fonts/{fontstack}/{range}.pbf',
  sprite: '../sprite',
  sources: {
    roads: { type: 'vector', tiles: ['tiles/{z}/{x}/{y}.pbf'] },
    names: { type: 'vector', url: '/names.json' },
    coast: { type: 'geojson', data: 'https://elsewhere.example.org/coast.json' },
  },
  layers: [
    { id: 'sea', type: 'background' },
    { id: 'roads', type: 'line', source: 'roads', 'source-layer': 'roads' },
  ],
};

describe('a style of others', () => {
  test('has whole addresses, templates as they were', () => {
    const style = foreignStyle(STYLE, ADDRESS);
    expect(style.glyphs).toBe('https://maps.example.org/styles/grey/fonts/{fontstack}/{range}.pbf');
    expect(style.sprite).toBe('https://maps.example.org/styles/sprite');
    expect(style.sources).toEqual({
      roads: { type: 'vector', tiles: ['https://maps.example.org/styles/grey/tiles/{z}/{x}/{y}.pbf'] },
      names: { type: 'vector', url: 'https://maps.example.org/names.json' },
      coast: { type: 'geojson', data: 'https://elsewhere.example.org/coast.json' },
    });
    expect(style.layers).toEqual(STYLE.layers);
  });

  test.each([
    ['a page', '<html>', 'expected a style of version 8, got undefined'],
    ['nothing', null, 'expected a style of version 8, got undefined'],
    ['an old one', { ...STYLE, version: 7 }, 'expected a style of version 8, got 7'],
    ['one without sources', { ...STYLE, sources: [] }, 'its sources are missing'],
    ['one without layers', { ...STYLE, layers: {} }, 'its layers are missing'],
    ['a layer of no source', { ...STYLE, sources: {} }, 'its layer roads has no source'],
  ])('is refused when it is %s', (_, content, problem) => {
    expect(() => foreignStyle(content, ADDRESS)).toThrow(problem);
  });
});
