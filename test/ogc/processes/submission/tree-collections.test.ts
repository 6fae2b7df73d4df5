import { expect, test } from 'vitest';
import { defaultName } from '../../../../src/ogc/processes/submission/tree-collections.js';
import { lakes, ustica } from '../../../support/memory-catalog.js';

const ascending = { ...ustica, identity: { ...ustica.identity!, geometry: 'ascending' as const } };

test.each([
  ['l3-up-<release>', [ustica, ascending], 'l3-up-2020-2024'],
  ['<level>-<geometry>', [ustica], 'L2b-descending'],
  // What they do not have in common stays open.
  ['x-<geometry>-<release>', [ustica, ascending], 'x-<geometry>-2020-2024'],
  ['l3-<release>', [], 'l3-<release>'],
  ['l3-<release>', [lakes], 'l3-<release>'],
  ['fixed', [ustica], 'fixed'],
  ['<other>', [ustica], '<other>'],
])('%s', (template, inputs, name) => {
  expect(defaultName(template, inputs)).toBe(name);
});
