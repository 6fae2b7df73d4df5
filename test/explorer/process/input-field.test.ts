/** Forms made of process descriptions: those of this server, and what is written in them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fieldOf, fieldOfPointer, fieldsOf, readForm } from '../../../explorer/src/process/input-field.js';
import type {
  InputDescription,
  ProcessDescription,
  Schema,
} from '../../../explorer/src/process/process-description.js';
import { packageRoot } from '../../../src/package-root.js';

const processOf = (id: string) =>
  JSON.parse(readFileSync(join(packageRoot, 'processes', id, 'process.json'), 'utf8')) as ProcessDescription;
const kindsOf = (id: string) =>
  Object.fromEntries(fieldsOf(processOf(id).inputs).map(({ name, kind }) => [name, kind]));
const input = (schema: Schema, more: Partial<InputDescription> = {}): InputDescription => ({
  schema,
  minOccurs: 0,
  ...more,
});
/** What becomes of a text in a field of a schema. */
const read = (schema: Schema, text: string) => {
  const { inputs, problems } = readForm([fieldOf('a', input(schema))], { a: text });
  return problems.a ?? inputs.a;
};

describe('a form of a process', () => {
  test('has a field of a fitting kind for each input', () => {
    expect(kindsOf('echo')).toEqual({
      message: 'text',
      pause: 'number',
      list: 'numbers',
      area: 'bbox',
      settings: 'json',
      document: 'long-text',
    });
    expect(kindsOf('decompose')).toMatchObject({
      ascending: 'collections',
      cellSizeM: 'choice',
      start: 'date',
      stepDays: 'number',
    });
    expect(kindsOf('psi')).toMatchObject({ stack: 'text', aoi: 'area' });
    expect(kindsOf('simulate-stack')).toMatchObject({ orbits: 'choices', centre: 'numbers' });
    expect(kindsOf('area-statistics')).toMatchObject({ attributes: 'texts', series: 'boolean', areas: 'json' });
  });

  test('can be made of every process there is', () => {
    const ids = readdirSync(join(packageRoot, 'processes'));
    const counts = ids.map((id) => [
      Object.keys(processOf(id).inputs ?? {}).length,
      fieldsOf(processOf(id).inputs).length,
    ]);
    expect(counts.every(([inputs, fields]) => inputs === fields)).toBe(true);
  });

  test('leaves empty fields to the server, and asks for those that are needed', () => {
    const { inputs, problems } = readForm(fieldsOf(processOf('active-areas').inputs), {
      threshold: ' ',
      minPoints: '',
    });
    expect(inputs).toEqual({});
    expect(problems).toEqual({ points: { key: 'process.needed' } });
  });

  test('keeps to limits, those that are out themselves too', () => {
    const schema = { type: 'integer', minimum: 1, maximum: 10 };
    expect([read(schema, '1'), read(schema, '10')]).toEqual([1, 10]);
    expect(read(schema, '0')).toEqual({ key: 'process.atLeast', values: { limit: 1 } });
    expect(read(schema, '11')).toEqual({ key: 'process.atMost', values: { limit: 10 } });
    expect(read(schema, '1.5')).toEqual({ key: 'process.noInteger' });
    expect(read({ type: 'number' }, 'many')).toEqual({ key: 'process.noNumber' });
    expect(read({ type: 'number', minimum: 0, exclusiveMinimum: true }, '0')).toEqual({
      key: 'process.above',
      values: { limit: 0 },
    });
    expect(read({ type: 'number', exclusiveMaximum: 5 }, '5')).toEqual({ key: 'process.below', values: { limit: 5 } });
  });

  test('reads lists, choices of any type, truth and JSON', () => {
    expect(read({ type: 'array', items: { type: 'number' }, maxItems: 3 }, '1; 2,3.5')).toEqual([1, 2, 3.5]);
    expect(read({ type: 'array', items: { type: 'number' }, maxItems: 1 }, '1 2')).toEqual({
      key: 'process.more',
      values: { limit: 1 },
    });
    expect(read({ type: 'integer', enum: [1000, 2000] }, '2000')).toBe(2000);
    expect(read({ type: 'boolean' }, 'false')).toBe(false);
    expect(read({ type: 'object' }, '{"a": [1]}')).toEqual({ a: [1] });
    expect(read({ type: 'object' }, '{a')).toEqual({ key: 'process.noJson' });
  });

  test('makes boxes as the input wants them', () => {
    const four = { type: 'array', minItems: 4, maxItems: 4, items: { type: 'number' } };
    expect(read({ allOf: [{ format: 'ogc-bbox' }, { type: 'object' }] }, '5, 45, 6, 46')).toEqual({
      bbox: [5, 45, 6, 46],
    });
    expect(read({ oneOf: [four, { type: 'object' }] }, '5 45 6 46')).toEqual([5, 45, 6, 46]);
    expect(read({ oneOf: [four, { type: 'object' }] }, '6 45 5 46')).toEqual({ key: 'process.noBox' });
  });

  test('names collections with what narrows them', () => {
    const schema = { type: 'object', format: 'ogc-collection-input' };
    const fields = [fieldOf('many', input(schema, { maxOccurs: 4 })), fieldOf('one', input(schema))];
    const narrowings = { one: { bbox: '5 45 6 46', filter: ' rmse_ts < 2 ' } };
    expect(readForm(fields, { many: ['a', 'b'], one: ['c'] }, narrowings).inputs).toEqual({
      many: [{ collection: 'a' }, { collection: 'b' }],
      one: { collection: 'c', bbox: [5, 45, 6, 46], filter: 'rmse_ts < 2' },
    });
  });

  test('knows which field a fault of the server is of', () => {
    expect(fieldOfPointer('/inputs/points/0/filter')).toBe('points');
    expect(fieldOfPointer('/inputs/a~1b')).toBe('a/b');
    expect(fieldOfPointer('/outputs/points')).toBeUndefined();
  });
});
