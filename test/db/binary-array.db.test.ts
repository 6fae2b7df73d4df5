import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { binaryArray } from '../../src/db/binary-array.js';
import type { Database } from '../../src/db/database.js';
import { attachedDatabase } from '../support/database.js';

describe('binaryArray', () => {
  let database: Database;

  beforeAll(async () => {
    database = await attachedDatabase();
  });

  afterAll(() => database.close());

  /** What the server makes of an array, printed element by element. */
  async function printed(type: string, array: Buffer): Promise<(string | null)[]> {
    const { rows } = await database.query(`select e::text from unnest($1::${type}[]) with ordinality as u (e, i)`, [
      array,
    ]);
    return rows.map(({ e }) => e);
  }

  test('numbers arrive bit by bit, the special ones too', async () => {
    const doubles = [0.1, -0, Number.NaN, Number.POSITIVE_INFINITY, 5e-324, Number.MAX_VALUE, null];
    expect(
      await printed(
        'double precision',
        binaryArray('double precision', 7, (i) => doubles[i]),
      ),
    ).toEqual(['0.1', '-0', 'NaN', 'Infinity', '5e-324', '1.7976931348623157e+308', null]);
    expect(
      await printed(
        'smallint',
        binaryArray('smallint', 3, (i) => [-32768, null, 32767][i]),
      ),
    ).toEqual(['-32768', null, '32767']);
    expect(
      await printed(
        'integer',
        binaryArray('integer', 2, (i) => [-2147483648, 2147483647][i]),
      ),
    ).toEqual(['-2147483648', '2147483647']);
    expect(
      await printed(
        'bigint',
        binaryArray('bigint', 2, (i) => [-(2n ** 63n), 2n ** 63n - 1n][i]),
      ),
    ).toEqual(['-9223372036854775808', '9223372036854775807']);
  });

  test('texts arrive whatever they contain', async () => {
    const texts = ['plain', '', 'NULL', '{"a",b}', 'Ustìca ✓', null];
    expect(
      await printed(
        'text',
        binaryArray('text', texts.length, (i) => texts[i]),
      ),
    ).toEqual(texts);
  });

  test('an empty array is empty', async () => {
    expect(
      await printed(
        'integer',
        binaryArray('integer', 0, () => 1),
      ),
    ).toEqual([]);
  });

  test('a number that does not fit is refused', () => {
    expect(() => binaryArray('smallint', 1, () => 32768)).toThrow(RangeError);
  });
});
