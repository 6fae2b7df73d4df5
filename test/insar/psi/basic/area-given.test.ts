import { describe, expect, test } from 'vitest';
import { areaGiven, areaOfText } from '../../../../src/insar/psi/basic/area-given.js';

const SQUARE = [
  [12, 41],
  [13, 41],
  [13, 42],
  [12, 42],
  [12, 41],
];

describe('an area of interest', () => {
  test('is the ring of a box', () => {
    expect(areaGiven([12, 41, 13, 42])).toEqual([SQUARE]);
    expect(areaOfText('12, 41,13,42')).toEqual([SQUARE]);
  });

  test('is the rings of a polygon, heights dropped', () => {
    const coordinates = [SQUARE.map(([x, y]) => [x, y, 5])];
    expect(areaGiven({ type: 'Polygon', coordinates })).toEqual([SQUARE]);
    expect(areaOfText(JSON.stringify({ type: 'Polygon', coordinates: [SQUARE, SQUARE] }))).toHaveLength(2);
  });

  test.each([
    ['13,41,12,42', /west, south, east, north.*got 13, 41, 12, 42/],
    ['170,40,-170,50', /west below east, got 170, 40, -170, 50; one across the antimeridian/],
    ['12,41,12,41', /with an area, .*got 12, 41, 12, 41/],
    ['12,41,13,41', /with an area/],
    ['12,41,13', /west, south, east, north/],
    ['12,41,13,', /got 12, 41, 13, NaN/],
    ['12,41,13,92', /got 12, 41, 13, 92/],
    ['{"type":"Point","coordinates":[1,2]}', /expected .*Polygon of GeoJSON/],
    ['{"type":"Polygon","coordinates":[[[1,2],[3,4],[1,2]]]}', /outer ring: expected four places/],
    ['{"type":"Polygon","coordinates":[[[1,2],[3,4],[5,6],[7,8]]]}', /expected to end where it begins/],
    ['{"type":"Polygon","coordinates":[[[1,2],[3,4],["a",6],[1,2]]]}', /longitude and latitude.*\["a",6\]/],
    ['{"type":', /expected GeoJSON/],
  ])('%s is refused', (text, message) => {
    expect(() => areaOfText(text)).toThrow(message);
  });
});
