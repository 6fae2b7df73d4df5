import { expect, test } from 'vitest';
import { durationText, sizeText } from '../../../src/ogc/processes/job-facts.js';

test.each([
  [0, '0 ms'],
  [0.0404, '40 ms'],
  [4.26, '4.3 s'],
  [59.4, '59 s'],
  [59.9, '1 min 0 s'],
  [725, '12 min 5 s'],
  [3600 * 3 + 7 * 60, '3 h 7 min'],
  [86_400 * 2 + 3600 * 4, '2 d 4 h'],
])('%d s', (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});

test.each([
  [1, '1 byte'],
  [0, '0 bytes'],
  [999, '999 bytes'],
  [3400, '3.4 kB'],
  [1_234_567, '1.2 MB'],
  [5e15, '5000.0 TB'],
])('%d bytes', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});
