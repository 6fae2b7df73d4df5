import { expect, test } from 'vitest';
import { HIDDEN, maskedInputs } from '../../../src/ogc/processes/job-inputs.js';
import { combine } from '../../support/test-processes.js';

test('inputs that are secret are left out', () => {
  expect(maskedInputs({ secret: 's3cret', method: 'mean' }, combine.description)).toEqual({
    secret: HIDDEN,
    method: 'mean',
  });
});

test.each([
  ['https://data.example/x?X-Amz-Signature=abc&part=1', 'https://data.example/x?X-Amz-Signature=hidden&part=1'],
  ['https://data.example/x?sig=a&sig=b', 'https://data.example/x?sig=hidden'],
  ['https://data.example/x?access_token=a%20b', 'https://data.example/x?access_token=hidden'],
  ['https://data.example/x?part=1', 'https://data.example/x?part=1'],
  ['https://data.example/x', 'https://data.example/x'],
])('of %s the key is hidden', (href, shown) => {
  expect(maskedInputs({ a: { href, type: 'text/csv' }, b: [{ href }] })).toEqual({
    a: { href: shown, type: 'text/csv' },
    b: [{ href: shown }],
  });
});

test('everything else is shown as it is, also where the process is no longer known', () => {
  const inputs = { list: [1, 'a', null], object: { deep: { er: true } } };
  expect(maskedInputs(inputs)).toEqual(inputs);
});
