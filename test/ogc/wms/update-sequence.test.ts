import { describe, expect, test } from 'vitest';
import { refuseHeldSequence, updateSequence } from '../../../src/ogc/wms/update-sequence.js';
import { lakes, ustica } from '../../support/memory-catalog.js';
import { testConfig } from '../../support/test-app.js';
import { usticaStyles } from './wms-app.js';

const one = { collection: ustica, styles: usticaStyles };
const other = { collection: { ...lakes, modified: new Date('2024-06-01T00:00:00Z') }, styles: usticaStyles };
const of = (...styled: (typeof one)[]) => updateSequence(styled, testConfig);

describe('the number of a state of the capabilities', () => {
  test('is the same for the same state', () => {
    expect(of(one, other)).toBe(of(one, other));
    expect(of(one)).toMatch(/^2025-03-01T10:00:00\.500\d{6}Z$/);
  });

  test('is another one when a collection has gone, a style or the title has changed', () => {
    const sequences = [
      of(one, other),
      of(one),
      of({ ...one, styles: usticaStyles.slice(1) }),
      updateSequence([one], { service: { ...testConfig.service, title: 'Other' } }),
    ];
    expect(new Set(sequences).size).toBe(4);
  });

  test('grows when something comes', () => {
    const later = { ...one, collection: { ...ustica, modified: new Date('2025-03-01T10:00:00.501Z') } };
    expect(of(later) > of(one)).toBe(true);
  });

  test('of no collections is a moment, too', () => {
    expect(of()).toMatch(/^1970-01-01T00:00:00\.000\d{6}Z$/);
  });

  test('held by a client is current, too high, or old', () => {
    const current = of(one);
    expect(() => refuseHeldSequence(current, current)).toThrow(
      expect.objectContaining({ code: 'CurrentUpdateSequence' }),
    );
    for (const high of ['9999-01-01T00:00:00Z', '99999999', 'zzz']) {
      expect(() => refuseHeldSequence(high, current)).toThrow(
        expect.objectContaining({ code: 'InvalidUpdateSequence' }),
      );
    }
    for (const old of [undefined, '', '0', '2020-01-01T00:00:00Z']) refuseHeldSequence(old, current);
  });
});
