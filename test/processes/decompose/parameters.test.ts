import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { check } from '../../../processes/decompose/check.js';
import { parametersOf } from '../../../processes/decompose/parameters.js';
import { PROCESS_FOLDER, requestOf, uniformModel, withDefaults } from './request.js';

const read = (name: string) => JSON.parse(readFileSync(new URL(name, PROCESS_FOLDER), 'utf8'));
const detail = (inputs: Readonly<Record<string, unknown>>) =>
  check(requestOf(inputs)).map((fault) => `${fault.pointer} ${fault.detail}`);

describe('inputs of decompose', () => {
  test('become parameters, with the defaults of the published tiles', () => {
    const collections = { ascending: [{ collection: 'a' }], descending: [{ collection: 'd' }] };
    expect(parametersOf(withDefaults(collections))).toEqual({
      ...collections,
      cellSizeM: 100,
      stepDays: 6,
      maxGapDays: 90,
      interpolation: 'exponential',
      north: 'none',
      weighting: 'none',
      minPointsPerGeometry: 1,
      maxConditionNumber: Number.POSITIVE_INFINITY,
    });
    expect(parametersOf(requestOf({ start: '2020-01-03', end: '2024-12-25' }))).toMatchObject({
      start: '20200103',
      end: '20241225',
    });
  });

  test('may be read as they stand in the example', () => {
    const { inputs } = read('example.json');
    expect(check(withDefaults(inputs))).toEqual([]);
  });

  test('are described with schemas that a validator takes, and defaults that meet them', () => {
    const ajv = new Ajv({ strict: false, formats: { date: true, 'ogc-collection-input': true } });
    for (const [name, { schema }] of Object.entries<{ schema: { default?: unknown } }>(read('process.json').inputs)) {
      const validate = ajv.compile(schema);
      if (schema.default !== undefined) expect(validate(schema.default), name).toBe(true);
    }
  });

  test('that contradict each other are faults, each with its place', () => {
    expect(detail({})).toEqual([]);
    expect(detail({ start: '2021-01-02', end: '2021-01-01' })).toEqual([
      '/inputs/end expected a date at or after the start 2021-01-02, got 2021-01-01',
    ]);
    expect(detail({ start: '2021-02-30' })).toEqual(['/inputs/start expected a date YYYY-MM-DD, got "2021-02-30"']);
    expect(detail({ cellSizeM: 50 })[0]).toMatch(/^\/inputs\/cellSizeM expected one of 100, 160,.*, got 50$/);
    expect(detail({ descending: [] })).toEqual(['/inputs/descending expected at least one collection, got none']);
    expect(detail({ north: 'gnss' })).toEqual([
      '/inputs/gnssModel expected a GNSS model, because north is gnss; got none',
    ]);
  });

  test('may leave the GNSS model to be read later, and have it judged when it is there', () => {
    expect(detail({ north: 'gnss', gnssModel: { href: 'https://example.org/aepnd.csv' } })).toEqual([]);
    expect(detail({ north: 'gnss', gnssModel: uniformModel(1, 2, 3) })).toEqual([]);
    expect(detail({ gnssModel: 'no model' })[0]).toMatch(/^\/inputs\/gnssModel gnssModel/);
  });

  test('at fault stop the job with their name', () => {
    expect(() => parametersOf(requestOf({ start: '2021-01-02', end: '2021-01-01' }))).toThrow(/^end: expected a date/);
  });
});
