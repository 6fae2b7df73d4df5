import { describe, expect, test } from 'vitest';
import { CellForm, DecimalScanner, POWERS_OF_TEN, shortestDecimal } from '../../src/products/decimal.js';
import { SeededRandom } from '../../src/products/seeded-random.js';

function scan(text: string, ending = ',') {
  const scanner = new DecimalScanner();
  const value = scanner.scan(Buffer.from(`${text}${ending}\n`), 0);
  return { value, form: scanner.form, decimals: scanner.decimals, end: scanner.end };
}

describe('DecimalScanner', () => {
  test.each([
    '0',
    '7',
    '-7',
    '0.0',
    '-0.0',
    '-0',
    '1.5',
    '-46.6',
    '38.690708',
    '4598603.43',
    '123456789.012345',
    '999999999999999',
    '0.50',
    '9007199254740993',
    '0.1234567890123456789',
    '1e3',
    '-2.5E-4',
    '+1.5',
    '.5',
    '5.',
    '007',
    '1e308',
    '4.9e-324',
    '0.30000000000000004',
    '123456789012345678901234567890',
  ])('%s is the double that Number gives, sign of zero included', (text) => {
    const { value, end } = scan(text);
    expect(Object.is(value, Number(text))).toBe(true);
    expect(end).toBe(text.length);
  });

  test('random decimals are the doubles that Number gives, up to 17 digits and 22 decimals', () => {
    const seeded = new SeededRandom(1);
    const random = () => seeded.uniform();
    for (let i = 0; i < 50_000; i++) {
      const integer = String(Math.floor(random() * 10 ** Math.floor(random() * 9)));
      const decimals = Array.from({ length: Math.floor(random() * 23) }, () => Math.floor(random() * 10)).join('');
      const text = `${random() < 0.5 ? '-' : ''}${integer}${decimals ? `.${decimals}` : ''}`;
      const { value } = scan(text);
      if (!Object.is(value, Number(text))) expect.fail(`${text} gave ${value}`);
    }
  });

  test.each([
    ['1', CellForm.plain, 0],
    ['1.0', CellForm.plain, 1],
    ['1.25', CellForm.plain, 2],
    ['1.50', CellForm.trailingZero, 2],
    ['0.30000000000000004', CellForm.long, 17],
    ['0.1000000000000000055', CellForm.irregular, 19],
    ['1.', CellForm.irregular, 0],
    ['.25', CellForm.irregular, 2],
    ['01.5', CellForm.irregular, 1],
    ['1e-7', CellForm.irregular, 0],
    ['', CellForm.empty, 0],
    ['NaN', CellForm.nan, 0],
    ['nan', CellForm.irregularNan, 0],
    ['inf', CellForm.infinite, 0],
    ['-Infinity', CellForm.infinite, 0],
    ['1e999', CellForm.infinite, 0],
    ['abc', CellForm.text, 0],
    ['-', CellForm.text, 0],
    ['1.2.3', CellForm.text, 2],
    [' 1', CellForm.text, 0],
    ['1 ', CellForm.text, 0],
    ['0x10', CellForm.text, 0],
    ['1_000', CellForm.text, 0],
    ['--1', CellForm.text, 0],
  ])('%j is recognised by the way it is written', (text, form, decimals) => {
    const found = scan(text);
    expect(found.form).toBe(form);
    if (form <= CellForm.irregular) expect(found.decimals).toBe(decimals);
    if (form >= CellForm.empty) expect(found.value).toBeNaN();
  });

  test.each([',', '\n', '\r\n'])('a cell ends before %j', (ending) => {
    expect(scan('12.5', ending)).toMatchObject({ value: 12.5, end: 4, form: CellForm.plain });
  });

  test('a carriage return that ends no line belongs to the cell', () => {
    expect(scan('1.5\r', ',').form).toBe(CellForm.text);
  });
});

test('the powers of ten are those that a double holds exactly', () => {
  expect(POWERS_OF_TEN).toHaveLength(23);
  for (const [exponent, power] of POWERS_OF_TEN.entries()) expect(BigInt(power)).toBe(10n ** BigInt(exponent));
});

test.each([
  [0, '0.0'],
  [-0, '-0.0'],
  [3, '3.0'],
  [-1.75, '-1.75'],
  [1e-7, '1e-7'],
])('the shortest decimal of %d is %s', (value, text) => {
  expect(shortestDecimal(value)).toBe(text);
});
