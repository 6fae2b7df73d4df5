import { expect, test } from 'vitest';
import { enclosingBox } from '../../src/geodesy/enclosing-box.js';

test('the box around several touches the outermost edge on each side', () => {
  const boxes = [
    { minX: 1, minY: 5, maxX: 2, maxY: 6 },
    { minX: -3, minY: 5.5, maxX: 1.5, maxY: 9 },
    { minX: 0, minY: -1, maxX: 0, maxY: -1 },
  ];
  expect(enclosingBox(boxes)).toEqual({ minX: -3, minY: -1, maxX: 2, maxY: 9 });
});

test('the box around one is that one, and around none there is none', () => {
  expect(enclosingBox([{ minX: 1, minY: 5, maxX: 2, maxY: 6 }])).toEqual({ minX: 1, minY: 5, maxX: 2, maxY: 6 });
  expect(enclosingBox([])).toBeUndefined();
});
