/** Faults of a request that are found before it is accepted. */
import { describe, expect, test } from 'vitest';
import { check } from '../../../processes/calibrate/check.js';
import example from '../../../processes/calibrate/example.json' with { type: 'json' };

const { points, gnssModel } = example.inputs;

describe('a request to calibrate', () => {
  test('that works has no faults', () => {
    expect(check(example.inputs)).toEqual([]);
  });

  test('is told where the text of its model is wrong', () => {
    expect(check({ points, gnssModel: '<!doctype html>' })).toEqual([
      { pointer: '/inputs/gnssModel', detail: expect.stringMatching(/^gnssModel:1: .*HTML/) },
    ]);
    expect(check({ points, gnssModel: gnssModel.replace('-1.1', 'fast') })).toEqual([
      { pointer: '/inputs/gnssModel', detail: 'gnssModel:2 (column Up): expected a number, got "fast"' },
    ]);
  });

  test('is told which stations the model has not, when both stand in the request', () => {
    const [fault] = check({ points, gnssModel, heldOutStations: ['E4400N2350', 'ZIMM', 'GRAZ'] });
    expect(fault.pointer).toBe('/inputs/heldOutStations');
    expect(fault.detail).toMatch(/^no such stations in the GNSS model: ZIMM, GRAZ; it has E4400N2350, /);
  });

  test('is told when it names a collection twice', () => {
    expect(check({ points: [...points, points[0]], gnssModel })).toEqual([
      {
        pointer: '/inputs/points/2',
        detail: 'l2b-ascending-2020-2024 stands in points/0 already; name it once, with a filter for its parts',
      },
    ]);
  });

  test('is not judged by what it only refers to', () => {
    expect(check({ points, gnssModel: { href: 'https://example.org/model.csv' }, heldOutStations: ['ZIMM'] })).toEqual(
      [],
    );
    expect(check({ points: [{ process: 'other' }, { process: 'other' }], gnssModel })).toEqual([]);
    expect(check({})).toEqual([]);
  });
});
