import { describe, expect, test } from 'vitest';
import { negotiatedVersion } from '../../../src/ogc/wms/wms-version.js';

describe('the version that a client gets (OGC 06-042, 6.2.4)', () => {
  test.each([
    ['absent', undefined, '1.3.0'],
    ['empty', '', '1.3.0'],
    ['below all', '1.0.0', '1.1.1'],
    ['below all', '0.0.0', '1.1.1'],
    ['below all', '1.1.0', '1.1.1'],
    ['one of them', '1.1.1', '1.1.1'],
    ['between', '1.2', '1.1.1'],
    ['between', '1.2.9', '1.1.1'],
    ['one of them', '1.3.0', '1.3.0'],
    ['above all', '1.3.1', '1.3.0'],
    ['above all', '2', '1.3.0'],
    ['above all', '100.0.0', '1.3.0'],
    ['no version', 'garbage', '1.3.0'],
    ['no version', '1.1.1.1', '1.3.0'],
    ['no version', '-1', '1.3.0'],
  ])('%s: %s -> %s', (_, asked, version) => {
    expect(negotiatedVersion(asked)).toBe(version);
  });
});
