import { describe, expect, test } from 'vitest';
import { hasNestedRepetition, ParameterSchema } from '../../src/jobs/parameter-schema.js';

const judge = (schema: Record<string, unknown>, value: unknown) => new ParameterSchema(schema).judge(value);

describe('a value is judged by its schema', () => {
  test.each([
    [{ type: 'number' }, 1.5],
    [{ type: 'number', minimum: 0, exclusiveMinimum: true }, 0.1],
    [{ type: 'number', maximum: 1, exclusiveMaximum: false }, 1],
    [{ type: 'string', nullable: true }, null],
    [{ nullable: true }, null],
    [{ type: 'string', format: 'date' }, '2024-02-29'],
    [{ type: 'string', format: 'date-time' }, '2024-02-29T23:59:59.5+01:00'],
    [{ type: 'string', format: 'something-else' }, 'x'],
    [{ allOf: [{ format: 'ogc-bbox' }, { $ref: '../../openapi/schemas/bbox.yaml' }] }, { bbox: [1, 2, 3, 4] }],
    [
      { type: 'object', properties: { id: { type: 'string' }, pattern: { type: 'integer' } } },
      { id: 'a', pattern: 1 },
    ],
    [{ type: 'string', pattern: '^[a-z]+(-[0-9]{4}){2}$', example: 'x' }, 'l-2020-2024'],
  ])('%j takes %j', (schema, value) => {
    expect(judge(schema, value)).toEqual({ value });
  });

  test.each([
    [{ type: 'integer' }, 1.5, '', 'expected an integer, got 1.5'],
    [{ type: 'string' }, null, '', 'expected a string, got null'],
    [{ type: 'number', minimum: 0, exclusiveMinimum: true }, 0, '', 'expected more than 0, got 0'],
    [{ type: 'string', enum: ['a', 'b'] }, 'c', '', 'expected one of a, b, got "c"'],
    [{ type: 'string', format: 'date' }, '2023-02-31', '', 'expected the format date, got "2023-02-31"'],
    [{ type: 'array', items: { type: 'number' } }, [1, 'x'], '/1', 'expected a number, got "x"'],
    [{ type: 'object', required: ['a'] }, {}, '', 'lacks the member a'],
    [{ type: 'object', properties: {}, additionalProperties: false }, { b: 1 }, '', 'has no member b'],
    [
      { oneOf: [{ type: 'string' }, { type: 'integer' }] },
      1.5,
      '',
      'fits none of the forms that are allowed here, got 1.5',
    ],
    [{ type: 'object', properties: { id: { type: 'string' } } }, { id: 1 }, '/id', 'expected a string, got 1'],
  ])('%j does not take %j', (schema, value, pointer, detail) => {
    expect(judge(schema, value)).toEqual({ fault: { pointer, detail } });
  });

  test('defaults of members are filled in, and what was given stays as it was', () => {
    const given = { a: 1 };
    const schema = { type: 'object', properties: { a: { type: 'integer' }, b: { type: 'integer', default: 7 } } };
    expect(judge(schema, given)).toEqual({ value: { a: 1, b: 7 } });
    expect(given).toEqual({ a: 1 });
  });
});

describe('no text keeps a pattern busy', () => {
  test.each(['(a+)+', '(a*b)*', '((a|b)+c)+', '(x{2,})*', '(?:a+)*$'])('%s is refused', (pattern) => {
    expect(hasNestedRepetition(pattern)).toBe(true);
    expect(() => new ParameterSchema({ type: 'string', pattern })).toThrow(/repetition/);
  });

  test.each(['^[a-z0-9][a-z0-9._-]{0,62}$', '(ab)+', 'a+b+', '\\(a+\\)+', '[(a+)]+', '(\\d{4})+'])(
    '%s is taken',
    (pattern) => {
      expect(hasNestedRepetition(pattern)).toBe(false);
    },
  );

  test('a text past all measure matches nothing', () => {
    expect(judge({ type: 'string', pattern: '^a*$' }, 'a'.repeat(10_001))).toHaveProperty('fault');
  });
});
