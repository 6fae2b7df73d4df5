import { expect, test } from 'vitest';
import { decodePackBits, decompressBlock } from '../../src/formats/tiff-codecs.js';

/** The example of Apple's technical note 1023, to which TIFF 6.0 section 9 refers. */
const PACKED = Buffer.from('fe aa 02 80 00 2a fd aa 03 80 00 2a 22 f7 aa'.replaceAll(' ', ''), 'hex');
const PLAIN = 'aaaaaa80002aaaaaaaaa80002a22aaaaaaaaaaaaaaaaaaaa';

test('PackBits repeats and copies bytes', async () => {
  expect(Buffer.from(await decompressBlock(PACKED, 32773, 24)).toString('hex')).toBe(PLAIN);
});

test('PackBits passes over -128, and stops at the end of the block or of the bytes', () => {
  expect([...decodePackBits(Uint8Array.of(128, 0, 7, 128, 255, 9), 3)]).toEqual([7, 9, 9]);
  expect([...decodePackBits(PACKED, 5)]).toEqual([0xaa, 0xaa, 0xaa, 0x80, 0]);
  expect([...decodePackBits(Uint8Array.of(0, 7, 3, 1, 2), 5)]).toEqual([7, 1, 2]);
  expect([...decodePackBits(Uint8Array.of(0, 7, 254), 5)]).toEqual([7]);
});
