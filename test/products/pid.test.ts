import { describe, expect, test } from 'vitest';
import { decodeL2Pid, decodeL3Pid, encodeL2Pid, encodeL3Pid, l2PidHasLinePixel } from '../../src/products/pid.js';

const published = {
  producer: 3,
  track: 88,
  burstCycle: 282,
  swath: 2,
  polarisation: 'VV',
  line: 1234,
  pixel: 12345,
} as const;

describe('pids of level 2', () => {
  test('the published example encodes and decodes', () => {
    expect(encodeL2Pid(published)).toBe('3ODTn5TNYv');
    expect(decodeL2Pid('3ODTn5TNYv')).toEqual(published);
  });

  test('first rows of two real bursts decode to their own burst, line and pixel', () => {
    const descending = {
      producer: 1,
      track: 22,
      burstCycle: 845,
      swath: 2,
      polarisation: 'VV',
      line: 1217,
      pixel: 4670,
    };
    const ascending = {
      producer: 1,
      track: 117,
      burstCycle: 227,
      swath: 2,
      polarisation: 'VV',
      line: 1043,
      pixel: 11607,
    };
    expect(decodeL2Pid('166ax5Ofja')).toEqual(descending);
    expect(decodeL2Pid('1WBfX4cr1r')).toEqual(ascending);
  });

  test('the largest and smallest parts survive the round trip', () => {
    for (const parts of [
      {
        ...published,
        producer: 61,
        track: 175,
        burstCycle: 4095,
        swath: 3,
        polarisation: 'VV',
        line: 2047,
        pixel: 65535,
      },
      { ...published, producer: 0, track: 1, burstCycle: 0, swath: 1, polarisation: 'HH', line: 0, pixel: 0 },
    ] as const) {
      expect(decodeL2Pid(encodeL2Pid(parts))).toEqual(parts);
    }
  });

  test('a part that does not fit its bits is refused by name', () => {
    expect(() => encodeL2Pid({ ...published, line: 2048 })).toThrow(
      /line: expected an integer from 0 to 2047, got 2048/,
    );
    expect(() => encodeL2Pid({ ...published, pixel: 65536 })).toThrow(/pixel/);
    expect(() => encodeL2Pid({ ...published, track: 176 })).toThrow(/track/);
    expect(() => encodeL2Pid({ ...published, pixel: 1.5 })).toThrow(/pixel/);
    expect(() => encodeL2Pid({ ...published, producer: 62 })).toThrow(/producer/);
  });

  test('text that no burst and point could have given is no pid', () => {
    for (const text of [
      '',
      '3ODTn5TNY',
      '3ODTn5TNYv1',
      '3ODTn5TNY-',
      '3ODTn5TNYé',
      ' ODTn5TNYv',
      '3zzzz5TNYv',
      '3ODTnzzzzz',
    ]) {
      expect(decodeL2Pid(text), text).toBeUndefined();
    }
    expect(decodeL2Pid(`3${'0'.repeat(9)}`), 'track 0, swath 0').toBeUndefined();
  });

  test('line and pixel are checked against the pid', () => {
    expect(l2PidHasLinePixel('3ODTn5TNYv', 1234, 12345)).toBe(true);
    expect(l2PidHasLinePixel('3ODTn5TNYv', 1234, 12346)).toBe(false);
    expect(l2PidHasLinePixel('3ODTn5TNYv', 12345, 1234)).toBe(false);
    expect(l2PidHasLinePixel('3ODTn5TNYv', Number.NaN, 12345)).toBe(false);
    expect(l2PidHasLinePixel('3ODTn5TNYv0', 1234, 12345)).toBe(false);
  });
});

describe('pids of level 3', () => {
  test('a real cell of a GAF tile encodes to its published pid', () => {
    expect(encodeL3Pid({ producer: 2, eastingM: 4416250, northingM: 2775450 })).toBe('20Xqct9y6s');
    expect(decodeL3Pid('20Xqct9y6s')).toEqual({ producer: 2, eastingM: 4416250, northingM: 2775450 });
  });

  test('every place in a cell has the pid of its centre', () => {
    const pid = encodeL3Pid({ producer: 1, eastingM: 4600050, northingM: 1740050 });
    expect(encodeL3Pid({ producer: 1, eastingM: 4600000, northingM: 1740099.99 })).toBe(pid);
    expect(encodeL3Pid({ producer: 1, eastingM: 4600100, northingM: 1740050 })).not.toBe(pid);
  });

  test('places outside the grid are refused, and so is text that is no pid', () => {
    expect(() => encodeL3Pid({ producer: 1, eastingM: -1, northingM: 0 })).toThrow(/eastingM/);
    expect(() => encodeL3Pid({ producer: 1, eastingM: 0, northingM: Number.NaN })).toThrow(/northingM/);
    for (const text of ['', '20Xqct9y6', '20Xqct9y6!', '2zzzzzzzzz']) expect(decodeL3Pid(text), text).toBeUndefined();
  });
});
