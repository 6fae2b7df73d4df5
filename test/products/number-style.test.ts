import { expect, test } from 'vitest';
import { DecimalScanner } from '../../src/products/decimal.js';
import { NumberStyleTracker } from '../../src/products/number-style.js';

function styleOf(cells: readonly string[], missing: '' | 'NaN' = '') {
  const tracker = new NumberStyleTracker();
  const scanner = new DecimalScanner();
  for (const cell of cells) {
    scanner.scan(Buffer.from(`${cell}\n`), 0);
    tracker.note(scanner.form, scanner.decimals);
  }
  return tracker.style(missing);
}

test.each([
  [['0', '1217', '-3', '-0'], { kind: 'integer', decimals: 0 }],
  [['0.0', '-1.75', '38.69067'], { kind: 'repr', decimals: 5 }],
  [['1.5', '2.5'], { kind: 'repr', decimals: 1 }],
  [['0.30000000000000004', '0.5'], { kind: 'repr', decimals: 17 }],
  [['0.50', '1.25'], { kind: 'fixed', decimals: 2 }],
  [['1', '1.5'], { kind: 'mixed', decimals: 1 }],
  [['1.0', '1.50', '1.125'], { kind: 'mixed', decimals: 3 }],
  [['007'], { kind: 'mixed', decimals: 0 }],
  [['1.5', '1e-5'], { kind: 'mixed', decimals: 1 }],
  [['1.5', ''], { kind: 'repr', decimals: 1 }],
  [['', ''], { kind: 'repr', decimals: 0 }],
])('the style of %j is %j', (cells, style) => {
  expect(styleOf(cells)).toEqual(style);
});

test('a column that writes missing values unlike the rest of the file is mixed', () => {
  expect(styleOf(['1.5', 'NaN'], 'NaN').kind).toBe('repr');
  expect(styleOf(['1.5', 'NaN'], '').kind).toBe('mixed');
  expect(styleOf(['1.5', ''], 'NaN').kind).toBe('mixed');
  expect(styleOf(['1.5', 'nan'], 'NaN').kind).toBe('mixed');
});
