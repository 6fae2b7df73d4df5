import { describe, expect, test } from 'vitest';
import { decodeState, encodeState } from '../../explorer/src/state/codec.js';
import { type ExplorerState, initialState, newLayer } from '../../explorer/src/state/state.js';

const full: ExplorerState = {
  view: { longitude: 11.6166741, latitude: 44.6309615, zoom: 14.5, bearing: -20.5, pitch: 60 },
  projection: 'globe',
  basemap: 'aerial photo',
  terrain: true,
  threeD: true,
  layers: [
    { ...newLayer('l3-up;odd/&=#name,ä'), visible: false, opacity: 0.35, pointSize: 1.5, style: 'velocity-vik' },
    {
      ...newLayer('l2b'),
      colour: { attribute: 'mean_velocity', palette: 'vik', min: -12.5, max: 1e-3, classes: 5, reversed: true },
      filters: [
        { attribute: 'temporal_coherence', min: 0.7 },
        { attribute: 'height, m', min: -3, max: 20 },
        { attribute: 'rmse', max: 2 },
        { attribute: 'seasonality' },
      ],
    },
  ],
  points: [
    { collection: 'l2b', pid: '0WBp50325n' },
    { collection: 'a;b', pid: 'x;y' },
  ],
  detrend: true,
  difference: true,
  date: '2022-01-03',
  panel: 'filters',
  tools: { measure: { line: [[1, 2]], text: 'a&b=ü' }, 'odd.name': [true] },
};

describe('the address', () => {
  test('keeps all of a state', () => {
    expect(decodeState(encodeState(full))).toEqual({ state: full, problems: [] });
  });

  test('of a state without anything is short, and stays so', () => {
    expect(encodeState(initialState)).toBe('#v=1');
    expect(decodeState('#v=1')).toEqual({ state: { ...initialState, layers: undefined }, problems: [] });
    expect(decodeState('').state.layers).toBeUndefined();
  });

  test('tells no layers from layers that were never named', () => {
    expect(decodeState(encodeState({ ...initialState, layers: [] })).state.layers).toEqual([]);
  });

  test('has a place to the pixel: at zoom 18 within a tenth of a metre', () => {
    const view = { longitude: 11.123456789, latitude: 44.987654321, zoom: 18, bearing: 0, pitch: 0 };
    const read = decodeState(encodeState({ ...initialState, view })).state.view!;
    expect(Math.abs(read.longitude - view.longitude) * 111_320).toBeLessThan(0.1);
    expect(Math.abs(read.latitude - view.latitude) * 111_320).toBeLessThan(0.1);
  });

  test('can be written by hand', () => {
    const { state, problems } = decodeState('#v=1&map=14/44.63/11.61&layer=l2b-ascending-2020-2024');
    expect(problems).toEqual([]);
    expect(state.view).toEqual({ zoom: 14, latitude: 44.63, longitude: 11.61, bearing: 0, pitch: 0 });
    expect(state.layers).toEqual([newLayer('l2b-ascending-2020-2024')]);
  });
});

describe('an address that was damaged', () => {
  test.each([
    ['map=north', 'map=north'],
    ['map=14/91/11', 'map=14/91/11'],
    ['date=yesterday', 'date=yesterday'],
    ['date=2022-13-45', 'date=2022-13-45'],
    ['layer=a;o=7', 'a: o=7'],
    ['layer=a;c=mean_velocity,vik,5,5,0', 'a: c=mean_velocity,vik,5,5,0'],
    ['layer=a;c=mean_velocity,vik,0,5,2.5', 'a: c=mean_velocity,vik,0,5,2.5'],
    ['layer=a;f=rmse,low,', 'a: f=rmse,low,'],
    ['layer=a&layer=a', 'layer=a'],
    ['layer=%E0%A4%A', 'layer=%E0%A4%A'],
    ['point=a', 'point=a'],
    ['tool.measure=%7Bnot', 'tool.measure={not'],
    ['nonsense', 'nonsense'],
  ])('%s is told, and the rest is read', (part, told) => {
    const { state, problems } = decodeState(`#v=1&globe=1&${part}&detrend=1`);
    expect(problems).toEqual([told]);
    expect(state.projection).toBe('globe');
    expect(state.detrend).toBe(true);
  });

  test('of another version is not guessed at', () => {
    expect(decodeState('#v=2&globe=1')).toEqual({ state: initialState, problems: ['v=2'] });
  });

  test('takes no more points than can be compared', () => {
    const { state, problems } = decodeState(`#v=1${'&point=a;b'.repeat(9)}`);
    expect(state.points).toHaveLength(8);
    expect(problems).toHaveLength(1);
  });

  test('a tool may have any name: none reaches into another', () => {
    const { state } = decodeState(`#v=1&tool.__proto__=${encodeURIComponent('{"import":[1]}')}`);
    expect(state.tools.import).toBeUndefined();
    expect(Object.keys(state.tools)).toEqual(['__proto__']);
  });
});
