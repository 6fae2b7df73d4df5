import { expect, test } from 'vitest';
import { sequenceText } from '../../src/formats/geojson-sequence.js';

test('a sequence splits at its record separators into its features, though one spans lines', () => {
  const features = ['{"type":"Feature","id":"1"}', '{"type":"Feature",\n"id":"2"}'];
  const sequence = features.map(sequenceText).join('');
  const [nothing, ...records] = sequence.split('\u001e');
  expect(nothing).toBe('');
  expect(records.map((record) => JSON.parse(record).id)).toEqual(['1', '2']);
  expect(sequence.endsWith('\n')).toBe(true);
});
