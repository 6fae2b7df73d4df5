import { expect, test } from 'vitest';
import { refuseHeldSequence } from '../../../src/ogc/wms/held-sequence.js';

test('a sequence held by a client is current, too high, or old', () => {
  const current = '2025-03-01T10:00:00.500123456Z';
  expect(() => refuseHeldSequence(current, current)).toThrow(
    expect.objectContaining({ code: 'CurrentUpdateSequence' }),
  );
  for (const high of ['9999-01-01T00:00:00Z', '99999999', 'zzz']) {
    expect(() => refuseHeldSequence(high, current)).toThrow(expect.objectContaining({ code: 'InvalidUpdateSequence' }));
  }
  for (const old of [undefined, '', '0', '2020-01-01T00:00:00Z']) {
    expect(() => refuseHeldSequence(old, current)).not.toThrow();
  }
});
